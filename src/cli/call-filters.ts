import { textOption, type CommandInput, type CommandIo, type CommandOption } from './command.ts';
import { parseTime } from './time-option.ts';

/** The options of a window of time. */
export const TIME_OPTIONS: readonly CommandOption[] = [
  { flags: '--since <time>', help: 'Calls that started at or after: 15m, 24h, 7d ago, Unix seconds or ISO 8601.' },
  { flags: '--until <time>', help: 'Calls that started before.' },
];

/** Which calls, the same for every command that takes some of them. */
export const CALL_FILTERS: readonly CommandOption[] = [
  ...TIME_OPTIONS,
  { flags: '--outcome <outcome>', help: 'e.g. answered, busy, rejected, failed.' },
  { flags: '--ended <way>', help: 'e.g. bye, session_expired, unknown.' },
  { flags: '--cause <cause>', help: 'e.g. congestion, unallocated, auth.' },
  { flags: '--direction <direction>', help: 'inbound, outbound, internal, transit or unknown.' },
  { flags: '--trunk <name>', help: 'Calls of one trunk.' },
  { flags: '--agent <name>', help: 'Calls of one capture agent, or of the program that reported them.' },
  { flags: '--codec <name>', help: 'Calls with this codec.' },
  { flags: '--sip-code <code>', help: 'What the caller saw, e.g. 503.' },
  { flags: '--min-mos <score>', help: 'Calls whose mean opinion score is known and at least this, 1 to 5.' },
  { flags: '--max-mos <score>', help: 'Calls whose mean opinion score is known and at most this.' },
  { flags: '--min-talk-seconds <seconds>', help: 'Calls with at least this talk time.' },
  { flags: '--max-talk-seconds <seconds>', help: 'Calls with at most this talk time.' },
];

/** The parameters that these options stand for. */
export function filterQuery(
  options: readonly CommandOption[],
  input: CommandInput,
  io: CommandIo,
): Readonly<Record<string, string | undefined>> {
  const names = options.map(({ flags }) =>
    (/^--([a-z-]+)/.exec(flags)?.[1] ?? '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  return Object.fromEntries(
    names.map((name) => {
      const text = textOption(input, name);
      const isTime = name === 'since' || name === 'until';
      return [name, text !== undefined && isTime ? String(parseTime(text, io.now())) : text];
    }),
  );
}
