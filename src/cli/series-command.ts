import { TeleError, zoneClock } from '../core/index.ts';
import type { Series } from '../server/index.ts';
import { asBody } from './answer-bodies.ts';
import { withApi } from './api-client.ts';
import { CALL_FILTERS, filterQuery } from './call-filters.ts';
import { ANSWER_OPTIONS, type CommandDef, defineCommand, textOption } from './command.ts';
import { toJson } from './json.ts';
import { sayNoCalls, sayPartial } from './no-calls.ts';
import { showClock, showRatio, showSeconds } from './show.ts';
import { renderTable } from './table.ts';
import { zoneOf } from './time-option.ts';

const PATH = '/api/v1/series';
const BAR = 30;

/** What tells the two commands over a series apart. */
interface SeriesSpec {
  readonly name: string;
  readonly step: 'hour' | 'day';
  readonly stepSeconds: number;
  readonly option: 'hours' | 'days';
  readonly initial: number;
}

/** Makes a command that shows calls by step, the running one last. */
export function seriesCommand({ name, step, stepSeconds, option, initial }: SeriesSpec): CommandDef {
  return defineCommand({
    name,
    summary: `Show calls by ${step}, the running ${step} last.`,
    arguments: [],
    options: [
      { flags: `--${option} <count>`, help: `So many ${option}, instead of --since.`, initial: String(initial), group: 'Time' },
      ...CALL_FILTERS,
      ...ANSWER_OPTIONS,
    ],
    example: `ringscope ${name} --${option} ${initial / 2}`,
    run: async (input, io) =>
      withApi(input, io, async (api) => {
        const timeZone = zoneOf(input, io);
        const filters = filterQuery(CALL_FILTERS, input, io);
        const count = countOf(textOption(input, option), option, filters['since']) ?? initial;
        const until = filters['until'] ?? String(io.now());
        // The step in which the window begins is shown from its beginning.
        const since = filters['since'] ?? String(Number(until) - (count - 1) * stepSeconds);
        const series = asBody(PATH, await api.get(PATH, { ...filters, step, timeZone, since, until }));
        if (input.options['json'] === true) {
          io.out(toJson(series));
          return 0;
        }
        for (const line of seriesLines(series, step, timeZone)) io.out(`${line}\n`);
        await sayPartial(series.isPartial, api, io);
        if (series.steps.every(({ attempts }) => attempts === 0)) await sayNoCalls(api, input, io);
        return 0;
      }),
  });
}

/** How many steps. Undefined when that was not said. */
function countOf(text: string | undefined, option: string, since: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new TeleError('BAD_REQUEST', `--${option} ${text} is no whole number of 1 or more.`);
  if (since !== undefined) throw new TeleError('BAD_REQUEST', `--${option} and --since or --at exclude each other.`);
  return count;
}

function seriesLines({ steps }: Series, step: string, timeZone: string): readonly string[] {
  const clock = zoneClock(timeZone);
  const most = Math.max(1, ...steps.map(({ attempts }) => attempts));
  const rows = steps.map((one) => [
    showClock(one.start, clock).slice(0, step === 'day' ? 10 : 16),
    String(one.attempts),
    String(one.answered),
    showRatio(one.asr),
    showRatio(one.ser),
    showSeconds(one.acdSeconds) || '-',
    `${'#'.repeat(Math.ceil((one.attempts / most) * BAR))}${one.isPartial === true ? ' (running)' : ''}`,
  ]);
  return renderTable([`${step} (${timeZone})`, 'attempts', 'answered', 'ASR', 'SER', 'ACD', ''], rows);
}
