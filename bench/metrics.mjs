// What the registry costs beside the other JavaScript clients: updates in ns and bytes, scrapes in ms and garbage, and the ratios that must hold.
// Nanoseconds are those of the operation: the loop around it is timed alone and taken off, for every contender alike.
// Every round starts each contender in a process of its own, in shuffled order; figures and ratios are medians over the rounds.
// `npm run bench -- metrics [update|scrape]` runs one of the two parts; ROUNDS=9 takes more rounds than 5.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GATES } from './metrics/gates.mjs';

const CONTENDERS = ['ringscope', 'prom-client', '@prometheus-io/client', '@platformatic/prom-client', 'opentelemetry'];
/** Ours where code generation is refused; its scrapes are the same. */
const WITHOUT_CODE = 'ringscope without generated code';
const PARTS = ['update', 'scrape'];
const ROUNDS = Math.max(5, Number(process.env.ROUNDS ?? 5));
const PROCESS_LIMIT_MS = 180_000;

const start = promisify(execFile);

async function main(asked) {
  const unknown = asked.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) {
    console.error(`no part "${unknown}"; there are ${PARTS.join(', ')}`);
    return 2;
  }
  let isGood = true;
  for (const part of PARTS) {
    if (asked.length > 0 && !asked.includes(part)) continue;
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await runRound(part));
    printFigures(rounds);
    for (const gate of GATES.filter((one) => one.part === part)) isGood = judge(gate, rounds) && isGood;
  }
  return isGood ? 0 : 1;
}

/** One process per contender. Returns the figures as `{ contender: { figure: value } }`. */
async function runRound(part) {
  const names = part === 'update' ? [...CONTENDERS, WITHOUT_CODE] : CONTENDERS;
  const figures = {};
  for (const name of shuffle(names)) {
    const flags = name === WITHOUT_CODE ? ['--disallow-code-generation-from-strings'] : [];
    const script = join(import.meta.dirname, 'metrics', 'measure.mjs');
    const library = name === WITHOUT_CODE ? 'ringscope' : name;
    const { stdout } = await start(process.execPath, [...flags, '--expose-gc', script, library, part], { timeout: PROCESS_LIMIT_MS });
    figures[name] = JSON.parse(stdout);
  }
  return figures;
}

function printFigures(rounds) {
  const names = Object.keys(rounds[0].ringscope);
  for (const figure of names) {
    console.log(`\n${figure}`);
    for (const contender of [...CONTENDERS, WITHOUT_CODE]) {
      if (rounds[0][contender] === undefined) continue;
      const value = median(rounds.map((round) => round[contender][figure]));
      const ratio = median(rounds.map((round) => round[contender][figure] / round.ringscope[figure]));
      const times = contender === 'ringscope' || /bytes$/.test(figure) ? '' : `  x${ratio.toFixed(1)}`;
      console.log(`  ${contender.padEnd(34)}${value.toFixed(2).padStart(14)}${times}`);
    }
  }
  console.log('');
}

/** Prints one gate and whether it holds. */
function judge({ name, measure, atLeast, atMost }, rounds) {
  const value = median(rounds.map((round) => measure(round)));
  const isGood = atLeast === undefined ? value <= atMost : value >= atLeast;
  const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name}: ${value.toFixed(2)} (${wanted})`);
  return isGood;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function shuffle(values) {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

process.exitCode = await main(process.argv.slice(2));
