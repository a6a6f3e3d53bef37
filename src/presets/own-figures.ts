import type { InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';

/** What the host of a preset shows of itself until a program tells. */
export interface OwnFigures {
  /** The registry as the host sees it. */
  readonly registry: Registry;
  /** Takes back every figure that it told. */
  clear(): void;
}

type Verb = (...args: readonly unknown[]) => void;

/** The verb that records, how many of its arguments come before the labels, and the one that takes it back. */
const VERBS: Readonly<Partial<Record<MetricDef['kind'], { readonly verb: string; readonly before: number; readonly undo: string }>>> = {
  gauge: { verb: 'set', before: 1, undo: 'clear' },
  info: { verb: 'set', before: 0, undo: 'clear' },
  counter: { verb: 'add', before: 1, undo: 'remove' },
};

/** Remembers what is set. */
export function ownFigures(registry: Registry): OwnFigures {
  const undos = new Map<string, () => void>();
  return {
    registry: {
      add<D extends MetricDef>(def: D): InstrumentOf<D> {
        const instrument = registry.add(def);
        const kind = VERBS[def.kind];
        if (kind === undefined) return instrument;
        // Every instrument of the kind has these verbs.
        const real = instrument as unknown as Record<string, Verb | undefined>;
        const move = real[kind.verb]?.bind(instrument);
        const undo = real[kind.undo]?.bind(instrument);
        const remembered: Record<string, Verb> = {
          [kind.verb](...args) {
            const labels = args.slice(kind.before);
            undos.set(`${def.name} ${JSON.stringify(labels)}`, () => undo?.(...labels));
            move?.(...args);
          },
        };
        return remembered as unknown as InstrumentOf<D>;
      },
    },
    clear() {
      for (const one of undos.values()) one();
      undos.clear();
    },
  };
}
