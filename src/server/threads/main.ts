import { trackerSettings } from '../tracker-settings.ts';
import { createTrunkMatcher } from '../settings/trunk-matcher.ts';
import {
  backSecondsOf,
  createPipeline,
  hiddenLabels,
  readEvent,
  type CallWithTimeline,
  type Clock,
  type Consumer,
  type Emit,
  type KeepRaw,
  type Source,
  type TelephonyEvent,
  type TeleError,
} from '../../core/index.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import type { Registry } from '../../metrics/index.ts';
import { hep } from '../../sources/index.ts';
import { createAdoptedPeople } from '../adopted-people.ts';
import { createIntake } from '../event-intake.ts';
import type { AdjustedEvent } from '../messages.ts';
import { inSlices } from '../in-slices.ts';
import type { RawQueue } from '../raw-queue.ts';
import { createRounds } from '../rounds.ts';
import { createEventLog } from '../event-log.ts';
import type { ServerLog } from '../log.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Settings } from '../settings/server-settings.ts';
import { createSourceWatch, type SourceWatch } from '../source-watch.ts';
import { storeChange } from '../store-change.ts';
import type { StoreQueue } from '../store-queue.ts';

/** The part of the main thread that takes events: sources, engine and what leads to the store. It does no disk and no client I/O. */
export interface MainThread {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly watch: SourceWatch;
  /** Takes back the calls that were open when the store was last written. Done before the sources are started. */
  adopt(calls: readonly CallWithTimeline[]): void;
  /** Moves the calls on in slices, hands their changes to the store and beats the heart. A round under way is joined. */
  tick(): Promise<void>;
  /** Gives up open calls of which nothing was heard for so long, but not with `isDryRun`: the ids of their records, and the number that covers their end. */
  sweep(silentSeconds: number, isDryRun: boolean): Promise<{ readonly ids: readonly string[]; readonly lsn: number }>;
  /** Lets go of a person: of the calls in progress, and of all that is on its way to the store. The result is the number that covers what is still to be erased there. */
  forget(person: string): Promise<number>;
  /** Takes events as another program posted them, in slices: which of their times were not used, and the number that covers what they changed. */
  ingest(events: readonly object[]): Promise<{ readonly adjusted: readonly AdjustedEvent[]; readonly lsn: number }>;
  /** Takes what may change while it runs. */
  configure(settings: Settings): void;
  /** Everything that has arrived is on its way to the store; the result is the number that covers it. */
  flush(): Promise<number>;
}

/** Posted events taken at once: some milliseconds, in which a socket's buffer cannot overflow. */
const SLICE_EVENTS = 32;

interface MainContext {
  readonly settings: Settings;
  readonly now: Clock;
  readonly log: ServerLog;
  readonly privacy: Privacy;
  readonly registry: Registry;
  /** What the presets show. */
  readonly presets: readonly Consumer[];
  /** Says that main is alive. */
  readonly beat: () => void;
  /** The queue of the store, which exists once the store is open. */
  readonly queue: StoreQueue;
  readonly raw: RawQueue;
}

/** Composes the main thread. Nothing runs before the sources are started. */
export function createMainThread(context: MainContext): MainThread {
  const { settings, now, log, privacy, registry, presets, beat, queue, raw } = context;
  const people = createAdoptedPeople();
  const engine = createEngine({
    pipeline: createPipeline(now),
    registry,
    settings: trackerSettings(settings),
    hashId: privacy.hashId,
    hashCallId: privacy.hashCallId,
    sealCallId: privacy.sealCallId,
    trunkOf: createTrunkMatcher(settings.trunks),
    output: (output) => queue.add(storeChange(output, privacy, people)),
  });
  const keep: KeepRaw = (message) => {
    if (!engine.isForgotten(message.callId)) raw.keep(message);
  };
  const keepRaw = settings.store.keepRawHours > 0 ? { keepRaw: keep } : {};
  const take = createIntake(engine.emit, backSecondsOf(settings.store.keepCallsDays));
  const emit: Emit = (event) => void take(event, event.receivedAt ?? now());
  const warn = ({ code, message }: TeleError): void => log.warn({ code }, message);
  const sources = [hep.create(settings.hep, { emit, now, hashSeed: privacy.hashSeed, warn, ...keepRaw })];
  const watch = createSourceWatch(now());
  for (const one of presets) engine.add(one);
  engine.add(watch);
  engine.add(createEventLog(log));
  const heard = hearExpected(watch, settings.sources.expected, now);
  const { tick, flush } = createRounds({ engine, queue, raw, beat, now, log });

  return {
    engine,
    sources,
    watch,
    adopt(calls) {
      people.keep(calls);
      engine.adopt(calls, now());
    },
    tick,
    async sweep(silentSeconds, isDryRun) {
      const ids = engine.giveUp(now() - silentSeconds, isDryRun);
      return { ids, lsn: await flush() };
    },
    async forget(text) {
      // So that what has arrived so far is in the store when it is erased there.
      await flush();
      const person = privacy.person(text);
      engine.forget(person, now());
      people.forget(person);
      await raw.drain();
      return flush();
    },
    async ingest(events) {
      if (events.length > 0) watch.heard('api', now());
      const adjusted = await ingestAll(events, { engine, take, now, beat, heard });
      return { adjusted, lsn: await flush() };
    },
    configure(next) {
      engine.configure(trackerSettings(next), createTrunkMatcher(next.trunks));
      for (const source of sources) source.allow?.(next.hep.allow);
    },
    flush,
  };
}

/** Notes when programs whose silence is watched were last heard of. */
function hearExpected(watch: SourceWatch, expected: readonly string[], now: Clock): IngestContext['heard'] {
  return (event) => {
    if ('source' in event && expected.includes(event.source)) watch.heard(event.source, now());
  };
}

interface IngestContext {
  readonly engine: Engine;
  readonly take: ReturnType<typeof createIntake>;
  readonly now: Clock;
  readonly beat: () => void;
  /** Notes whose event it is. */
  readonly heard: (event: TelephonyEvent) => void;
}

/** Takes posted events in slices: which of their times were not used. */
async function ingestAll(events: readonly object[], { engine, take, now, beat, heard }: IngestContext): Promise<readonly AdjustedEvent[]> {
  const adjusted: AdjustedEvent[] = [];
  const receivedAt = now();
  const takeOne = (one: object, index: number): void => {
    const hidden: string[] = [];
    const event = readEvent(one, { now: receivedAt, source: 'api', onHidden: (field) => hidden.push(field) });
    for (const told of hiddenLabels(hidden, event, receivedAt)) engine.emit(told);
    // What was posted was read before; what was made of it may still be none.
    if ('malformed' in event) engine.emit({ type: 'event.rejected', at: receivedAt, reason: event.malformed });
    else {
      heard(event);
      for (const time of take(event, receivedAt)) adjusted.push({ index, ...time });
    }
  };
  await inSlices(events, SLICE_EVENTS, takeOne, beat);
  return adjusted;
}
