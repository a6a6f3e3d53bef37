import { escapeHelp, escapeLabelValue } from './escape.ts';
import { type Family, familyName, unitOf } from './family.ts';
import { valueText } from './number-text.ts';
import { Samples } from './samples.ts';

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
    const lines = samples.read(one, values, 0);
    for (const [line, prefix] of samples.prefixes(one.labels, lines).entries()) text += `${prefix}${valueText(values[line] ?? 0)}\n`;
  }
  return text === '' ? '' : familyHeader(family, format) + text;
}

/** The lines above the samples of a family. */
export function familyHeader(family: Family, format: TextFormat): string {
  if (format === 'text') {
    // Text 0.0.4 has no type for an info.
    const kind = family.kind === 'info' ? 'gauge' : family.kind;
    return `# HELP ${family.name} ${escapeHelp(family.help)}\n# TYPE ${family.name} ${kind}\n`;
  }
  const name = familyName(family);
  const unit = unitOf(family);
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${family.kind}\n${unitLine}# HELP ${name} ${escapeLabelValue(family.help)}\n`;
}
