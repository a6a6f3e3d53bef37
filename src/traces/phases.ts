import { SPAN_NAME } from './names.ts';
import type { TracedCall } from './traced-call.ts';

/** A part of a call, which is a span of its trace. */
export interface Phase {
  readonly name: (typeof SPAN_NAME)['attempt' | 'ringing' | 'talk' | 'teardown'];
  readonly startTime: number;
  /** Never before `startTime`. */
  readonly endTime: number;
}

/** The parts that a call has had, whatever the clocks of its messages say. `lastAt` is when it was heard of last: what has not ended goes on until then. */
export function phasesOf(call: TracedCall, lastAt: number): readonly Phase[] {
  const { startedAt, outcome } = call;
  const answeredAt = after(startedAt, call.answeredAt);
  const endedAt = after(answeredAt ?? startedAt, call.endedAt);
  const isSetUp = outcome !== undefined || answeredAt !== undefined;
  const setUpAt = answeredAt ?? (isSetUp ? endedAt : undefined) ?? Math.max(startedAt, lastAt);
  const ringingAt = after(startedAt, call.ringingAt);
  const overAt = endedAt ?? Math.max(answeredAt ?? startedAt, lastAt);
  const phases: Phase[] = [{ name: SPAN_NAME.attempt, startTime: startedAt, endTime: setUpAt }];
  if (ringingAt !== undefined) phases.push({ name: SPAN_NAME.ringing, startTime: Math.min(ringingAt, setUpAt), endTime: setUpAt });
  if (answeredAt !== undefined) phases.push({ name: SPAN_NAME.talk, startTime: answeredAt, endTime: overAt });
  if (endedAt !== undefined && call.sddSeconds !== undefined) {
    phases.push({ name: SPAN_NAME.teardown, startTime: endedAt, endTime: endedAt + call.sddSeconds });
  }
  return phases;
}

/** A time that cannot lie before another one. */
function after(first: number, at: number | undefined): number | undefined {
  return at === undefined ? undefined : Math.max(first, at);
}
