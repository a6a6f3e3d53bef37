import { readFileSync, writeFileSync } from 'node:fs';
import { format } from './report.mjs';

const DOCS = new URL('../../docs/benchmarks.md', import.meta.url);
const BEGIN = '<!-- store: begin -->';
const END = '<!-- store: end -->';

/** Puts the verdicts and the main figures between the markers of docs/benchmarks.md. */
export function writeDocs(figures, sizes, verdicts) {
  const text = readFileSync(DOCS, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/benchmarks.md has no markers for the store.');
  writeFileSync(DOCS, `${text.slice(0, from + BEGIN.length)}\n\n${render(figures, sizes, verdicts)}\n\n${text.slice(to)}`);
}

function render(figures, sizes, verdicts) {
  const day = new Date().toISOString().slice(0, 10);
  return [
    `\`npm run bench -- store\`, ${day}, ${sizes.map((size) => `${size / 1e6}M`).join(' and ')} calls of 30 days, Node ${process.versions.node}.`,
    '',
    '| gate | measured | wanted | holds |',
    '|---|---|---|---|',
    ...verdicts.map(
      ({ part, name, value, wanted, isGood }) =>
        `| ${part}: ${name} | ${value === undefined ? 'not measured' : format(value)} | ${wanted} | ${isGood ? 'yes' : '**no**'} |`,
    ),
    '',
    '| calls | calls/s | per tenth | spool, decode, apply (s) | bytes per call | spooled per call | peak MB |',
    '|---|---|---|---|---|---|---|',
    ...sizes.flatMap((size) => ingestRow(size, figures[size].ours)),
  ].join('\n');
}

function ingestRow(size, ours) {
  if (ours === undefined) return [];
  const { seconds } = ours;
  return [
    `| ${size} | ${format(ours.callsPerSecond)} | ${ours.tenths.map(format).join(', ')} | ${format(seconds.spool)}, ${format(seconds.decode)}, ${format(seconds.apply)} | ${format(ours.bytesPerCall)} | ${format(ours.spooledBytesPerCall)} | ${format(ours.peakBytes / 1e6)} |`,
  ];
}
