import type { InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';
import { type Compile, makeFunction } from './make-function.ts';
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
export function installCatalogs(catalogs: readonly Catalog[], registry: Registry, compile: Compile = makeFunction): Consumer {
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
  const ready = new Map<EventType, Accept>();
  const acceptorOf = (type: EventType): Accept => {
    const known = ready.get(type);
    if (known !== undefined) return known;
    const made = joined(type, byType.get(type) ?? [], compile);
    ready.set(type, made);
    return made;
  };
  return { name: 'catalog', takes: (type) => byType.has(type), acceptorOf, accept: (event) => acceptorOf(event.type)(event) };
}

/** How many movers the engine makes one piece of code of. With more it would call some of them, and make an object for their labels. */
const AT_ONCE = 3;

/** What never runs, and makes a function too long (460 bytes of code) for the engine to put it into another, where there would be no room left for its movers. */
const LONG = `if (event === undefined) { ${'event.type;'.repeat(120)} }`;

/**
 * What moves all metrics by events of one type. Hot: compiled, so that each mover is called at a place of its own. There the engine knows it, makes no object for its labels,
 * and does not look up what to call, which takes as long as to move a metric. The text has the type in it, since the engine takes functions of equal text for one.
 */
function joined(type: EventType, installed: readonly InstalledMove[], compile: Compile): Accept {
  const name = type.replace(/\W/g, '_');
  const parts = installed.map(
    (_, place) => `const mover${place} = installed[${place}].mover, metric${place} = installed[${place}].metric;`,
  );
  const calls = installed.map((_, place) => `mover${place}(event, metric${place});`);
  const groups = calls.flatMap((_, place) => (place % AT_ONCE === 0 ? [calls.slice(place, place + AT_ONCE)] : []));
  const steps = groups.map((group, place) => `function ${name}_${place}(event) { ${group.join(' ')} ${LONG} }`);
  const all = groups.map((_, place) => `${name}_${place}(event);`);
  const make = compile('installed', [...parts, ...steps, `return function ${name}(event) { ${all.join(' ')} };`].join('\n'));
  // The text makes this of what is installed.
  if (make !== undefined) return make(installed) as Accept;
  return (event) => {
    for (const { mover, metric } of installed) mover(event, metric);
  };
}
