import { type Answer, type LatencyFilter, type LatencyRecord, type LatencySummary, Sketch, type Window } from '../../core/index.ts';
import type { Deadline } from '../deadline.ts';
import { latencySummary, latestFirst } from '../latency-summary.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { dayStart, microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { latencyOf, readLatency } from './latency-table.ts';
import { orderedRows, type PlacedRow, rowsBackwards } from './ordered-rows.ts';

/** All latencies of a span of time, newest first by day and millisecond. */
export function* searchLatencies(
  files: DayFiles,
  { callId, stage, since, until }: Omit<LatencyFilter, 'limit'>,
): Generator<LatencyRecord, void> {
  for (const day of files.days()) {
    if (dayStart(day) >= (until ?? Infinity) || dayStart(day + 1) <= (since ?? 0)) continue;
    const file = files.open(day);
    if (file === undefined) continue;
    const found = callId === undefined ? latenciesOfDay(file, since, until) : latenciesOfCall(file, callId);
    for (const latency of orderedRows(found, latestFirst)) {
      const isWithin = latency.at >= (since ?? 0) && latency.at < (until ?? Infinity);
      if (isWithin && (stage === undefined || latency.stage === stage)) yield latency;
    }
  }
}

function* latenciesOfCall(file: DayFile, callId: string): Generator<PlacedRow<LatencyRecord>, void> {
  for (const seq of file.lookup.find('latencyCall', callId)) {
    const latency = readLatency(file, seq);
    if (latency?.callId === callId) yield { seq, value: latency };
  }
}

function* latenciesOfDay(file: DayFile, since: number | undefined, until: number | undefined): Generator<PlacedRow<LatencyRecord>, void> {
  const start = dayStart(file.day);
  const seqOf = (at: number): number => Math.floor(microsecondsInDay(at, file.day) / 1000) * SEQ_PER_MILLISECOND;
  const first = seqOf(Math.max(start, since ?? 0));
  const last = seqOf(Math.min(dayStart(file.day + 1), until ?? Infinity)) + SEQ_PER_MILLISECOND - 1;
  for (const { seq, value } of rowsBackwards(file, 'latencies', [first, last])) yield { seq, value: latencyOf(file, value) };
}

/** The distribution of each stage in a window. */
export function summarizeLatencies(files: DayFiles, { since, until }: Window, deadline: Deadline): Answer<LatencySummary> {
  const sketches = new Map<LatencyRecord['stage'], Sketch>();
  let isPartial = false;
  let count = 0;
  for (const { stage, seconds } of searchLatencies(files, { since, until })) {
    const sketch = sketches.get(stage) ?? new Sketch();
    sketches.set(stage, sketch);
    sketch.add(seconds);
    count += 1;
    if (count % 1024 === 0 && deadline()) {
      isPartial = true;
      break;
    }
  }
  return { value: latencySummary(sketches), isPartial };
}
