import type { InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';

/** What the host of a preset shows of itself until a program tells. */
export interface OwnFigures {
  /** The registry as the host sees it. */
  readonly registry: Registry;
  /** Takes back every gauge and info that was set by it. */
  clear(): void;
}

interface Settable {
  set(...args: readonly unknown[]): void;
  clear(...labels: readonly unknown[]): void;
}

/** Remembers what is set. */
export function ownFigures(registry: Registry): OwnFigures {
  const clears = new Map<string, () => void>();
  return {
    registry: {
      add<D extends MetricDef>(def: D): InstrumentOf<D> {
        const instrument = registry.add(def);
        if (def.kind !== 'gauge' && def.kind !== 'info') return instrument;
        // Both have these verbs; a gauge takes its value before the labels.
        const real = instrument as unknown as Settable;
        const remembered: Settable = {
          set(...args) {
            const labels = def.kind === 'gauge' ? args.slice(1) : args;
            clears.set(`${def.name} ${JSON.stringify(labels)}`, () => real.clear(...labels));
            real.set(...args);
          },
          clear: (...labels) => real.clear(...labels),
        };
        return remembered as unknown as InstrumentOf<D>;
      },
    },
    clear() {
      for (const one of clears.values()) one();
      clears.clear();
    },
  };
}
