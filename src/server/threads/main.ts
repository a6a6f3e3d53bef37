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
  type TrackerOutput,
} from '../../core/index.ts';
import { createEngine, type Engine, type EngineOptions } from '../../engine/index.ts';
import type { Registry } from '../../metrics/index.ts';
import { hep } from '../../sources/index.ts';
import { type AdoptedPeople, createAdoptedPeople } from '../adopted-people.ts';
import { type ArrivalWatch, createArrivalWatch } from '../arrivals/arrival-watch.ts';
import { CallTraces } from '../call-traces.ts';
import { createIntake, withoutTraceContext } from '../event-intake.ts';
import type { ProgramMark } from '../../format/index.ts';
import type { ImportSettings } from '../imports/import-captures.ts';
import type { AdjustedEvent, ImportBatch } from '../messages.ts';
import { createHeldCounts, type HeldCounts } from '../programs/held-counts.ts';
import { createProgramIntake, type Sender, type Taken } from '../programs/program-intake.ts';
import type { ShownCount } from '../programs/shown-count.ts';
import { inSlices } from '../in-slices.ts';
import type { RawQueue } from '../raw-queue.ts';
import { createRounds, type Rounds } from '../rounds.ts';
import { createEventLog } from '../event-log.ts';
import type { ServerLog } from '../log.ts';
import type { LiveRelay } from '../live/live-relay.ts';
import type { OpenOtlp } from '../otlp/open-otlp.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Settings } from '../settings/server-settings.ts';
import { createSourceWatch, type SourceWatch } from '../source-watch.ts';
import { storeChange } from '../store-change.ts';
import { tellTrunks } from '../tell-trunks.ts';
import type { StoreQueue } from '../store-queue.ts';

/** The part of the main thread that takes events: sources, engine and what leads to the store. It does no disk and no client I/O. */
export interface MainThread {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly watch: SourceWatch;
  readonly arrivals: ArrivalWatch;
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
  /** Hands what an import has found to the store: the number that covers it. It moves nothing here. */
  importBatch(batch: ImportBatch): Promise<number>;
  /** Moves the metrics, in slices, by what an import has found, and nothing else. */
  countImported(events: readonly TelephonyEvent[]): Promise<void>;
  /** What an import goes by, as the settings are now. */
  importSettings(): ImportSettings;
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
  /** Tells the readers of the live feed. */
  readonly live: LiveRelay;
  /** Exports traces. Absent: nothing is exported. */
  readonly otlp: Pick<OpenOtlp, 'take' | 'consumers'> | undefined;
  /** A `traceparent` that comes with a call is taken. */
  readonly hasTraceContext: boolean;
  /** How far programs had told their events before. */
  readonly programs: readonly ProgramMark[];
  readonly shown: ShownCount;
}

/** What the settings decide of the engine. */
function decidedBy(settings: Settings): Pick<EngineOptions, 'settings' | 'trunkOf' | 'isSynthetic'> {
  const { trunks, sources } = settings;
  return { settings: trackerSettings(settings), trunkOf: createTrunkMatcher(trunks), isSynthetic: sources.synthetic };
}

/** Composes the main thread. Nothing runs before the sources are started. */
export function createMainThread(context: MainContext): MainThread {
  const { settings, now, log, privacy, registry, presets, beat, queue, raw, live, otlp } = context;
  const [people, traces] = [createAdoptedPeople(), new CallTraces(privacy.hashTrace)];
  const pipeline = createPipeline(now);
  const held = createHeldCounts({ emit: pipeline.emit, hold: queue.tell });
  const engine = createEngine({
    pipeline,
    registry,
    counters: presets,
    hidesUntold: true,
    holdCount: held.take,
    emitReported: held.emit,
    ...decidedBy(settings),
    hashId: privacy.hashId,
    hashCallId: privacy.hashCallId,
    sealCallId: privacy.sealCallId,
    endOf: privacy.endOf,
    ...present({ sealMetadata: privacy.sealMetadata }),
    output: handOver(context, people, traces),
  });
  const sources = openSources(context, engine);
  const watch = createSourceWatch(now());
  const arrivals = watchArrivals(context, sources);
  for (const consumer of [watch, arrivals, createEventLog(log, traces), ...(otlp?.consumers ?? [])]) engine.add(consumer);
  let decided: ImportSettings = forImports(settings);
  const { tick, whole, flush } = createRounds({ engine, queue, raw, live, beat, now, log });
  return {
    engine,
    sources,
    watch,
    arrivals,
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
      for (const one of [engine, people]) one.forget(privacy.person(text), now());
      await raw.drain();
      return flush();
    },
    ingest: createIngest(context, { engine, held, watch, arrivals, whole, flush }),
    importBatch: async (batch) => queue.handOver(batch),
    ...createCounting(context, engine),
    importSettings: () => decided,
    configure(next) {
      decided = { ...decided, calls: next.calls, trunks: next.trunks };
      engine.configure(trackerSettings(next), createTrunkMatcher(next.trunks));
      privacy.showClear(next.privacy.clear);
      tellTrunks(next.trunks, engine.emit, now());
      for (const source of sources) source.allow?.(next.hep.allow);
    },
    flush,
  };
}

