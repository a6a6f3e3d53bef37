// What an event costs. With every canonical metric and two presets on, `emit` of a call event beside prom-client, which is given the same updates of the same metrics by the
// same movers and nothing else: no check of the event, no pipeline, no calls, no listeners. Each runs in a process of its own, in turn; figures are medians over the rounds.
// `npm run bench -- emit`; ROUNDS=9 takes more rounds than 5.
import { median } from './metrics/median.mjs';
import { runContender } from './metrics/run-contender.mjs';

const ROUNDS = Math.max(5, Number(process.env.ROUNDS ?? 5));
const PRESETS = ['callstack', 'voiceserver'];
const TYPES = ['call.answered', 'call.ended'];
const AT_LEAST_TIMES_FASTER = 10;
const AT_MOST_BYTES = 200;

const measure = (name) => runContender(name, { script: '../emit/measure.mjs', args: [name, ...PRESETS], flags: ['--expose-gc'] });

async function main() {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push({ ours: await measure('ringscope'), theirs: await measure('prom-client') });
  const verdicts = TYPES.map((type) => judge(type, rounds));
  return verdicts.every(Boolean) ? 0 : 1;
}

/** Prints the figures of a type of event; true when the gates hold. A figure that is missing is no number, and no number holds. */
function judge(type, rounds) {
  const figure = (read) => median(rounds.map((round) => read(round) ?? Number.NaN));
  const ours = figure(({ ours }) => ours[type]?.nanoseconds);
  const theirs = figure(({ theirs }) => theirs[type]?.nanoseconds);
  const bytes = figure(({ ours }) => ours[type]?.bytes);
  const updates = figure(({ theirs }) => theirs[type]?.updates);
  const ratio = figure(({ ours, theirs }) => theirs[type]?.nanoseconds / ours[type]?.nanoseconds);
  const isGood = ratio >= AT_LEAST_TIMES_FASTER && bytes <= AT_MOST_BYTES;
  console.log(`${type}, which moves ${updates.toFixed(1)} metrics: emit ${ours.toFixed(0)} ns, prom-client ${theirs.toFixed(0)} ns`);
  console.log(
    `  ${ratio.toFixed(1)} times faster (at least ${AT_LEAST_TIMES_FASTER}), ${bytes.toFixed(0)} B (at most ${AT_MOST_BYTES}): ${isGood ? 'ok' : 'MISSED'}`,
  );
  return isGood;
}

process.exitCode = await main();
