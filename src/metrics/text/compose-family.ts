import { escapeHelp, escapeLabelValue } from './escape.ts';
import { type Family, familyName, isTotal, unitOf } from '../pages/family.ts';
import type { FamilySeries, ReadSeries } from '../pages/family-series.ts';
import type { LineWriter } from './line-writer.ts';
import { valueText } from './number-text.ts';
import { Samples } from './samples.ts';
import { PAGE_CELLS } from '../pages/shared-pages.ts';

/** The text formats: Prometheus text 0.0.4 and OpenMetrics 1.0.0. */
export type TextFormat = 'text' | 'openmetrics';

/** What a registry can be written as: text, or delimited io.prometheus.client.MetricFamily messages of Protocol Buffers. */
export type Format = TextFormat | 'protobuf';

/** The lines of one family; empty when no series of it has a value. */
export function composeFamily(family: Family, series: Iterable<ReadSeries>, format: TextFormat): string {
  let text = '';
  const samples = new Samples(family, format);
  const values = new Float64Array(samples.count);
  for (const { labels, page, offset } of series) {
    const lines = samples.read(page, offset, values);
    for (const [line, prefix] of samples.prefixes(labels, lines).entries())
      text += `${prefix}${valueText(values[line] ?? 0)}${samples.exemplar(page, offset, line)}\n`;
  }
  return text === '' ? '' : familyHeader(family, format) + text;
}

/** Writes the same as bytes. */
// Hot: nothing is made per series.
export function writeFamily(writer: LineWriter, family: Family, series: FamilySeries, format: TextFormat): void {
  const start = writer.length;
  const samples = new Samples(family, format);
  const values = new Float64Array(samples.count);
  const encoder = new TextEncoder();
  writer.append(encoder.encode(familyHeader(family, format)));
  const headed = writer.length;
  for (let index = 0; index < series.count; index += 1) {
    const cell = series.cell(index);
    const page = series.views.pageOf(cell);
    const offset = cell % PAGE_CELLS;
    const lines = samples.read(page, offset, values);
    const before = writer.length;
    for (let line = 0; line < lines; line += 1) {
      samples.writePrefix(writer, samples.count - lines + line, series, index);
      writer.value(values[line] ?? 0);
      if (samples.hasExemplars) writer.append(encoder.encode(samples.exemplar(page, offset, line)));
      writer.endLine();
    }
    if (!series.holds(index)) writer.length = before;
  }
  if (writer.length === headed) writer.length = start;
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
  const kind = family.kind === 'counter' && !isTotal(family.name) ? 'unknown' : family.kind;
  return `# TYPE ${name} ${kind}\n${unitLine}# HELP ${name} ${escapeLabelValue(family.help)}\n`;
}
