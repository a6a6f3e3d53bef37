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
    'Of the store alone; the generator, which also packs as the main thread does, is idle meanwhile, except where it says otherwise.',
    '',
    '| load | calls/s | per tenth | with packing in the same thread, calls/s | packing, us per call; first and last tenth | spool, decode, apply (s) | bytes per call: kept, spooled, written | peak MB |',
    '|---|---|---|---|---|---|---|---|',
    ...sizes.flatMap((size) => ingestRow(size, figures[size].ours)),
    ...Object.entries(LOADS).flatMap(([name, load]) => ingestRow(load, figures[sizes[0]][name])),
    '',
    ...readerLines(figures[sizes[0]].reader),
    ...upkeepLines(figures[sizes.at(-1)]),
  ]
    .join('\n')
    .trimEnd();
}

/** Loads of the density of ten million calls, by the name of their figures. */
const LOADS = {
  dense: '333,333 calls a day',
  small: 'the same, set up for little memory',
  both: 'the same, while the generator works too',
  written: 'the same, while a second process reads',
};

function ingestRow(load, found) {
  if (found === undefined) return [];
  const { seconds } = found;
  const cells = [
    load,
    format(found.callsPerSecond),
    found.tenths.map(format).join(', '),
    format(found.packedCallsPerSecond),
    `${format(found.encodeMicrosecondsPerCall)}; ${[0, -1].map((tenth) => format(found.tenthsEncodeMicroseconds.at(tenth))).join(', ')}`,
    [seconds.spool, seconds.decode, seconds.apply].map(format).join(', '),
    [found.bytesPerCall, found.spooledBytesPerCall, found.writtenBytesPerCall].map(format).join(', '),
    format(found.peakBytes / 1e6),
  ];
  return [`| ${cells.join(' | ')} |`];
}

function readerLines(reader) {
  if (reader === undefined) return [];
  const line = (name, { polls, p50, p99, list, dashboard, call, together }) =>
    `| ${name} | ${[3 * polls, p50, p99, list.p99, dashboard.p99, call.p99, together.p99].map(format).join(' | ')} |`;
  return [
    '| a second process asks for a list, a dashboard and a call (ms) | questions | p50 | p99 | list p99 | dashboard p99 | call p99 | the three together p99 |',
    '|---|---|---|---|---|---|---|---|',
    line('while the writer is at full speed', reader.beside),
    line('without a writer', reader.alone),
    '',
  ];
}

function upkeepLines({ packing, dropping }) {
  const lines = [];
  if (packing !== undefined) {
    const { days, seconds, slice } = packing;
    lines.push(
      `${days} days packed in ${format(seconds)} s, a slice takes ${format(slice.p50)} ms (p99 ${format(slice.p99)}, most ${format(slice.max)}); ${format(packing.hotBytesPerCall)} bytes per call before, ${format(packing.packedBytesPerCall)} after.`,
    );
  }
  if (dropping !== undefined)
    lines.push(`A day was dropped in ${format(dropping.milliseconds)} ms; ${format(dropping.returnedBytes / 1e6)} MB came back.`);
  return lines;
}
