import { type Deadline, field, present, type ShapeOf } from '../../core/index.ts';
import type { Matcher } from '../../expressions/index.ts';
import type { KeptHistory } from './kept-history.ts';
import { COARSE_SECONDS, type MemoryHistory, SAMPLE_SECONDS } from './memory-history.ts';
import { createSlices } from './slices.ts';

/** Series of one answer, and values of each. */
export const MOST_SHOWN = 100;
export const MOST_POINTS = 500;
const USUAL_POINTS = 300;
/** For how long a value counts when no newer one came. */
const LOOKBACK_SECONDS = 300;
/** Steps that are chosen by themselves, in seconds. */
const STEPS = [SAMPLE_SECONDS, 30, 60, COARSE_SECONDS, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800];
/** Names that one answer lists. */
const MOST_NAMES = 10_000;
/** A name has at most so many labels. */
const MOST_LABELS = 64;

/** Which values are asked for: those of the series of a name that match, from step to step. */
export interface ValuesQuery {
  readonly series: string;
  readonly matchers: readonly Matcher[];
  /** Unix seconds, ends included. */
  readonly since: number;
  readonly until: number;
  readonly stepSeconds: number;
}

const points = field.list(field.list(field.number(-Number.MAX_VALUE, Number.MAX_VALUE), 2), MOST_POINTS + 2);

/** Values of series over time. */
export const VALUES_FIELDS = {
  stepSeconds: field.seconds(),
  series: field.list(
    field.shape({
      labels: field.map(field.text(), MOST_LABELS),
      points: points.describe('`[at, value]` for each step, and for the end, at which there is a value: the newest one by then.'),
    }),
    MOST_SHOWN,
  ),
  isPartial: field
    .flag()
    .optional()
    .describe(`true: there are more than ${MOST_SHOWN} series, or there was no time for all steps. Absent otherwise.`),
};
export type KeptValues = ShapeOf<typeof VALUES_FIELDS>;

/** What is kept. */
export const NAMES_FIELDS = {
  names: field.list(
    field.shape({ name: field.text(), series: field.count().describe('How many series of that name there are or were.') }),
    MOST_NAMES,
  ),
};
export type KeptNames = ShapeOf<typeof NAMES_FIELDS>;

/** The step that makes so many values of a window, or fewer. */
export function stepOf(since: number, until: number, points = USUAL_POINTS): number {
  const least = (until - since) / points;
  return STEPS.find((step) => step >= least) ?? Math.ceil(least);
}

/** The names of all series, sorted. */
export function keptNames({ table }: MemoryHistory): KeptNames {
  const names = table.names().toSorted().slice(0, MOST_NAMES);
  return { names: names.map((name) => ({ name, series: table.named(name).length })) };
}

/** Steps begin at whole multiples of their length, so that two questions have the same ones; the end of the window is one, too. */
export function* stepsOf({ since, until, stepSeconds }: Omit<ValuesQuery, 'series' | 'matchers'>): Generator<number> {
  let at = Math.ceil(since / stepSeconds) * stepSeconds;
  for (; at < until; at += stepSeconds) yield at;
  yield until;
}

/** The newest value of each series at each step, until the deadline. Between two slices others get their turn. */
export async function keptValues(history: KeptHistory, query: ValuesQuery, deadline: Deadline): Promise<KeptValues> {
  const { series: name, matchers, stepSeconds } = query;
  const found = history.find(name, matchers);
  const chosen = found.slice(0, MOST_SHOWN);
  const byLabels = new Map(chosen.map(({ labels }) => [labels, [] as [number, number][]]));
  let isPartial = found.length > MOST_SHOWN;
  const slices = createSlices(deadline);
  for (const at of stepsOf(query)) {
    if (await slices.isOver()) {
      isPartial = true;
      break;
    }
    for (const { labels, values } of history.readEach(chosen, at - Math.max(LOOKBACK_SECONDS, 2 * history.stepAt(at)), at)) {
      const last = values[values.length - 1];
      // JSON has no infinities.
      if (last !== undefined && Number.isFinite(last)) byLabels.get(labels)?.push([at, last]);
    }
  }
  const series = [...byLabels].flatMap(([labels, own]) => (own.length === 0 ? [] : [{ labels, points: own }]));
  return present({ stepSeconds, series, isPartial: isPartial ? true : undefined });
}
