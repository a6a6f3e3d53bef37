import { createTracker, DEFAULT_TRACKER_SETTINGS, type Tracker, type TrackerSettings } from '../calls/index.ts';
import { createPipeline, type Emit, type TelephonyEvent, type TrackerOutput } from '../core/index.ts';

/** A tracker whose clock a test moves by hand. */
export interface WatchedTracker {
  readonly tracker: Tracker;
  readonly emit: Emit;
  /** All that went through the pipeline, in order. */
  readonly events: readonly TelephonyEvent[];
  /** Outputs for the store, in order. */
  readonly outputs: readonly TrackerOutput[];
}

/** Puts a tracker into a pipeline of its own, and keeps its records. */
export function watchTracker(settings: Partial<TrackerSettings> = {}): WatchedTracker {
  const events: TelephonyEvent[] = [];
  const outputs: TrackerOutput[] = [];
  const pipeline = createPipeline(() => 0);
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    emit: pipeline.emit,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: () => undefined,
    output: (one) => void outputs.push(one),
  });
  pipeline.add(tracker);
  pipeline.add({ name: 'collector', accept: (event) => void events.push(event) });
  return { tracker, emit: pipeline.emit, events, outputs };
}
