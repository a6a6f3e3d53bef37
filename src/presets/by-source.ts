import { open, type InstrumentOf, type Labels, type LabelText, type MetricDef, type Registry } from '../metrics/index.ts';
import { instrumentOf, verbsOf, type Verb } from './verbs.ts';

/** Sources that have series of their own; further ones share `overflow`. */
export const MOST_SOURCES = 64;

/** The verbs that record something. The labels are their last argument. */
const VERBS = ['inc', 'dec', 'add', 'set', 'clear', 'observe', 'incWith', 'addWith', 'observeWith', 'exemplify'] as const;

/** A registry in which every metric has a label `source` besides, and every move is one of this source. */
export function withSource(registry: Registry, source: LabelText): Registry {
  return {
    add<D extends MetricDef>(def: D): InstrumentOf<D> {
      const verbs = verbsOf(registry.add(bySource(def)));
      const hasLabels = Object.keys(def.labels).length > 0;
      const bound: Record<string, Verb> = {};
      for (const verb of VERBS) {
        const move = verbs(verb);
        if (move === undefined) continue;
        bound[verb] = hasLabels
          ? (...args) => move(...args.slice(0, -1), { ...(args.at(-1) as object), source })
          : (...args) => move(...args, { source });
      }
      return instrumentOf<D>(bound);
    },
  };
}

/** The metric as it is declared with the label. */
export function bySource<D extends MetricDef>(def: D): D {
  const labels: Labels = { ...def.labels, source: open(MOST_SOURCES) };
  return { ...def, labels };
}
