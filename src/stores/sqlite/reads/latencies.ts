import { type Answer, type Deadline, type LatencyRecord, type LatencySummary, type Window } from '../../../core/index.ts';
import type { PagePosition } from '../../answers/cursor.ts';
import type { LatencyStep } from '../../answers/latency-page.ts';
import { type LatencyConditions, latencySummary, latestFirst } from '../../answers/latency-summary.ts';
import { rangeInDay } from '../columns/seq.ts';
import { dayStart } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { divideDay } from '../rollup/divide-day.ts';
import { readLatencyRollup, sketchOf, type StageSketches } from '../rollup/latency-rollup.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';
import { latencyOf, readLatency } from '../rows/latency-table.ts';
import { orderedRows, type PlacedRow, rowsBackwards } from '../rows/ordered-rows.ts';
import { createRollupCache } from '../rollup/rollup-cache.ts';
import { createRollupCheck } from '../rollup/rollup-check.ts';

/** All latencies of a call or of a time, newest first, from a position on; other conditions are not looked at. Between the days it says how far it is. */
export function* searchLatencies(
  files: DayFiles,
  { callId, since = 0, until: end = Infinity }: LatencyConditions,
  after: PagePosition | undefined,
): Generator<LatencyStep, void> {
  // Those of the same millisecond as the position may come after it.
  const until = Math.min(end, after === undefined ? Infinity : after.startedAt + 0.001);
  for (const day of files.days()) {
    if (dayStart(day) >= until || dayStart(day + 1) <= since) continue;
    const found = (file: DayFile): Generator<PlacedRow<LatencyRecord>, void> =>
      callId === undefined ? latenciesOfDay(file, since, until) : latenciesOfCall(file, callId);
    for (const latency of files.readEach(day, (file) => orderedRows(found(file), latestFirst))) yield { latency };
    yield { searchedUntil: dayStart(day) };
  }
}

function* latenciesOfCall(file: DayFile, callId: string): Generator<PlacedRow<LatencyRecord>, void> {
  for (const seq of file.lookup.find(lookupHash('latencyCall', callId))) {
    const latency = readLatency(file, seq);
    if (latency?.callId === callId) yield { seq, value: latency };
  }
}

function* latenciesOfDay(file: DayFile, since: number, until: number): Generator<PlacedRow<LatencyRecord>, void> {
  const range = rangeInDay(file.day, { since, until });
  if (range === undefined) return;
  for (const { seq, value } of rowsBackwards(file, 'latencies', [range.first, range.last])) yield { seq, value: latencyOf(file, value) };
}

/** Returns the function that tells the distribution of each stage in a window: rollups where they fit, the latencies themselves at the edges. */
export function createLatencySummaries(files: DayFiles): (window: Window, deadline: Deadline) => Answer<LatencySummary> {
  const cached = createRollupCache('latency_rollup', readLatencyRollup);
  const check = createRollupCheck();

  function sumDay(file: DayFile, from: number, to: number, into: StageSketches): void {
    const { rollups, rows } = divideDay(file.day, from, to);
    for (const { first, last } of rollups)
      for (const sketches of cached(file, first, last)) for (const [stage, sketch] of sketches) sketchOf(into, stage).merge(sketch);
    for (const span of rows)
      for (const { value } of latenciesOfDay(file, span.from, span.to))
        if (value.at >= span.from && value.at < span.to) sketchOf(into, value.stage).add(value.seconds);
  }

  return ({ since, until }, deadline) => {
    const sketches: StageSketches = new Map();
    for (const day of files.days()) {
      const from = Math.max(since, dayStart(day));
      const to = Math.min(until, dayStart(day + 1));
      if (from >= to) continue;
      if (deadline()) return { value: latencySummary(sketches), isPartial: true };
      files.read(day, (file) => {
        check(file);
        sumDay(file, from, to, sketches);
      });
    }
    return { value: latencySummary(sketches), isPartial: false };
  };
}
