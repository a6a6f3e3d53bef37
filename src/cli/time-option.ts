import { type OffsetAt, readSpokenTime, type SpokenTime, TeleError, zoneClock } from '../core/index.ts';
import { textOption, type CommandInput, type CommandIo, type CommandOption } from './command.ts';

/** How far around a time that is asked for with `--at` calls are looked for, in seconds. */
const AROUND_SECONDS = 120;
const TIME = 'Time';
/** What is often said. */
const SAID = ['15m', '1h', '24h', '7d', 'today', 'yesterday'];

/** By which clocks times are given and shown. */
export const ZONE_OPTION: CommandOption = {
  flags: '--time-zone <name>',
  help: 'By whose clocks times are given and shown, e.g. Europe/Berlin or UTC. Those of this machine when left out.',
  group: TIME,
};

/** The options of a window of time; `what` starts in it. */
export function timeOptions(what: string): readonly CommandOption[] {
  return [
    {
      flags: '--at <time>',
      help: `${what} that started within two minutes around it, or on that day: 10:32, yesterday.`,
      group: TIME,
      values: SAID,
    },
    {
      flags: '--since <time>',
      help: `${what} that started then or later: 15m, 1h30m or 7d ago, 10:32, today, a date, Unix seconds, ISO 8601.`,
      group: TIME,
      values: SAID,
    },
    { flags: '--until <time>', help: `${what} that started before.`, group: TIME, values: SAID },
    ZONE_OPTION,
  ];
}

/** The name of the time zone of a command. */
export function zoneOf(input: CommandInput, io: CommandIo): string {
  return textOption(input, 'timeZone') ?? io.timeZone?.() ?? 'UTC';
}

/** The clocks by which a command takes and shows times. Throws `BAD_REQUEST` for a zone that there is not. */
export function clockOf(input: CommandInput, io: CommandIo): OffsetAt {
  const isNamed = textOption(input, 'timeZone') !== undefined;
  return isNamed || io.offsetAt === undefined ? zoneClock(zoneOf(input, io)) : io.offsetAt;
}

/** The parameters of the window that `timeOptions` mean; what was taken for meant is said. */
export function timeQuery(input: CommandInput, io: CommandIo): { readonly since?: string; readonly until?: string } {
  const offsetAt = clockOf(input, io);
  const now = io.now();
  const [at, since, until] = ['at', 'since', 'until'].map((name) => textOption(input, name));
  if (at !== undefined) {
    if (since !== undefined || until !== undefined) throw new TeleError('BAD_REQUEST', '--at and --since or --until exclude each other.');
    const { first, last, end } = said(at, { now, offsetAt }, io);
    return end === undefined
      ? { since: String(first - AROUND_SECONDS), until: String(last + AROUND_SECONDS) }
      : { since: String(first), until: String(end) };
  }
  const from = since === undefined ? undefined : said(since, { now, offsetAt }, io).first;
  const to = until === undefined ? undefined : said(until, { now, offsetAt, ...(from === undefined ? {} : { after: from }) }, io).last;
  return { ...(from === undefined ? {} : { since: String(from) }), ...(to === undefined ? {} : { until: String(to) }) };
}

function said(text: string, telling: Parameters<typeof readSpokenTime>[1], io: CommandIo): SpokenTime {
  const time = readSpokenTime(text, telling);
  if (time === undefined)
    throw new TeleError(
      'BAD_REQUEST',
      `"${text}" is no time: write 15m or 1h30m ago, 10:32, today, yesterday, 2026-11-22 or 2026-11-22T10:32, Unix seconds or ISO 8601.`,
    );
  for (const note of time.notes) io.err(`${note}\n`);
  return time;
}
