import { evaluate, type History, type Node } from '../../expressions/index.ts';
import { SampleReader, type SharedPages } from '../../metrics/index.ts';
import type { KeptSeries } from './kept-series.ts';
import type { MemoryHistory } from './memory-history.ts';

/** An expression whose value is kept under a name. */
export interface SampledRule {
  readonly record: string;
  readonly of: Node;
}

interface Sampled {
  readonly pages: SharedPages;
  readonly memory: MemoryHistory;
  /** What the recording rules are worked out from. */
  readonly history: History;
  /** The families that are kept, by the names of their declarations. */
  readonly families: ReadonlySet<string>;
  /** What the first word of their names, `telephony`, is exposed as. */
  readonly namespace: string;
  /** Each behind those that it reads. */
  readonly rules: readonly SampledRule[];
}

/** Returns the function that takes the values of the moment, and those of the recording rules, which are worked out from what is kept by then. */
export function createSampler({ pages, memory, history, families, namespace, rules }: Sampled): (at: number) => void {
  const declared = (name: string): string => (name.startsWith(`${namespace}_`) ? `telephony${name.slice(namespace.length)}` : name);
  const reader = new SampleReader<KeptSeries>(pages, {
    isWanted: (family) => families.has(declared(family)),
    find: (name, labels) => memory.find(declared(name), labels),
  });
  let lastAt: number | undefined;
  return (at) => {
    // Unless the clock was set back, the sampling before is the one at which this reader read the last time.
    const follows = memory.lastAt === lastAt;
    memory.begin(at);
    reader.read((series, value, hasBegun) => memory.put(series, value, hasBegun && follows));
    lastAt = at;
    for (const { record, of } of rules)
      for (const { labels, value } of evaluate(of, history, at)) if (!Number.isNaN(value)) memory.put(memory.find(record, labels), value);
    memory.end();
  };
}
