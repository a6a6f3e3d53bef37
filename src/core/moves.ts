import type { GaugeDef, InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';
import type { EventOfType, EventType, TelephonyEvent } from './events/index.ts';
import type { Accept, Consumer } from './pipeline.ts';

/** What an event does to a metric, per event type. */
export type Movers<D extends MetricDef> = {
  readonly [T in EventType]?: (event: EventOfType<T>, metric: InstrumentOf<D>) => void;
};

/** A metric with the events that move it. */
export interface Move {
  readonly metric: MetricDef;
  /** The types of event that move it, for the reference pages and the test that every metric has a producer. */
  readonly movedBy: readonly EventType[];
  /** Adds the metric to a registry and returns what moves it there, per event type. */
  install(registry: Registry): ReadonlyMap<EventType, InstalledMove>;
}

/** What moves a metric of one registry on events of one type. */
export interface InstalledMove {
  readonly mover: (event: TelephonyEvent, metric: unknown) => void;
  readonly metric: unknown;
}

/** Pairs a metric with the events that move it. A catalog entry is this one declaration. */
export function moves<D extends MetricDef>(metric: D, movers: Movers<D>): Move {
  // Object.keys loses the key type; the object is typed by its declaration.
  const movedBy = Object.keys(movers) as EventType[];
  return {
    metric,
    movedBy,
    install(registry) {
      const instrument = registry.add(metric);
      const installed = new Map<EventType, InstalledMove>();
      for (const type of movedBy) {
        // A mover is called only with events of its own type and with the instrument beside it.
        const mover = movers[type] as InstalledMove['mover'] | undefined;
        if (mover !== undefined) installed.set(type, { mover, metric: instrument });
      }
      return installed;
    },
  };
}

/**
 * The same for a metric whose value follows from several events, such as a total over states: `create` makes the movers of one registry, with what they remember.
 * What they remember is bounded.
 */
export function movesFrom<D extends MetricDef>(metric: D, create: () => Movers<D>): Move {
  return { ...moves(metric, create()), install: (registry) => moves(metric, create()).install(registry) };
}

/** The same for a gauge without labels that is 0 before the first event, since there is nothing then that it counts. */
export function movesFromZero(metric: PlainGauge, create: () => Movers<PlainGauge>): Move {
  const move = movesFrom(metric, create);
  return {
    ...move,
    install(registry) {
      registry.add(metric).set(0);
      return move.install(registry);
    },
  };
}

type PlainGauge = GaugeDef<Record<never, never>>;

/** A named set of metrics with their movers, one per subject. */
export interface Catalog {
  readonly name: string;
  readonly moves: readonly Move[];
}

/** Declares a catalog. */
export function catalog(name: string, entries: readonly Move[]): Catalog {
  return { name, moves: entries };
}

/** Adds all metrics of the catalogs to a registry; the result is the pipeline's consumer that moves them. */
export function installCatalogs(catalogs: readonly Catalog[], registry: Registry): Consumer {
  const byType = new Map<EventType, InstalledMove[]>();
  for (const one of catalogs) {
    for (const move of one.moves) {
      for (const [type, installed] of move.install(registry)) {
        const list = byType.get(type);
        if (list === undefined) byType.set(type, [installed]);
        else list.push(installed);
      }
    }
  }
  const acceptorOf = (type: EventType): Accept => {
    const installed = byType.get(type) ?? [];
    return (event) => moveAll(installed, event);
  };
  return {
    name: 'catalog',
    takes: (type) => byType.has(type),
    acceptorOf,
    accept: (event) => moveAll(byType.get(event.type) ?? [], event),
  };
}

/** Hot: by index, which makes no iterator. */
function moveAll(installed: readonly InstalledMove[], event: TelephonyEvent): void {
  for (let place = 0; place < installed.length; place += 1) {
    const one = installed[place];
    one?.mover(event, one.metric);
  }
}
