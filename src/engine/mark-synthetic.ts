import { isProbe, type CallWithTimeline, type TrackerOutput } from '../core/index.ts';

/** Marks records of what was generated and never happened. */
export interface SyntheticMarks {
  /** Calls that began before stay what they were, whatever else this engine takes. */
  adopt(calls: readonly CallWithTimeline[]): void;
  readonly output: (output: TrackerOutput) => void;
}

/** Hands records on, marked as synthetic where they are: all that begin here or only those that were sent as a test, and of those that were adopted the ones that were. */
export function markSynthetic(output: (output: TrackerOutput) => void, isAll: boolean): SyntheticMarks {
  const adopted = new Map<string, boolean>();
  return {
    adopt(calls) {
      for (const { call } of calls) adopted.set(call.id, call.isSynthetic === true);
    },
    output(one) {
      if (!(adopted.get(one.record.id) ?? isAll) && !('agent' in one.record && isProbe(one.record))) return output(one);
      // The kind of the record goes with the type, which is the same.
      output({ ...one, record: { ...one.record, isSynthetic: true } } as TrackerOutput);
    },
  };
}
