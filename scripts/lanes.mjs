import { NOTHING, runSuite, sum } from './suite.mjs';

/** Interval of the lines that report progress, in milliseconds. */
const PROGRESS_MS = 15_000;

/** A step that runs vitest. */
export function suite(name, args, env = {}) {
  return { name, run: (progress) => runSuite(args, { env, progress }) };
}

/** A step that runs something else, whose output is shown when it fails. */
export function step(name, action) {
  return { name, run: action };
}

/**
 * Runs lists of steps beside each other, each list in its order; a step that fails ends no other one. Prints how each ended and, all the time, how far the suites are.
 * Resolves with the counts of all tests, where a step that fails without a failed test is one failure more, and with the costs of all test files.
 */
export async function runLanes(lanes) {
  const startedAt = performance.now();
  const running = new Map();
  const timer = setInterval(() => showProgress(running, startedAt), PROGRESS_MS);
  try {
    const results = (await Promise.all(lanes.map((steps) => runLane(steps, running)))).flat();
    for (const { name, code, output, failures = [] } of results) {
      if (code === 0) continue;
      console.log(`\nFAILED ${name}`);
      for (const failure of failures) console.log(`       ${failure}`);
      console.log(withoutWarnings(output));
    }
    const counts = results.map(({ code, counts: own = NOTHING }) => (code !== 0 && own.failed === 0 ? { ...own, failed: 1 } : own));
    return { counts: counts.reduce(sum, NOTHING), costs: results.flatMap(({ costs = [] }) => costs) };
  } finally {
    clearInterval(timer);
  }
}

async function runLane(steps, running) {
  const results = [];
  for (const { name, run } of steps) {
    const startedAt = performance.now();
    running.set(name, undefined);
    const result = await run((progress) => running.set(name, progress));
    running.delete(name);
    console.log(`${result.code === 0 ? 'ok    ' : 'FAILED'} ${name} (${secondsSince(startedAt)} s)`);
    for (const line of result.secondTries ?? []) console.log(`       passed at its second try: ${line}`);
    for (const [line] of result.output.matchAll(/^(Statements|Branches|Functions|Lines) .*$/gm)) console.log(`       ${line}`);
    results.push({ ...result, name });
  }
  return results;
}

function showProgress(running, startedAt) {
  const parts = [...running].map(([name, progress]) =>
    progress === undefined ? name : `${name} ${progress.ended} of ${progress.all} files`,
  );
  console.log(`       ${secondsSince(startedAt)} s: ${parts.join(', ')}`);
}

function secondsSince(startedAt) {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

/** Leaves out warnings of Node: many tests provoke one, and none explains a failure. */
function withoutWarnings(output) {
  return output
    .split('\n')
    .filter((line) => !/^\(node:\d+\)|^\(Use `node /.test(line))
    .join('\n');
}
