import { TeleError } from '../../core/index.ts';
import { defineCommand, textOption } from '../command.ts';

/** Makes a line for the file of `auth.basic_file`. */
export const passwordCommand = defineCommand({
  name: 'password',
  summary: 'Hash a password, typed unseen or piped in, and write the line of its user for the file of auth.basic_file.',
  arguments: [{ name: 'name', help: 'The name of the user: it is shown in the log of the server.' }],
  options: [
    { flags: '--roles <roles>', help: 'What the user may do, with commas: metrics, read, write, pii, ingest, admin.', initial: 'read' },
  ],
  example: 'ringscope password grafana --roles read,metrics >> ./users',
  async run(input, io) {
    const { parseRoles, ROLE, userLine } = await import('../../server/index.ts');
    const [name = ''] = input.arguments;
    const given = textOption(input, 'roles') ?? 'read';
    const roles = parseRoles(given);
    if (roles === undefined)
      throw new TeleError('BAD_REQUEST', `--roles takes some of ${ROLE.join(', ')} with commas between them, not ${given}.`);
    const { readSecret } = io;
    if (readSecret === undefined) throw new TeleError('BAD_REQUEST', 'There is nothing to read the password from.');
    io.out(`${await userLine(name, roles, async () => readSecret(`Password of ${name}`))}\n`);
    return 0;
  },
});
