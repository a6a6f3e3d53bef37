import type { InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';
import type { EventOfType, EventType, TelephonyEvent } from './events/index.ts';
import type { Consumer } from './pipeline.ts';

/** What an event does to a metric, per event type. */
export type Movers<D extends MetricDef> = {
  readonly [T in EventType]?: (event: EventOfType<T>, metric: InstrumentOf<D>) => void;
};

/** A metric with the events that move it. */
export interface Move {
  readonly metric: MetricDef;
  /** The types of event that move it, for the reference pages and the test that every metric has a producer. */
  readonly movedBy: readonly EventType[];
  /** Adds the metric to a registry and returns what to call per event type. */
  install(registry: Registry): ReadonlyMap<EventType, (event: TelephonyEvent) => void>;
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
      const handlers = new Map<EventType, (event: TelephonyEvent) => void>();
      for (const type of movedBy) {
        // The pipeline calls a handler only with events of its own type.
        const mover = movers[type] as ((event: TelephonyEvent, metric: InstrumentOf<D>) => void) | undefined;
        if (mover !== undefined) handlers.set(type, (event) => mover(event, instrument));
      }
      return handlers;
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
  const byType = new Map<EventType, ((event: TelephonyEvent) => void)[]>();
  for (const one of catalogs) {
    for (const move of one.moves) {
      for (const [type, handler] of move.install(registry)) {
        const list = byType.get(type);
        if (list === undefined) byType.set(type, [handler]);
        else list.push(handler);
      }
    }
  }
  return {
    name: 'catalog',
    accept(event) {
      const handlers = byType.get(event.type);
      if (handlers === undefined) return;
      for (const handler of handlers) handler(event);
    },
  };
}
