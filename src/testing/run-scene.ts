import { createTracker, DEFAULT_TRACKER_SETTINGS, type TrackerSettings, type TrunkOf } from '../calls/index.ts';
import {
  createPipeline,
  type CallRecord,
  type EventOfType,
  type RegistrationRecord,
  type TelephonyEvent,
  type TimelineEntry,
  type TrackerOutput,
} from '../core/index.ts';
import { createFakeClock } from './fake-clock.ts';
import { readScene, sceneEvents } from './scene.ts';

/** How a scene is played. */
export interface ScenePlay {
  readonly settings?: Partial<TrackerSettings>;
  readonly trunkOf?: TrunkOf;
  /** Shifts the arrival of a message, by its index, in seconds. */
  readonly delay?: (index: number) => number;
  /** How long after the last message the clock runs on, seconds. */
  readonly runOnSeconds?: number;
  /** Ends like a capture file instead: everything that has its final answer is committed at once. */
  readonly isFile?: boolean;
}

/** What came of a scene. */
export interface ScenePlayed {
  /** The last record of each call, by start then Call-ID. */
  readonly calls: readonly CallRecord[];
  readonly registrations: readonly RegistrationRecord[];
  readonly events: readonly TelephonyEvent[];
  readonly outputs: readonly TrackerOutput[];
  readonly timelines: ReadonlyMap<string, readonly TimelineEntry[]>;
}

/** The day on which every scene plays. */
export const SCENE_START = 1_795_219_200;
const TICK_SECONDS = 0.2;

/** Plays a scene through a tracker on a clock of its own: messages in the order of their arrival, a tick every 0.2 s. */
export function playScene(text: string, play: ScenePlay = {}): ScenePlayed {
  return playMessages(sceneEvents(readScene(text, SCENE_START), play.delay), play);
}

/** The same for events at hand. */
export function playMessages(messages: readonly EventOfType<'sip.message'>[], play: ScenePlay = {}): ScenePlayed {
  const arrivals = messages.toSorted((a, b) => (a.receivedAt ?? a.at) - (b.receivedAt ?? b.at));
  const clock = createFakeClock(arrivals[0]?.receivedAt ?? SCENE_START);
  const events: TelephonyEvent[] = [];
  const outputs: TrackerOutput[] = [];
  const pipeline = createPipeline(clock.now);
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...play.settings },
    emit: pipeline.emit,
    hashId: (id) => `#${id}`,
    hashCallId: (id) => `#${id}`,
    trunkOf: play.trunkOf ?? (() => undefined),
    output: (output) => outputs.push(output),
  });
  pipeline.add(tracker);
  pipeline.add({ name: 'collector', accept: (event) => void (event.type === 'sip.message' || events.push(event)) });
  const runUntil = (until: number): void => clock.runUntil(until, TICK_SECONDS, tracker.tick);
  for (const message of arrivals) {
    runUntil(message.receivedAt ?? message.at);
    pipeline.emit(message);
  }
  if (play.isFile === true) tracker.settleAll(clock.now() + TICK_SECONDS);
  else {
    runUntil(clock.now() + (play.runOnSeconds ?? 5));
    tracker.tick(clock.now(), true);
  }
  return { events, outputs, ...collect(outputs) };
}

function collect(outputs: readonly TrackerOutput[]): Pick<ScenePlayed, 'calls' | 'registrations' | 'timelines'> {
  const calls = new Map<string, CallRecord>();
  const timelines = new Map<string, TimelineEntry[]>();
  const registrations: RegistrationRecord[] = [];
  for (const output of outputs) {
    if (output.type === 'latency.measured') continue;
    if (output.type === 'registration.closed') {
      registrations.push(output.record);
      continue;
    }
    calls.set(output.record.id, output.record);
    timelines.set(output.record.id, [...(timelines.get(output.record.id) ?? []), ...output.timeline]);
  }
  const sorted = [...calls.values()].toSorted((a, b) => a.startedAt - b.startedAt || (a.callId < b.callId ? -1 : 1));
  return { calls: sorted, registrations, timelines };
}

/** How many events of a type a scene made, optionally only those that a test accepts. */
export function countEvents<T extends TelephonyEvent['type']>(
  played: ScenePlayed,
  type: T,
  test: (event: EventOfType<T>) => boolean = () => true,
): number {
  // The type property decides the type of the event.
  return played.events.filter((event) => event.type === type && test(event as EventOfType<T>)).length;
}