function forImports({ calls, trunks, sources, hep: frames, privacy }: Settings): ImportSettings {
  return { calls, trunks, sources, hep: frames, privacy };
}

/** What the tracker says goes to the store, and to who reads the live feed. */
function handOver({ privacy, queue, live, otlp }: MainContext, people: AdoptedPeople, traces: CallTraces): (output: TrackerOutput) => void {
  return (output) => {
    const change = storeChange(output, privacy, people);
    queue.add(change);
    live.take(output, change);
    otlp?.take(output);
    traces.take(output);
  };
}

/** What the server listens with. */
function openSources({ settings, now, log, privacy, raw, hasTraceContext }: MainContext, engine: Engine): readonly Source[] {
  const keep: KeepRaw = (message) => void (engine.isForgotten(message.callId) || raw.keep(message));
  const keepRaw = settings.store.keepRawHours > 0 ? { keepRaw: keep } : {};
  const take = createIntake(hasTraceContext ? engine.emit : withoutTraceContext(engine.emit), backSecondsOf(settings.store.keepCallsDays));
  const emit: Emit = (event) => void take(event, event.receivedAt ?? now());
  const warn = ({ code, message }: TeleError): void => log.warn({ code }, message);
  return [hep.create(settings.hep, { emit, now, hashSeed: privacy.hashSeed, warn, ...keepRaw })];
}

function watchArrivals({ settings, now, log }: MainContext, sources: readonly Source[]): ArrivalWatch {
  return createArrivalWatch({
    sources: sources.map((source) => ({ name: hep.name, source })),
    now,
    log,
    isBufferSet: settings.hep.receiveBufferBytes !== hep.options.receiveBufferBytes.initial,
  });
}

interface IngestParts extends Pick<MainThread, 'engine' | 'watch' | 'arrivals' | 'flush'> {
  readonly held: HeldCounts;
  readonly whole: Rounds['whole'];
}

/** Returns what takes posted events: at once, or of a sender by number. */
function createIngest(
  { settings, now, beat, queue, hasTraceContext, programs: left }: MainContext,
  { engine, held, watch, arrivals, whole, flush }: IngestParts,
): MainThread['ingest'] {
  const backSeconds = backSecondsOf(settings.store.keepCallsDays);
  const heard = hearExpected(watch, settings.sources.expected, now);
  const programs = createProgramIntake({ left, queue, whole, now });
  const heardBy = (to: Emit): IngestContext => {
    return { emit: to, take: createIntake(hasTraceContext ? to : withoutTraceContext(to), backSeconds), now, beat, heard };
  };
  const [atOnce, numbered] = [heardBy(engine.emit), heardBy(held.emit)];
  return async (events, sender) => {
    if (events.length > 0) {
      watch.heard('api', now());
      arrivals.posted(events.length);
    }
    if (sender === undefined) return { adjusted: await ingestAll(events, 0, atOnce), lsn: await flush() };
    const { made: adjusted, ...taken } = await programs.take(sender, events.length, async (skip) => ingestAll(events, skip, numbered));
    return { adjusted, ...taken };
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

/** Returns what moves the metrics by events alone. What a metric cannot take is counted as what a consumer cannot take. */
function createCounting({ now, beat, shown }: MainContext, engine: Engine): Pick<MainThread, 'count' | 'countImported'> {
  const safely =
    (count: Emit): Emit =>
    (event) => {
      try {
        count(event);
      } catch {
        engine.emit({ type: 'event.dropped', at: now(), stage: labelText('catalog'), reason: 'consumer_failed', count: 1 });
      }
    };
  const [count, countPast] = [safely(engine.count), safely(engine.countPast)];
  return {
    count: (events, lsn) => shown.move(lsn, () => events.forEach(count)),
    countImported: async (events) => inSlices(events, SLICE_EVENTS, countPast, beat),
  };
}
