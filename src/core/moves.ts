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
  /** The metric shows how things are: what is over moves it no more. */
  readonly isState: boolean;
}

/** Metrics of these kinds show how things are; all others count what happened. */
const STATES: ReadonlySet<MetricDef['kind']> = new Set(['gauge', 'upDownGauge', 'info']);

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
        if (mover !== undefined) installed.set(type, { mover, metric: instrument, isState: STATES.has(metric.kind) });
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
  /** Only programs tell of this subject. */
  readonly isTold?: boolean;
}

/** Marks a catalog whose subject programs alone tell of: no source of a server shows it. */
export const TOLD = { isTold: true } as const;

/** Declares a catalog. */
export function catalog(name: string, entries: readonly Move[], subject: Pick<Catalog, 'isTold'> = {}): Catalog {
  return { name, moves: entries, ...subject };
}

/** How catalogs are installed. */
export interface InstallOptions {
  /** The metrics of a subject that only programs tell of come with its first event: who never hears of cards has none of theirs. */
  readonly hidesUntold?: boolean;
}

/** Adds all metrics of the catalogs to a registry; the result is the pipeline's consumer that moves them. */
export function installCatalogs(catalogs: readonly Catalog[], registry: Registry, { hidesUntold = false }: InstallOptions = {}): Consumer {
  const byType = new Map<EventType, InstalledMove[]>();
  for (const one of catalogs) {
    if (hidesUntold && one.isTold === true) installWithFirstEvent(one, registry, byType);
    else for (const move of one.moves) for (const [type, installed] of move.install(registry)) listOf(byType, type).push(installed);
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
    acceptPast(event) {
      for (const one of byType.get(event.type) ?? []) if (!one.isState) one.mover(event, one.metric);
    },
  };
}

function listOf(byType: Map<EventType, InstalledMove[]>, type: EventType): InstalledMove[] {
  const list = byType.get(type) ?? [];
  if (list.length === 0) byType.set(type, list);
  return list;
}

/** Puts one entry in the place of a catalog for each type that moves it. The first event replaces them all by the movers, and is taken by them. */
function installWithFirstEvent(one: Catalog, registry: Registry, byType: Map<EventType, InstalledMove[]>): void {
  const waiting = new Map<EventType, number>();
  const install = (): void => {
    for (const move of one.moves) {
      for (const [type, installed] of move.install(registry)) {
        const list = listOf(byType, type);
        const place = waiting.get(type);
        // Behind the others, so that an event on its way through the list comes to it as well.
        if (place === undefined) list.push(installed);
        else list[place] = installed;
        waiting.delete(type);
      }
    }
  };
  for (const type of new Set(one.moves.flatMap(({ movedBy }) => movedBy))) {
    const list = listOf(byType, type);
    const place = list.length;
    waiting.set(type, place);
    const mover: InstalledMove['mover'] = (event) => {
      install();
      const first = list[place];
      first?.mover(event, first.metric);
    };
    list.push({ mover, metric: undefined, isState: false });
  }
}

/** Hot: by index, which makes no iterator. */
function moveAll(installed: readonly InstalledMove[], event: TelephonyEvent): void {
  for (let place = 0; place < installed.length; place += 1) {
    const one = installed[place];
    one?.mover(event, one.metric);
  }
}
