import { TeleError } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { showTime } from '../show.ts';
import { renderTable } from '../table.ts';
import { clockOf, ZONE_OPTION } from '../time-option.ts';

const ACTION = ['create', 'list', 'revoke'] as const;
const SECONDS_OF = { d: 86_400, h: 3600, m: 60 } as const;

/** Makes, lists and revokes the tokens of a token file. */
export const tokenCommand = defineCommand({
  name: 'token',
  summary: 'Create, list or revoke the bearer tokens of a token file. A server that runs takes the change within a second.',
  arguments: [
    {
      name: 'action',
      help: '`create` a token, which is written once and never again, `list` them without their digests, or `revoke` one.',
    },
    { name: 'name', help: 'The name of the token to create or revoke: it is shown in the log of the server.', isOptional: true },
  ],
  options: [
    {
      flags: '--roles <roles>',
      help: 'What a new token allows, with commas: metrics, read, write, pii, ingest, admin.',
      initial: 'read',
      values: ['metrics', 'read', 'write', 'pii', 'ingest', 'admin'],
    },
    { flags: '--expires <time>', help: 'After how long a new token opens nothing any more, e.g. 90d, 12h or 30m. Left out: never.' },
    { flags: '--file <file>', help: 'The token file. Left out: auth.token_file of the settings.' },
    ZONE_OPTION,
    CONFIG_OPTION,
    JSON_OPTION,
  ],
  example: 'ringscope token create prometheus --roles metrics --file ./tokens',
  async run(input, io) {
    const [given, name] = input.arguments;
    const action = ACTION.find((one) => one === given);
    switch (action) {
      case 'create':
        return create(needed(name, action), input, io);
      case 'list':
        if (name !== undefined) throw new TeleError('BAD_REQUEST', 'token list takes no name.');
        return list(input, io);
      case 'revoke':
        return revoke(needed(name, action), input, io);
      case undefined:
        throw new TeleError('BAD_REQUEST', `token takes one of ${ACTION.join(', ')}, not ${given ?? 'nothing'}.`);
    }
  },
});

async function create(name: string, input: CommandInput, io: CommandIo): Promise<number> {
  const { createToken, parseRoles, ROLE } = await import('../../server/index.ts');
  const given = textOption(input, 'roles') ?? 'read';
  const roles = parseRoles(given);
  if (roles === undefined)
    throw new TeleError('BAD_REQUEST', `--roles takes some of ${ROLE.join(', ')} with commas between them, not ${given}.`);
  const lasts = textOption(input, 'expires');
  const now = io.now();
  const expires = lasts === undefined ? {} : { expiresAt: now + secondsOf(lasts) };
  const path = await filePath(input, io);
  const token = await createToken(path, { name, roles, now, ...expires });
  if (input.options['json'] === true) {
    io.out(toJson({ name, roles, token, ...expires }));
    return 0;
  }
  // The token alone is data: it can be put into a file as it comes.
  io.out(`${token}\n`);
  io.err(`The token ${name} is in ${path} as its digest; it is not shown again.\n`);
  return 0;
}

async function list(input: CommandInput, io: CommandIo): Promise<number> {
  const { listTokens } = await import('../../server/index.ts');
  const tokens = listTokens(await filePath(input, io)).map(({ identity, created, expiresAt }) => ({
    name: identity.name,
    roles: [...identity.roles],
    ...(created === undefined ? {} : { created }),
    ...(expiresAt === undefined ? {} : { expiresAt, isExpired: expiresAt <= io.now() }),
  }));
  if (input.options['json'] === true) {
    io.out(toJson({ tokens }));
    return 0;
  }
  const clock = clockOf(input, io);
  const rows = tokens.map((one) => [
    one.name,
    one.roles.join(','),
    one.created === undefined ? '' : showTime(Date.parse(one.created) / 1000, clock),
    'expiresAt' in one ? `${showTime(one.expiresAt, clock)}${one.isExpired ? ' (expired)' : ''}` : '',
  ]);
  for (const line of renderTable(['name', 'roles', 'created', 'expires'], rows)) io.out(`${line}\n`);
  return 0;
}

async function revoke(name: string, input: CommandInput, io: CommandIo): Promise<number> {
  const { revokeToken } = await import('../../server/index.ts');
  await revokeToken(await filePath(input, io), name);
  if (input.options['json'] === true) io.out(toJson({ revoked: name }));
  else io.out(`The token ${name} is revoked.\n`);
  return 0;
}

async function filePath(input: CommandInput, io: CommandIo): Promise<string> {
  const named = textOption(input, 'file');
  if (named !== undefined) return named;
  const { readSettings } = await import('../read-settings.ts');
  const { tokenFile } = (await readSettings(input, io, {})).auth;
  if (tokenFile === undefined) throw new TeleError('BAD_REQUEST', 'No token file is named: give --file, or set auth.token_file.');
  return tokenFile;
}

function needed(name: string | undefined, action: string): string {
  if (name === undefined) throw new TeleError('BAD_REQUEST', `token ${action} needs the name of a token.`);
  return name;
}

function secondsOf(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([dhm])$/.exec(text) ?? [];
  if (unit !== 'd' && unit !== 'h' && unit !== 'm')
    throw new TeleError('BAD_REQUEST', `--expires takes a number of days, hours or minutes such as 90d, not ${text}.`);
  return Number(count) * SECONDS_OF[unit];
}
