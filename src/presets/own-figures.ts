import type { InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';
import { instrumentOf, verbsOf } from './verbs.ts';

/** What the host of a preset shows of itself until a program tells. */
export interface OwnFigures {
  /** The registry as the host sees it. */
  readonly registry: Registry;
  /** Takes back every figure that it told. */
  clear(): void;
}

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
        const verbs = verbsOf(instrument);
        const [move, undo] = [verbs(kind.verb), verbs(kind.undo)];
        return instrumentOf<D>({
          [kind.verb](...args) {
            const labels = args.slice(kind.before);
            undos.set(`${def.name} ${JSON.stringify(labels)}`, () => undo?.(...labels));
            move?.(...args);
          },
        });
      },
    },
    clear() {
      for (const one of undos.values()) one();
      undos.clear();
    },
  };
}
