import { createTrunkMatcher } from '../settings/trunk-matcher.ts';
import { labelText, type CallWithTimeline, type Clock, type Source, type TrackerOutput } from '../../core/index.ts';
import type { Heartbeat, Registry } from '../../metrics/index.ts';
import { hep } from '../../sources/index.ts';
import { createAdoptedPeople, type AdoptedPeople } from '../adopted-people.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { Log } from '../log.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Settings } from '../settings/server-settings.ts';
import { createSourceWatch, type SourceWatch } from '../source-watch.ts';
import type { StoreQueue } from '../store-queue.ts';

/** The part of the main thread that takes events: sources, engine and what leads to the store. It does no disk and no client I/O. */
export interface MainThread {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly watch: SourceWatch;
  /** Takes back the calls that were open when the store was last written. Done before the sources are started. */
  adopt(calls: readonly CallWithTimeline[]): void;
  /** Moves the calls on, hands their changes to the store and beats the heart. */
  tick(): void;
  /** Everything that has arrived is on its way to the store; the result is the number that covers it. */
  flush(): number;
}

interface MainContext {
  readonly settings: Settings;
  readonly now: Clock;
  readonly log: Log;
  readonly privacy: Privacy;
  readonly registry: Registry;
  readonly heartbeat: Heartbeat;
  /** The queue of the store, which exists once the store is open. */
  readonly queue: StoreQueue;
}

/** A reader that asks more often than this gets what the last tick made, in seconds. */
const MIN_TICK_SECONDS = 0.02;

/** Composes the main thread. Nothing runs before the sources are started. */
export function createMainThread(context: MainContext): MainThread {
  const { settings, now, log, privacy, registry, heartbeat, queue } = context;
  const people = createAdoptedPeople();
  const engine = createEngine({
    registry,
    now,
    settings: { ...settings.calls, hasTrunks: Object.keys(settings.trunks).length > 0 },
    hashId: privacy.hashId,
    trunkOf: createTrunkMatcher(settings.trunks),
    output: (output) => queue.add(storeChange(output, privacy, people)),
  });
  const sources = [hep.create(settings.hep, { emit: engine.emit, now, hashSeed: privacy.hashSeed })];
  const watch = createSourceWatch(now());
  engine.add(watch);
  let tickedAt = 0;
  let lastFault = '';

  const advance = (at: number): void => {
    tickedAt = at;
    try {
      engine.tick(at);
    } catch (error) {
      // The calls are one consumer among others: what they cannot do is counted, and the rest goes on.
      engine.emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'consumer_failed', count: 1 });
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (fault !== lastFault) log.error({ fault }, 'Calls could not be moved on.');
      lastFault = fault;
    }
  };

  return {
    engine,
    sources,
    watch,
    adopt(calls) {
      people.keep(calls);
      engine.adopt(calls, now());
    },
    tick() {
      const at = now();
      advance(at);
      queue.flush();
      heartbeat.beat(at);
    },
    flush() {
      const at = now();
      if (Math.abs(at - tickedAt) >= MIN_TICK_SECONDS) advance(at);
      return queue.flush();
    },
  };
}

/** What the tracker says, as the store takes it: private values are hashed and masked here. */
function storeChange(output: TrackerOutput, privacy: Privacy, people: AdoptedPeople): Parameters<StoreQueue['add']>[0] {
  if (output.type === 'registration.closed') return { kind: 'registration', record: privacy.storeRegistration(output.record) };
  const isOpen = output.type === 'call.opened' || output.type === 'call.changed';
  return { kind: 'call', isOpen, record: people.complete(privacy.storeCall(output.record)), timeline: output.timeline };
}
