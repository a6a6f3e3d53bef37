import { CONDITION_NAMES, conditionOf, parameterOf } from '../core/index.ts';
import { textOption, type CommandInput, type CommandIo, type CommandOption } from './command.ts';
import { flagOf } from './flag-name.ts';
import { timeOptions, timeQuery } from './time-option.ts';

const GROUP = 'Which calls';

/** The options of a window of time. */
export const TIME_OPTIONS = timeOptions('Calls');

/** Which calls, by whom they were of. */
const NUMBER_OPTIONS: readonly CommandOption[] = [
  {
    flags: '--number <number>',
    help: 'Calls that name this number on any hop, or one with this end: 2233, ...2233, +49...2233. A server asks for the role pii. ~k3m7vq: somebody whom tables show by that.',
    group: GROUP,
  },
  { flags: '--caller <number>', help: 'Calls from this number, or from one with this end.', group: GROUP },
  { flags: '--callee <number>', help: 'Calls to this number, or to one with this end.', group: GROUP },
];

/** Which calls beside their time: the same for every command that lists, counts or writes out some of them. */
export const SOME_CALLS: readonly CommandOption[] = [
  ...CONDITION_NAMES.map((name) => {
    const { kind, value, help, values } = conditionOf(name);
    const flags = `${flagOf(parameterOf(name))}${kind === 'flag' ? '' : ` <${value}>`}`;
    return { flags, help, group: GROUP, ...(values === undefined ? {} : { values }) };
  }),
  ...NUMBER_OPTIONS,
];

/** Which calls. */
export const CALL_FILTERS: readonly CommandOption[] = [...TIME_OPTIONS, ...SOME_CALLS];

const TIME_NAMES: ReadonlySet<string> = new Set(['at', 'since', 'until', 'timeZone']);

/** The parameters that these options stand for. */
export function filterQuery(
  options: readonly CommandOption[],
  input: CommandInput,
  io: CommandIo,
): Readonly<Record<string, string | undefined>> {
  const names = options.map(({ flags }) =>
    (/^--([a-z-]+)/.exec(flags)?.[1] ?? '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  const others = names
    .filter((name) => !TIME_NAMES.has(name))
    .map((name) => [name, input.options[name] === true ? 'true' : textOption(input, name)] as const);
  const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(others);
  return { ...(names.includes('since') ? timeQuery(input, io) : {}), ...given };
}
