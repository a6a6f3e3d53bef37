import { adjustTimes, clockFault, timesOutOfBounds, type AdjustedTime, type Emit, type TelephonyEvent } from '../core/index.ts';

/** Takes an event that arrived at a time, Unix seconds; the result tells which of its times were not used. */
export type Intake = (event: TelephonyEvent, arrivedAt: number) => readonly AdjustedTime[];

/**
 * The way from everything outside into a pipeline: a time that lies more than an hour ahead of its arrival or more than `backSeconds` before it is not used, so
 * that nothing that comes in can make a day of its own in the store. What was adjusted is counted as a packet with such a time is.
 */
export function createIntake(emit: Emit, backSeconds: number): Intake {
  return (event, arrivedAt) => {
    const adjusted = timesOutOfBounds(event, arrivedAt, backSeconds);
    if (adjusted.length === 0) emit(event);
    else {
      emit(clockFault(event, arrivedAt));
      emit(adjustTimes(event, adjusted, arrivedAt));
    }
    return adjusted;
  };
}

/** Passes events on without the trace that their INVITE or their program put them in. */
export function withoutTraceContext(emit: Emit): Emit {
  return (event) => {
    if ((event.type !== 'sip.message' && event.type !== 'call.report') || event.traceparent === undefined) return emit(event);
    const { traceparent: _, ...rest } = event;
    return emit(rest);
  };
}
