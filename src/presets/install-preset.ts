import { type Consumer, type EventType, type InstalledMove, labelText, type LabelText, type TelephonyEvent } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';
import { MOST_SOURCES, withSource } from './by-source.ts';
import type { Preset } from './preset.ts';
import { summedGauges } from './summed-gauges.ts';

/** Of whom a preset tells, and how. */
export interface PresetScope {
  /** Events of these sources alone. Empty: of all. */
  readonly sources: readonly string[];
  /** Every series has a label `source`. Else gauges that count things are added up over sources, and levels show what was told last. */
  readonly isBySource: boolean;
}

type Movers = ReadonlyMap<EventType, readonly InstalledMove[]>;

const OVERFLOW = labelText('overflow');

/** Adds the metrics of a preset to a registry; the result is what moves them. What it remembers of one source is not that of another. */
export function installPreset({ catalog, counted }: Preset, registry: Registry, { sources, isBySource }: PresetScope): Consumer {
  const summed = summedGauges(registry, counted);
  const wanted = sources.length === 0 ? undefined : new Set<string>(sources);
  const types = new Set(catalog.moves.flatMap(({ movedBy }) => movedBy));
  const known = new Map<string, Movers>();
  // Those without labels are 0 before the first event.
  if (!isBySource) for (const { metric } of catalog.moves) registry.add(metric);

  const install = (source: LabelText): Movers => {
    const view = isBySource ? withSource(registry, source) : summed.registryOf(source);
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

  const accept = (event: TelephonyEvent): void => {
    if (!('source' in event) || (wanted !== undefined && !wanted.has(event.source))) return;
    const source = known.has(event.source) || known.size < MOST_SOURCES ? event.source : OVERFLOW;
    const movers = (known.get(source) ?? install(source)).get(event.type) ?? [];
    for (const { mover, metric } of movers) mover(event, metric);
  };
  return { name: `preset ${catalog.name}`, takes: (type) => types.has(type), accept };
}
