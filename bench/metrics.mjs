// What the registry costs beside the other JavaScript clients: updates in ns and bytes, scrapes in ms and garbage, memory, stalls of the event loop, start and idle cost, and
// the ratios that must hold. Every round starts each contender in a process of its own, in shuffled order; figures and ratios are medians over the rounds.
// `npm run bench -- metrics [update|scrape|memory|stall|start ...]` runs some of the parts, all without an argument; ROUNDS=9 takes more rounds than 5.
// `--write` puts the figures of a run of all parts into docs/benchmarks.md.
import { GATES } from './metrics/gates.mjs';
import { median } from './metrics/median.mjs';
import { PARTS } from './metrics/parts.mjs';
import { report, writePage } from './metrics/report.mjs';
import { runContender } from './metrics/run-contender.mjs';

const ROUNDS = Math.max(5, Number(process.env.ROUNDS ?? 5));
const WRITE = '--write';

async function main(given) {
  const asked = given.filter((argument) => argument !== WRITE);
  const isWriting = given.includes(WRITE);
  const unknown = asked.find((part) => !(part in PARTS));
  if (unknown !== undefined || (isWriting && asked.length > 0)) {
    console.error(
      unknown === undefined ? `${WRITE} takes a run of all parts` : `no part "${unknown}"; there are ${Object.keys(PARTS).join(', ')}`,
    );
    return 2;
  }
  const results = [];
  for (const part of asked.length > 0 ? asked : Object.keys(PARTS)) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await runRound(part));
    const verdicts = GATES.filter((gate) => gate.part === part).map((gate) => judge(gate, rounds));
    const result = { part, rounds, verdicts };
    console.log(report(result));
    results.push(result);
  }
  if (isWriting) await writePage(results);
  return results.every(({ verdicts }) => verdicts.every(({ isGood }) => isGood)) ? 0 : 1;
}

/** One process per contender, one after the other. Returns the figures as `{ contender: { figure: value } }`; a contender that failed has none. */
async function runRound(part) {
  const figures = {};
  for (const [name, run] of shuffle(Object.entries(PARTS[part]))) figures[name] = await runContender(name, run);
  return figures;
}

/** Whether one gate holds. A figure that is missing in any round is no number, and no number fails. */
function judge({ name, measure, atLeast, atMost }, rounds) {
  const values = rounds.map((round) => measure(round));
  const value = values.every((one) => Number.isFinite(one)) ? median(values) : Number.NaN;
  return { name, value, atLeast, atMost, isGood: atLeast === undefined ? value <= atMost : value >= atLeast };
}

function shuffle(values) {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

process.exitCode = await main(process.argv.slice(2));
