import { escapeHelp, escapeLabelValue } from './escape.ts';
import { type Family, familyName, unitOf } from './family.ts';
import { canonicalText, valueText } from './number-text.ts';

/** The text formats: Prometheus text 0.0.4 and OpenMetrics 1.0.0. */
export type Format = 'text' | 'openmetrics';

/** One series as a reader knows it. */
export interface ReadSeries {
  /** Rendered labels, e.g. `a="x",b="y"`; empty without labels. */
  readonly labels: string;
  readonly page: Float64Array;
  /** Where its cells begin in the page. */
  readonly offset: number;
}

/** The lines of one family; empty when no series of it has a value. */
export function composeFamily(family: Family, series: readonly ReadSeries[], format: Format): string {
  let text = '';
  const bounds = family.kind === 'histogram' ? boundTexts(family, format) : [];
  for (const one of series) text += sampleLines(family, one, bounds);
  return text === '' ? '' : header(family, format) + text;
}

function header(family: Family, format: Format): string {
  if (format === 'text') {
    return `# HELP ${family.name} ${escapeHelp(family.help)}\n# TYPE ${family.name} ${family.kind}\n`;
  }
  const name = familyName(family);
  const unit = unitOf(family);
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${family.kind}\n${unitLine}# HELP ${name} ${escapeLabelValue(family.help)}\n`;
}

function sampleLines(family: Family, series: ReadSeries, bounds: readonly string[]): string {
  const { labels, page, offset } = series;
  const name = labels === '' ? family.name : `${family.name}{${labels}}`;
  switch (family.kind) {
    case 'counter':
      return `${name} ${valueText(page[offset] ?? 0)}\n`;
    case 'gauge':
      return page[offset + 1] === 1 ? `${name} ${valueText(page[offset] ?? 0)}\n` : '';
    case 'histogram':
      return histogramLines(family, series, bounds);
  }
}

function histogramLines(family: Family, series: ReadSeries, bounds: readonly string[]): string {
  const { labels, page, offset } = series;
  const prefix = `${family.name}_bucket{${labels}${labels === '' ? '' : ','}le="`;
  const suffix = labels === '' ? '' : `{${labels}}`;
  let text = '';
  let count = 0;
  for (const [bucket, bound] of bounds.entries()) {
    count += page[offset + bucket] ?? 0;
    text += `${prefix}${bound}"} ${count}\n`;
  }
  const sum = page[offset + bounds.length] ?? 0;
  return `${text}${family.name}_sum${suffix} ${valueText(sum)}\n${family.name}_count${suffix} ${count}\n`;
}

/** The `le` values of a histogram, +Inf included. */
function boundTexts(family: Family, format: Format): readonly string[] {
  const boundText = format === 'openmetrics' ? canonicalText : valueText;
  return [...family.buckets, Infinity].map(boundText);
}
