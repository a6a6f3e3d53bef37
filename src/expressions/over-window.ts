import type { RangeFunction } from './expression.ts';

/** The values of a series within a window that are numbers. */
interface Points {
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** How far beyond its usual distance the end of a window may lie from the next value, for the series to reach it. */
const REACH = 1.1;

/** What became of a series within a window, as the function of Prometheus of that name has it. Undefined when the window has too few values. */
export function overWindow(
  name: RangeFunction,
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  from: number,
  to: number,
): number | undefined {
  const points = numbersOf(times, values, from, to);
  return points.values.length === 0 ? undefined : FUNCTION[name](points);
}

const FUNCTION: { readonly [F in RangeFunction]: (points: Points) => number | undefined } = {
  increase: (points) => grown(points, true),
  rate: (points) => {
    const all = grown(points, true);
    return all === undefined ? undefined : all / (points.to - points.from);
  },
  delta: (points) => grown(points, false),
  changes: ({ values }) => values.filter((value, index) => index > 0 && value !== values[index - 1]).length,
  avg: ({ values }) => total(values) / values.length,
  min: ({ values }) => Math.min(...values),
  max: ({ values }) => Math.max(...values),
  sum: ({ values }) => total(values),
  count: ({ values }) => values.length,
};

function numbersOf(times: ArrayLike<number>, values: ArrayLike<number>, from: number, to: number): Points {
  const kept: { times: number[]; values: number[] } = { times: [], values: [] };
  for (let index = 0; index < times.length; index += 1) {
    const [at, value] = [times[index] ?? Number.NaN, values[index] ?? Number.NaN];
    if (at < from || at > to || Number.isNaN(value)) continue;
    kept.times.push(at);
    kept.values.push(value);
  }
  return { ...kept, from, to };
}

/**
 * What came between the first and the last value, spread to the ends of the window where the series reaches them. A counter that fell began anew, and was not
 * below 0 before its first value.
 */
function grown({ times, values, from, to }: Points, isCounter: boolean): number | undefined {
  const [first, last] = [values[0], values.at(-1)];
  const [begin, end] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || begin === undefined || end === undefined || values.length < 2) return undefined;
  const result = last - first + (isCounter ? lostByRestarts(values) : 0);
  const sampled = end - begin;
  const between = sampled / (values.length - 1);
  const toZero = isCounter && result > 0 && first >= 0 ? sampled * (first / result) : Number.POSITIVE_INFINITY;
  const before = Math.min(begin - from, toZero);
  const after = to - end;
  const reach = between * REACH;
  const spread = sampled + (before < reach ? before : between / 2) + (after < reach ? after : between / 2);
  return result * (spread / sampled);
}

function lostByRestarts(values: readonly number[]): number {
  return values.reduce((lost, value, index) => {
    const before = values[index - 1];
    return before !== undefined && value < before ? lost + before : lost;
  }, 0);
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
