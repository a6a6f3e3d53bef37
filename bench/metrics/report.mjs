import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { median } from './median.mjs';
import { OURS } from './parts.mjs';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const MARKED = /(<!-- bench: metrics -->\n)[^]*?(<!-- \/bench -->)/;

/** Figures and gates of one part, for the terminal. */
export function report({ rounds, verdicts }) {
  const lines = figuresOf(rounds).flatMap(({ figure, rows }) => [
    '',
    figure,
    ...rows.map(({ contender, value, ratio }) => `  ${contender.padEnd(34)}${value.toFixed(2).padStart(14)}${timesText(ratio, '  x')}`),
  ]);
  const judged = verdicts.map((one) => `${one.isGood ? 'ok    ' : 'FAILED'} ${one.name}: ${valueText(one.value)} (${wantedText(one)})`);
  return [...lines, '', ...judged].join('\n');
}

/** Puts the figures of all parts between the markers of docs/benchmarks.md. */
export async function writePage(results) {
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKED.test(page)) throw new Error('docs/benchmarks.md has no <!-- bench: metrics --> section.');
  const text = pageText(results);
  writeFileSync(
    PAGE,
    page.replace(MARKED, (_, start, end) => `${start}${text}\n${end}`),
  );
}

function pageText(results) {
  const rounds = Math.min(...results.map((one) => one.rounds.length));
  const failed = results.flatMap(({ verdicts }) => verdicts.filter(({ isGood }) => !isGood));
  const date = new Date().toISOString().slice(0, 10);
  const head = [
    `\`npm run bench -- metrics --write\`, ${date}, commit ${commit()}, Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0].model.trim()}),`,
    `medians of ${rounds} interleaved rounds. ${failed.length === 0 ? 'All gates hold.' : `${failed.length} gates do not hold.`}`,
  ];
  return [...head, ...results.flatMap(partText)].join('\n');
}

function partText({ part, rounds, verdicts }) {
  const gates = verdicts.map(
    (one) => `| ${one.name} | ${valueText(one.value)} | ${wantedText(one)} | ${one.isGood ? 'holds' : '**fails**'} |`,
  );
  const figures = figuresOf(rounds).flatMap(({ figure, rows }) =>
    rows.map(({ contender, value, ratio }) => `| ${figure} | ${contender} | ${valueText(value)} | ${timesText(ratio, 'x')} |`),
  );
  return [
    '',
    `### ${part[0].toUpperCase()}${part.slice(1)}`,
    '',
    '| gate | measured | wanted | |',
    '|---|---|---|---|',
    ...gates,
    '',
    '| figure | contender | median | times ringscope |',
    '|---|---|---|---|',
    ...figures,
  ];
}

/** Each figure with the contenders that have it in every round. */
function figuresOf(rounds) {
  const contenders = [OURS, ...Object.keys(rounds[0]).filter((name) => name !== OURS)];
  const names = [...new Set(contenders.flatMap((contender) => Object.keys(rounds[0][contender] ?? {})))];
  return names.map((figure) => ({
    figure,
    rows: contenders
      .filter((contender) => rounds.every((round) => Number.isFinite(round[contender]?.[figure])))
      .map((contender) => ({
        contender,
        value: median(rounds.map((round) => round[contender][figure])),
        ratio: contender === OURS ? Number.NaN : median(rounds.map((round) => round[contender][figure] / round[OURS][figure])),
      })),
  }));
}

function timesText(ratio, sign) {
  return Number.isFinite(ratio) ? `${sign}${ratio.toFixed(1)}` : '';
}

function valueText(value) {
  if (Number.isNaN(value)) return 'not measured';
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : value.toFixed(2);
}

function wantedText({ atLeast, atMost }) {
  return atLeast === undefined ? `at most ${valueText(atMost)}` : `at least ${atLeast}`;
}

function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'src') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}
