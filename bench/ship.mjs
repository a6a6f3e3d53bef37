// What it costs a program that its events go to a server: CPU of the process per event with `server` on, sending included, beside the same without. Each runs in a process of its own,
// in turn, at a steady rate, against a server that acknowledges at once; figures are medians over the rounds. `npm run bench -- ship`; ROUNDS=9 takes more rounds than 5.
import { createServer } from 'node:http';
import { median } from './metrics/median.mjs';
import { runContender } from './metrics/run-contender.mjs';

const ROUNDS = Math.max(5, Number(process.env.ROUNDS ?? 5));
const AT_MOST_TIMES = 3;

/** Acknowledges what comes. */
function startServer() {
  const server = createServer((request, response) => {
    let lines = 1;
    request.on('data', (part) => {
      for (const byte of part) if (byte === 10) lines += 1;
    });
    request.on('end', () => {
      const sequence = Number(request.headers['ringscope-sequence']) + lines - 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ accepted: lines, sequence }));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function main() {
  const server = await startServer();
  const url = `http://127.0.0.1:${server.address().port}`;
  const measure = (...args) => runContender('ship', { script: '../ship/measure.mjs', args, flags: [] });
  const verdicts = [];
  for (const what of ['calls', 'messages']) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push({ alone: await measure(what), shipped: await measure(what, url) });
    verdicts.push(judge(what, rounds));
  }
  server.close();
  return verdicts.every(Boolean) ? 0 : 1;
}

/** Prints the figures; true when the gate holds. A figure that is missing is no number, and no number holds. */
function judge(what, rounds) {
  const figure = (read) => median(rounds.map(read));
  const alone = figure((one) => one.alone.microseconds);
  const shipped = figure((one) => one.shipped.microseconds);
  const ratio = figure((one) => one.shipped.microseconds / one.alone.microseconds);
  const isGood = ratio <= AT_MOST_TIMES && rounds.every((one) => one.shipped.dropped === 0);
  console.log(`${what}: CPU per event ${alone.toFixed(2)} us alone, ${shipped.toFixed(2)} us with a server`);
  console.log(`  ${ratio.toFixed(2)} times as much (at most ${AT_MOST_TIMES}): ${isGood ? 'ok' : 'MISSED'}`);
  return isGood;
}

process.exitCode = await main();
