import type { OffsetAt } from '../../core/index.ts';
import type { Dashboard, TallyView } from '../../server/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withApi } from '../api-client.ts';
import { filterQuery, SOME_CALLS } from '../call-filters.ts';
import { ANSWER_OPTIONS, defineCommand } from '../command.ts';
import { toJson } from '../json.ts';
import { sayNoCalls, sayPartial } from '../no-calls.ts';
import { showChange, showPoints, showRatio, showSeconds, showTime } from '../show.ts';
import { spreadTable } from '../spread-table.ts';
import { renderTable } from '../table.ts';
import { clockOf } from '../time-option.ts';
import { WINDOW_OPTIONS, windowQuery } from '../window-option.ts';

const PATH = '/api/v1/dashboard';
/** Causes and codes that are shown; `ringscope top` shows more. */
const TOP = 5;

/** Shows a window of calls at a glance. */
export const dashboardCommand = defineCommand({
  name: 'dashboard',
  summary: 'Show the calls of the last 24 hours at a glance, beside the 24 hours before.',
  arguments: [],
  options: [...WINDOW_OPTIONS, ...SOME_CALLS, ...ANSWER_OPTIONS],
  example: 'ringscope dashboard --hours 8',
  run: async (input, io) =>
    withApi(input, io, async (api) => {
      const dashboard = asBody(PATH, await api.get(PATH, { ...windowQuery(input, io), ...filterQuery(SOME_CALLS, input, io) }));
      if (input.options['json'] === true) {
        io.out(toJson(dashboard));
        return 0;
      }
      for (const line of dashboardLines(dashboard, clockOf(input, io))) io.out(`${line}\n`);
      await sayPartial(dashboard.isPartial, api, io);
      if (dashboard.total.attempts === 0) await sayNoCalls(api, input, io);
      return 0;
    }),
});

function dashboardLines(dashboard: Dashboard, clock: OffsetAt): readonly string[] {
  const { since, until, previous, total, active, deltas } = dashboard;
  const row = (title: string, show: (tally: TallyView) => string, change = ''): readonly string[] => [
    title,
    show(total),
    show(previous.total),
    change,
  ];
  const ratioRow = (title: string, of: (tally: TallyView) => number | undefined): readonly string[] =>
    row(title, (tally) => showRatio(of(tally)), showPoints(of(total), previous.isUncovered === true ? undefined : of(previous.total)));
  const rows = [
    row('attempts', (tally) => String(tally.attempts), showChange(deltas.attempts)),
    row('answered', (tally) => String(tally.answered), showChange(deltas.answered)),
    row('completed', (tally) => String(tally.completed)),
    row('swept', (tally) => String(tally.swept)),
    ratioRow('ASR', ({ asr }) => asr),
    ratioRow('SER', ({ ser }) => ser),
    ratioRow('NER', ({ ner }) => ner),
    row('ACD', (tally) => showSeconds(tally.acdSeconds) || '-', showChange(deltas.acdSeconds)),
    row('talk time', (tally) => showSeconds(tally.talkSeconds), showChange(deltas.talkSeconds)),
  ];
  const { talk, setup, pdd, agentResponse } = total;
  return [
    `${showTime(since, clock)} to ${showTime(until, clock)}, ${active} active now`,
    '',
    ...renderTable(['', 'now', 'before', 'change'], rows),
    ...section(spreadTable('seconds', { talk, setup, pdd, 'agent response': agentResponse, ...dashboard.latencies })),
    ...section(countTable('outcome', dashboard.byOutcome, Infinity)),
    ...section(countTable('cause', dashboard.byCause)),
    ...section(countTable('code', dashboard.bySipCode)),
  ];
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function countTable(title: string, map: Readonly<Record<string, TallyView>>, most = TOP): readonly string[] {
  const all = Object.entries(map).toSorted(([, a], [, b]) => b.attempts - a.attempts);
  if (all.length === 0) return [];
  const table = renderTable(
    [title, 'attempts'],
    all.slice(0, most).map(([name, tally]) => [name, String(tally.attempts)]),
  );
  return all.length > most ? [...table, `and ${all.length - most} more`] : table;
}
