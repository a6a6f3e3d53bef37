import { trackerSettings } from '../tracker-settings.ts';
import { createTrunkMatcher } from '../settings/trunk-matcher.ts';
import {
  backSecondsOf,
  createPipeline,
  hiddenLabels,
  labelText,
  present,
  readToldEvent,
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
import type { ProgramMark } from '../../format/index.ts';
import type { AdjustedEvent } from '../messages.ts';
import { createHeldCounts, type HeldCounts } from '../programs/held-counts.ts';
import { createProgramIntake, type Sender, type Taken } from '../programs/program-intake.ts';
import type { ShownCount } from '../programs/shown-count.ts';
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
  /** Takes events as another program posted them, in slices: which of their times were not used, and the number that covers what they changed. Those of a sender are each taken once. */
  ingest(events: readonly unknown[], sender?: Sender): Promise<Ingested>;
  /** Moves the metrics by what is on the disk, up to a number. */
  count(events: readonly TelephonyEvent[], lsn: number): void;
  /** Takes what may change while it runs. */
  configure(settings: Settings): void;
  /** Everything that has arrived is on its way to the store; the result is the number that covers it. */
  flush(): Promise<number>;
}

/** What became of posted events. */
export interface Ingested extends Partial<Pick<Taken<unknown>, 'duplicates' | 'sequence'>> {
  readonly adjusted: readonly AdjustedEvent[];
  readonly lsn: number;
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
  /** How far programs had told their events before. */
  readonly programs: readonly ProgramMark[];
  readonly shown: ShownCount;
}

/** Composes the main thread. Nothing runs before the sources are started. */
export function createMainThread(context: MainContext): MainThread {
  const { settings, now, log, privacy, registry, presets, beat, queue, raw, shown } = context;
  const people = createAdoptedPeople();
  const pipeline = createPipeline(now);
  const held = createHeldCounts({ emit: pipeline.emit, hold: queue.tell });
  const engine = createEngine({
    pipeline,
    registry,
    counters: presets,
    holdCount: held.take,
    emitReported: held.emit,
    settings: trackerSettings(settings),
    hashId: privacy.hashId,
    hashCallId: privacy.hashCallId,
    sealCallId: privacy.sealCallId,
    ...present({ sealMetadata: privacy.sealMetadata }),
    trunkOf: createTrunkMatcher(settings.trunks),
    output: (output) => queue.add(storeChange(output, privacy, people)),
  });
  const keep: KeepRaw = (message) => void (engine.isForgotten(message.callId) || raw.keep(message));
  const keepRaw = settings.store.keepRawHours > 0 ? { keepRaw: keep } : {};
  const take = createIntake(engine.emit, backSecondsOf(settings.store.keepCallsDays));
  const emit: Emit = (event) => void take(event, event.receivedAt ?? now());
  const warn = ({ code, message }: TeleError): void => log.warn({ code }, message);
  const sources = [hep.create(settings.hep, { emit, now, hashSeed: privacy.hashSeed, warn, ...keepRaw })];
  const watch = createSourceWatch(now());
  engine.add(watch);
  engine.add(createEventLog(log));
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
    ingest: createIngest(context, { engine, held, watch, flush }),
    count: (events, lsn) => shown.move(lsn, () => countAll(events, engine, now)),
    configure(next) {
      engine.configure(trackerSettings(next), createTrunkMatcher(next.trunks));
      for (const source of sources) source.allow?.(next.hep.allow);
    },
    flush,
  };
}

interface IngestParts extends Pick<MainThread, 'engine' | 'watch' | 'flush'> {
  readonly held: HeldCounts;
}

/** Returns what takes posted events: at once, or of a sender by number. */
function createIngest(
  { settings, now, beat, queue, programs: left }: MainContext,
  { engine, held, watch, flush }: IngestParts,
): MainThread['ingest'] {
  const backSeconds = backSecondsOf(settings.store.keepCallsDays);
  const heard = hearExpected(watch, settings.sources.expected, now);
  const programs = createProgramIntake({ left, queue, now });
  const atOnce = { emit: engine.emit, take: createIntake(engine.emit, backSeconds), now, beat, heard };
  const numbered = { emit: held.emit, take: createIntake(held.emit, backSeconds), now, beat, heard };
  return async (events, sender) => {
    if (events.length > 0) watch.heard('api', now());
    if (sender === undefined) return { adjusted: await ingestAll(events, 0, atOnce), lsn: await flush() };
    const { made: adjusted, ...taken } = await programs.take(sender, events.length, async (skip) => ingestAll(events, skip, numbered));
    return { adjusted, ...taken, lsn: await flush() };
  };
}

/** Notes when programs whose silence is watched were last heard of. */
function hearExpected(watch: SourceWatch, expected: readonly string[], now: Clock): IngestContext['heard'] {
  return (event) => {
    if ('source' in event && expected.includes(event.source)) watch.heard(event.source, now());
  };
}

interface IngestContext {
  readonly emit: Emit;
  readonly take: ReturnType<typeof createIntake>;
  readonly now: Clock;
  readonly beat: () => void;
  /** Notes whose event it is. */
  readonly heard: (event: TelephonyEvent) => void;
}

/** Takes posted events in slices, but the first ones: which of their times were not used. */
async function ingestAll(
  events: readonly unknown[],
  skip: number,
  { emit, take, now, beat, heard }: IngestContext,
): Promise<readonly AdjustedEvent[]> {
  const adjusted: AdjustedEvent[] = [];
  const receivedAt = now();
  const takeOne = (one: unknown, index: number): void => {
    if (index < skip) return;
    const hidden: string[] = [];
    const event = readToldEvent(one, { now: receivedAt, source: 'api', onHidden: (field) => hidden.push(field) });
    for (const told of hiddenLabels(hidden, event, receivedAt)) emit(told);
    // Of one who tells them by number the others are taken all the same.
    if ('malformed' in event) emit({ type: 'event.rejected', at: receivedAt, reason: event.malformed });
    else {
      heard(event);
      for (const time of take(event, receivedAt)) adjusted.push({ index, ...time });
    }
  };
  await inSlices(events, SLICE_EVENTS, takeOne, beat);
  return adjusted;
}

/** What a metric cannot take is counted as what a consumer cannot take. */
function countAll(events: readonly TelephonyEvent[], engine: Engine, now: Clock): void {
  for (const event of events) {
    try {
      engine.count(event);
    } catch {
      engine.emit({ type: 'event.dropped', at: now(), stage: labelText('catalog'), reason: 'consumer_failed', count: 1 });
    }
  }
}
