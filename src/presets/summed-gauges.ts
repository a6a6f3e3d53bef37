import type { InstrumentOf, MetricDef, Registry } from '../metrics/index.ts';
import { instrumentOf, verbsOf } from './verbs.ts';

/** What is remembered of one metric; of further series the last value told is shown. */
const MOST_SERIES = 1024;

/** A gauge as the sum of what each source told. */
class SummedGauge {
  /** By labels: the share of each source. */
  readonly #series = new Map<string, Map<string, number>>();
  readonly #show: (value: number | undefined, labels: readonly unknown[]) => void;

  constructor(show: (value: number | undefined, labels: readonly unknown[]) => void) {
    this.#show = show;
  }

  set(source: string, value: number | undefined, labels: readonly unknown[]): void {
    const key = JSON.stringify(labels);
    const shares = this.#series.get(key) ?? new Map<string, number>();
    if (value === undefined || value === 0) shares.delete(source);
    else shares.set(source, value);
    if (shares.size === 0) this.#series.delete(key);
    else if (this.#series.size < MOST_SERIES) this.#series.set(key, shares);
    const sum = [...shares.values()].reduce((total, one) => total + one, 0);
    this.#show(shares.size === 0 ? value : sum, labels);
  }
}

/** The gauges of one registry that are added up over sources. */
export interface SummedGauges {
  /** The registry as one source sees it. */
  registryOf(source: string): Registry;
}

/** Makes them: `counted` are the names of the gauges that are added up, all else goes on to the registry as it is. */
export function summedGauges(registry: Registry, counted: readonly string[]): SummedGauges {
  const gauges = new Map<string, SummedGauge>();
  return {
    registryOf: (source) => ({
      add<D extends MetricDef>(def: D): InstrumentOf<D> {
        const instrument = registry.add(def);
        if (def.kind !== 'gauge' || !counted.includes(def.name)) return instrument;
        const verbs = verbsOf(instrument);
        const [set, add, clear] = [verbs('set'), verbs('add'), verbs('clear')];
        const gauge =
          gauges.get(def.name) ?? new SummedGauge((value, labels) => (value === undefined ? clear?.(...labels) : set?.(value, ...labels)));
        gauges.set(def.name, gauge);
        return instrumentOf<D>({
          set: (value, ...labels) => gauge.set(source, Number(value), labels),
          // What is added to is a sum already.
          add: (amount, ...labels) => add?.(amount, ...labels),
          clear: (...labels) => gauge.set(source, undefined, labels),
        });
      },
    }),
  };
}
