import { type Consumer, type EventType, type InstalledMove, labelText, type LabelText, type TelephonyEvent } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';
import { MOST_SOURCES, withSource } from './by-source.ts';
import { ownFigures } from './own-figures.ts';
import type { Preset } from './preset.ts';
import { summedGauges } from './summed-gauges.ts';

/** Of whom a preset tells, and how. */
export interface PresetScope {
  /** Events of these sources alone. Empty: of all. */
  readonly sources: readonly string[];
  /** Every series has a label `source`. Else gauges that count things are added up over sources, and levels show what was told last. */
  readonly isBySource: boolean;
  /** The source of what the host tells of itself. It is shown until another program tells of itself, unless each source has its own series. */
  readonly own?: string;
}

type Movers = ReadonlyMap<EventType, readonly InstalledMove[]>;

/** What a program tells of itself. */
const OF_ITSELF: ReadonlySet<EventType> = new Set(['program.started', 'program.state']);
const OVERFLOW = labelText('overflow');

/** Adds the metrics of a preset to a registry; the result is what moves them. What it remembers of one source is not that of another. */
export function installPreset({ catalog, counted }: Preset, registry: Registry, { sources, isBySource, own }: PresetScope): Consumer {
  const summed = summedGauges(registry, counted);
  const wanted = sources.length === 0 ? undefined : new Set<string>(sources);
  const types = new Set(catalog.moves.flatMap(({ movedBy }) => movedBy));
  const known = new Map<string, Movers>();
  const figures = own === undefined || isBySource ? undefined : ownFigures(summed.registryOf(own));
  let isToldByOthers = false;
  // Those without labels are 0 before the first event.
  if (!isBySource) for (const { metric } of catalog.moves) registry.add(metric);

  const install = (source: LabelText): Movers => {
    const shared = source === own && figures !== undefined ? figures.registry : summed.registryOf(source);
    const view = isBySource ? withSource(registry, source) : shared;
    const byType = new Map<EventType, InstalledMove[]>();
    for (const move of catalog.moves)
      for (const [type, installed] of move.install(view)) {
        const list = byType.get(type);
        if (list === undefined) byType.set(type, [installed]);
        else list.push(installed);
      }
    known.set(source, byType);
    return byType;
  };

  /** What the host tells of itself stands back for good once another program does. */
  const isOutdone = ({ type, source }: { readonly type: EventType; readonly source: LabelText }): boolean => {
    if (figures === undefined) return false;
    if (source === own) return isToldByOthers;
    if (!isToldByOthers && OF_ITSELF.has(type)) {
      isToldByOthers = true;
      figures.clear();
    }
    return false;
  };

  const moversOf = (event: TelephonyEvent): readonly InstalledMove[] => {
    if (!('source' in event) || wanted?.has(event.source) === false || isOutdone(event)) return [];
    const source = known.has(event.source) || known.size < MOST_SOURCES ? event.source : OVERFLOW;
    return (known.get(source) ?? install(source)).get(event.type) ?? [];
  };
  return {
    name: `preset ${catalog.name}`,
    takes: (type) => types.has(type),
    accept(event) {
      for (const { mover, metric } of moversOf(event)) mover(event, metric);
    },
    acceptPast(event) {
      for (const { mover, metric, isState } of moversOf(event)) if (!isState) mover(event, metric);
    },
  };
}
