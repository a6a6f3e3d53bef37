import { escapeHelp, escapeLabelValue } from './escape.ts';
import { type Family, familyName, unitOf } from './family.ts';
import { canonicalText, valueText } from './number-text.ts';

/** The text formats: Prometheus text 0.0.4 and OpenMetrics 1.0.0. */
export type TextFormat = 'text' | 'openmetrics';

/** What a registry can be written as: text, or delimited io.prometheus.client.MetricFamily messages of Protocol Buffers. */
export type Format = TextFormat | 'protobuf';

/** One series as a reader knows it. */
export interface ReadSeries {
  /** Rendered labels, e.g. `a="x",b="y"`; empty without labels. */
  readonly labels: string;
  readonly page: Float64Array;
  /** Where its cells begin in the page. */
  readonly offset: number;
}

/** The lines of one family; empty when no series of it has a value. */
export function composeFamily(family: Family, series: readonly ReadSeries[], format: TextFormat): string {
  let text = '';
  const samples = new Samples(family, format);
  const values = new Float64Array(samples.count);
  for (const one of series) {
    if (!samples.read(one, values, 0)) continue;
    for (const [sample, prefix] of samples.prefixes(one.labels).entries()) text += `${prefix}${valueText(values[sample] ?? 0)}\n`;
  }
  return text === '' ? '' : familyHeader(family, format) + text;
}

/** The lines above the samples of a family. */
export function familyHeader(family: Family, format: TextFormat): string {
  if (format === 'text') {
    return `# HELP ${family.name} ${escapeHelp(family.help)}\n# TYPE ${family.name} ${family.kind}\n`;
  }
  const name = familyName(family);
  const unit = unitOf(family);
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${family.kind}\n${unitLine}# HELP ${name} ${escapeLabelValue(family.help)}\n`;
}

/** The samples that each series of a family has: one line each. */
export class Samples {
  /** Lines of one series. */
  readonly count: number;
  readonly #family: Family;
  /** The `le` values of a histogram, +Inf included. */
  readonly #bounds: readonly string[];

  constructor(family: Family, format: TextFormat) {
    const boundText = format === 'openmetrics' ? canonicalText : valueText;
    this.#family = family;
    this.#bounds = family.kind === 'histogram' ? [...family.buckets, Infinity].map(boundText) : [];
    this.count = family.kind === 'histogram' ? this.#bounds.length + 2 : 1;
  }

  /** The lines of a series up to the value, the blank included. */
  prefixes(labels: string): readonly string[] {
    const { name, kind } = this.#family;
    const suffix = labels === '' ? '' : `{${labels}}`;
    if (kind !== 'histogram') return [`${name}${suffix} `];
    const start = `${name}_bucket{${labels}${labels === '' ? '' : ','}le="`;
    return [...this.#bounds.map((bound) => `${start}${bound}"} `), `${name}_sum${suffix} `, `${name}_count${suffix} `];
  }

  /** Reads the values of a series into `into` from `at` on. False when the series is absent. */
  read({ page, offset }: ReadSeries, into: Float64Array, at: number): boolean {
    if (this.#family.kind !== 'histogram') {
      into[at] = page[offset] ?? 0;
      return this.#family.kind === 'counter' || page[offset + 1] === 1;
    }
    const buckets = this.#bounds.length;
    let count = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      count += page[offset + bucket] ?? 0;
      into[at + bucket] = count;
    }
    into[at + buckets] = page[offset + buckets] ?? 0;
    into[at + buckets + 1] = count;
    return true;
  }
}
