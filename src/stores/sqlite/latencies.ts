import { type Answer, type LatencyRecord, type LatencySummary, Sketch, type Window } from '../../core/index.ts';
import type { Deadline } from '../deadline.ts';
import { type LatencyConditions, latencySummary, latestFirst, matchesLatency } from '../latency-summary.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { dayStart, microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { latencyOf, readLatency } from './latency-table.ts';
import { orderedRows, type PlacedRow, rowsBackwards } from './ordered-rows.ts';

/** All latencies that meet the conditions, newest first. */
export function* searchLatencies(files: DayFiles, conditions: LatencyConditions): Generator<LatencyRecord, void> {
  const { callId, since = 0, until = Infinity } = conditions;
  for (const day of files.days()) {
    const file = dayStart(day) < until && dayStart(day + 1) > since ? files.open(day) : undefined;
    if (file === undefined) continue;
    const found = callId === undefined ? latenciesOfDay(file, since, until) : latenciesOfCall(file, callId);
    for (const latency of orderedRows(found, latestFirst)) if (matchesLatency(latency, conditions)) yield latency;
  }
}

function* latenciesOfCall(file: DayFile, callId: string): Generator<PlacedRow<LatencyRecord>, void> {
  for (const seq of file.lookup.find('latencyCall', callId)) {
    const latency = readLatency(file, seq);
    if (latency?.callId === callId) yield { seq, value: latency };
  }
}

function* latenciesOfDay(file: DayFile, since: number, until: number): Generator<PlacedRow<LatencyRecord>, void> {
  const start = dayStart(file.day);
  const seqOf = (at: number): number => Math.floor(microsecondsInDay(at, file.day) / 1000) * SEQ_PER_MILLISECOND;
  const first = seqOf(Math.max(start, since));
  const last = seqOf(Math.min(dayStart(file.day + 1), until)) + SEQ_PER_MILLISECOND - 1;
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
