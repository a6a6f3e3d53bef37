import { type Deadline, present, TeleError } from '../../core/index.ts';
import { type Dashboard, DASHBOARDS, type Panel, type Query } from '../../dashboards/index.ts';
import { evaluate, inChart, type Sample, selections, seriesKey } from '../../expressions/index.ts';
import {
  type Boards,
  MOST_LINES,
  MOST_ROWS,
  MOST_STEPS,
  type PanelsQuery,
  type ShownBoard,
  type ShownPanel,
  type ShownSeries,
} from './board-fields.ts';
import { BoundedHistory, TooManyValues } from './bounded-history.ts';
import type { KeptHistory } from './kept-history.ts';
import { type Slices, createSlices } from './slices.ts';
import { stepOf, stepsOf } from './values.ts';

/** A rate is taken over at least so many values that are kept. */
const LEAST_VALUES = 4;
/** What is behind the sixth digit says nothing in a chart. */
const DIGITS = 6;

/** What is shown when. */
interface Shown {
  readonly history: BoundedHistory;
  readonly since: number;
  readonly until: number;
  readonly stepSeconds: number;
  readonly slices: Slices;
}

/** Every dashboard, and whether there is anything to show in it. */
export function boardsOf(history: KeptHistory): Boards {
  return { boards: DASHBOARDS.map((board) => ({ ...headOf(board), hasData: hasData(board, history) })) };
}

/** The values of all panels of a dashboard. Each panel that there is no time for says so. Throws `NOT_FOUND`. */
export async function shownBoard(kept: KeptHistory, query: PanelsQuery, deadline: Deadline): Promise<ShownBoard> {
  const board = DASHBOARDS.find(({ name }) => name === query.name);
  if (board === undefined) throw new TeleError('NOT_FOUND', 'There is no dashboard of this name.');
  const since = Math.min(Math.max(query.since, kept.oldestFrom(query.since) ?? query.since), query.until);
  const stepSeconds = stepOf(since, query.until, MOST_STEPS);
  const shown: Shown = { history: new BoundedHistory(kept), since, until: query.until, stepSeconds, slices: createSlices(deadline) };
  const rows = [];
  for (const { title, panels } of board.rows) {
    const drawn: ShownPanel[] = [];
    for (const panel of panels) drawn.push(await shownPanel(panel, shown));
    rows.push({ title, panels: drawn });
  }
  return { ...headOf(board), since, until: query.until, stepSeconds, rows };
}

function headOf({ name, title, description }: Dashboard): Pick<Dashboard, 'name' | 'title' | 'description'> {
  return { name, title: title.replace(/^Ringscope \/ /u, ''), description };
}

/** A subject that was never seen has no series, or none but those at 0. */
function hasData({ rows }: Dashboard, history: KeptHistory): boolean {
  const read = rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ queries }) => queries)
    .flatMap(({ expression }) => selections(expression));
  return read.some(({ series, matchers }) => history.find(series, matchers).length > 0);
}

async function shownPanel({ title, description, unit, kind, bounds, links, queries }: Panel, shown: Shown): Promise<ShownPanel> {
  const isNow = kind === 'number' || kind === 'bars' || kind === 'table';
  const most = kind === 'lines' || kind === 'stacked' ? MOST_LINES : MOST_ROWS;
  const series: ShownSeries[] = [];
  let [more, missing]: [number, ShownPanel['missing']] = [0, undefined];
  for (const query of queries) {
    const answer = await answerOf(query, isNow, shown);
    if (typeof answer === 'string') missing = answer;
    else {
      series.push(...answer.slice(0, most));
      more += Math.max(0, answer.length - most);
    }
  }
  const toCalls = links.flatMap((link) => ('calls' in link ? [{ title: link.title, conditions: { ...link.calls } }] : []));
  return present({ title, description, unit, kind, bounds, links: toCalls, series, more: more > 0 ? more : undefined, missing });
}

/** The series of a question, those with the highest values first, or why there are none. */
async function answerOf(
  { expression, legend }: Query,
  isNow: boolean,
  shown: Shown,
): Promise<readonly ShownSeries[] | 'too_many' | 'no_time'> {
  const { history, since, until, stepSeconds, slices } = shown;
  const found = new Map<string, { readonly labels: Sample['labels']; readonly points: [number, number][] }>();
  try {
    for (const at of isNow ? [until] : stepsOf(shown)) {
      if (await slices.isOver()) return 'no_time';
      const step = Math.max(stepSeconds, LEAST_VALUES * history.stepAt(at - stepSeconds));
      for (const { labels, value } of evaluate(inChart(expression, { stepSeconds: step, rangeSeconds: until - since }), history, at)) {
        if (!Number.isFinite(value)) continue;
        const key = seriesKey(labels);
        const one = found.get(key) ?? { labels, points: [] };
        one.points.push([at, Number(value.toPrecision(DIGITS))]);
        found.set(key, one);
      }
    }
  } catch (error) {
    if (error instanceof TooManyValues) return 'too_many';
    throw error;
  }
  const all = [...found.values()].map(({ labels, points }) => ({ name: nameOf(legend, labels), labels, points }));
  return all.toSorted((one, other) => highest(other) - highest(one) || (one.name < other.name ? -1 : 1));
}

function highest({ points }: ShownSeries): number {
  return points.reduce((most, point) => Math.max(most, point[1] ?? most), Number.NEGATIVE_INFINITY);
}

function nameOf(legend: string, labels: Sample['labels']): string {
  const name =
    legend === '' ? Object.values(labels).join(' ') : legend.replaceAll(/\{(\w+)\}/gu, (_, label: string) => labels[label] ?? '');
  return name.trim();
}
