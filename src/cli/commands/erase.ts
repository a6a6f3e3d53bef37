import { pseudonymIn, TeleError } from '../../core/index.ts';
import { asBody, type ErasedPerson } from '../answer-bodies.ts';
import { type ApiClient, withApi } from '../api-client.ts';
import { ANSWER_OPTIONS, type CommandInput, type CommandIo, defineCommand } from '../command.ts';
import { toJson } from '../json.ts';
import { sayPartial } from '../no-calls.ts';
import { showText, showTime } from '../show.ts';
import { clockOf } from '../time-option.ts';

const PATH = '/api/v1/people';
/** Every day in which the number occurs is written anew. */
const SECONDS = 120;
const FOUND_NOTHING = 1;
/** End of a number, as `calls --number` takes it too. */
const END = /^\d{4,10}$/;

/** Erases a person. */
export const eraseCommand = defineCommand({
  name: 'erase',
  summary: 'Delete every call, registration and whole message of a person for good; counts stay. Needs the role pii.',
  arguments: [
    {
      name: 'number',
      help: 'A number in international form, e.g. +4930123456, or as it was dialled, an extension, a user, or ~k3m7vq: somebody whom tables show by that.',
    },
  ],
  options: [
    { flags: '--yes', help: 'Erase without a question. Without a terminal it is needed.' },
    { flags: '--dry-run', help: 'Only say what would be erased.' },
    ...ANSWER_OPTIONS,
  ],
  example: 'ringscope erase +4930123456 --dry-run --store ./ringscope-data',
  async run(input, io) {
    const { yes, dryRun } = input.options;
    const [number = ''] = input.arguments;
    if (yes !== true && dryRun !== true && io.readLine === undefined)
      throw new TeleError(
        'USAGE',
        'erase asks before it deletes, and there is no terminal: give --yes, or --dry-run to see what it would delete.',
      );
    return withApi(input, io, async (api) => {
      if (yes === true) return tell(await ask(api, number, false), false, input, io, api);
      const found = await ask(api, number, true);
      if (dryRun === true || isNothing(found)) return tell(found, true, input, io, api);
      const answer = await io.readLine?.(`Erase ${listed(found, input, io)} for good? [y/N] `);
      if (/^y(es)?$/i.test(answer?.trim() ?? '')) return tell(await ask(api, number, false), false, input, io, api);
      io.err('Nothing was erased.\n');
      return FOUND_NOTHING;
    });
  },
});

async function ask(api: ApiClient, number: string, isDryRun: boolean): Promise<ErasedPerson> {
  const query = { number, dryRun: isDryRun ? 'true' : undefined };
  return asBody(PATH, await api.change('DELETE', PATH, query, SECONDS));
}

/** Says what was erased, or would be. The exit code. */
async function tell(found: ErasedPerson, isDryRun: boolean, input: CommandInput, io: CommandIo, api: ApiClient): Promise<number> {
  const code = isNothing(found) ? FOUND_NOTHING : 0;
  const [number = ''] = input.arguments;
  if (input.options['json'] === true) {
    io.out(toJson({ ...found, isDryRun }));
    return code;
  }
  await sayPartial(found.isPartial, api, io);
  if (isNothing(found)) {
    io.err(foundNothing(number));
    return code;
  }
  io.out(`${isDryRun ? 'Would erase' : 'Erased'} ${listed(found, input, io)}.\n`);
  if (pseudonymIn(number) !== undefined) io.err(BY_PSEUDONYM);
  return code;
}

const BY_PSEUDONYM =
  'Whole messages of other calls that name this person, and the end of the number that other calls keep, are found by the number, extension or user alone.\n';

function foundNothing(number: string): string {
  const shown = showText(number);
  if (!END.test(number)) return `Nothing is kept of ${shown}.\n`;
  return `Nothing is kept of ${shown}. \`ringscope calls --number ${shown}\` also finds calls of numbers that end so: give the number whole, as it was dialled or in international form.\n`;
}

function isNothing({ erased, registrations, messages, mentions }: ErasedPerson): boolean {
  return erased + registrations + messages + mentions === 0;
}

/** Lists what was found, and when its calls began. */
function listed({ erased, firstAt, lastAt, registrations, messages, mentions }: ErasedPerson, input: CommandInput, io: CommandIo): string {
  const clock = clockOf(input, io);
  const times = [firstAt, lastAt === firstAt ? undefined : lastAt].flatMap((at) => (at === undefined ? [] : [showTime(at, clock)]));
  const began = times.length === 0 ? '' : ` from ${times.join(' to ')}`;
  const parts = [
    ...counted(erased, 'call', began),
    ...counted(registrations, 'registration'),
    ...counted(messages, 'whole message'),
    ...counted(mentions, 'mention', ' of the end of the number in calls of others'),
  ];
  return parts.join(', ');
}

function counted(count: number, noun: string, more = ''): readonly string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}${more}`];
}
