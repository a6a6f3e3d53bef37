import type { TextFormat } from '../metrics/index.ts';
import type { ForeignFamily, Sample } from './parse-exposition.ts';

/** The types of text 0.0.4; it calls all others untyped. */
const TEXT_TYPES = new Set(['counter', 'gauge', 'histogram', 'summary']);

/** Writes a family in another client's words, in either format. Empty when nothing is left of it. */
export function writeFamily(family: ForeignFamily, format: TextFormat): string {
  return format === 'text' ? writeText(family) : writeOpenMetrics(family);
}

/** The names that no other family of the same exposition may use. */
export function claimedNames({ name, type }: { readonly name: string; readonly type: string }): readonly string[] {
  switch (type) {
    case 'counter': {
      const stem = name.replace(/_total$/, '');
      return [stem, `${stem}_total`, `${stem}_created`];
    }
    case 'histogram':
      return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`, `${name}_created`];
    case 'summary':
      return [name, `${name}_sum`, `${name}_count`, `${name}_created`];
    default:
      return [name];
  }
}

function writeText({ name, type, help, samples }: ForeignFamily): string {
  const textType = TEXT_TYPES.has(type) ? type : 'untyped';
  // A counter's `_created` is a sample of no known type here.
  const kept = samples.filter((sample) => type === 'gauge' || type === 'unknown' || !sample.name.endsWith('_created'));
  if (kept.length === 0) return '';
  const shown = type === 'counter' ? (kept[0]?.name ?? name) : name;
  const helpLine = help === undefined ? '' : `# HELP ${shown} ${escape(help, /[\\\n]/g)}\n`;
  return `${helpLine}# TYPE ${shown} ${textType}\n${kept.map((sample) => `${start(sample)}${timeText(sample, 1000)}\n`).join('')}`;
}

function writeOpenMetrics({ name, type, help, samples }: ForeignFamily): string {
  if (samples.length === 0) return '';
  const stem = name.replace(/_total$/, '');
  // OpenMetrics has no counter whose samples do not end in _total.
  const isCounter = type === 'counter' && samples.every((sample) => sample.name === `${stem}_total` || sample.name === `${stem}_created`);
  const shown = isCounter ? stem : name;
  const shownType = type === 'counter' && !isCounter ? 'unknown' : type;
  const helpLine = help === undefined ? '' : `# HELP ${shown} ${escape(help, /[\\\n"]/g)}\n`;
  const lines = samples.map((sample) => {
    const exemplar = sample.exemplar === undefined ? '' : ` ${sample.exemplar}`;
    return `${start(sample)}${timeText(sample, 1)}${exemplar}\n`;
  });
  return `# TYPE ${shown} ${shownType}\n${helpLine}${lines.join('')}`;
}

function start({ name, labels, value }: Sample): string {
  return `${name}${labels} ${value}`;
}

function timeText({ at }: Sample, perSecond: number): string {
  return at === undefined ? '' : ` ${at * perSecond}`;
}

function escape(text: string, pattern: RegExp): string {
  return text.replaceAll(pattern, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
