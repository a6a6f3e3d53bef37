import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './run.mjs';

/** The costs of the last whole run, which `scripts/slow-tests.mjs` reads and `npm run check -- --changed` chooses by. */
const KEPT = join(ROOT, 'node_modules', '.cache', 'ringscope', 'costs.json');

/** The most that one test file may take where it has a core to itself, in seconds. What needs more stands in the long run. */
export const FILE_SECONDS = 20;
/** The most that all suites may cost, in minutes of CPU. */
export const RUN_CPU_MINUTES = 22;

/** Time that a file took, less the time its process waited for a core, in seconds. */
export function quietSeconds({ seconds, queuedSeconds }) {
  return seconds - queuedSeconds;
}

/** The costs of the last whole run, by file; none before there was one. */
export function lastCosts() {
  try {
    return JSON.parse(readFileSync(KEPT, 'utf8'));
  } catch {
    return [];
  }
}

/** Keeps the costs of a run and prints what exceeds its budget. A budget fails no run of tests: `node scripts/slow-tests.mjs` does. */
export function judgeCosts(costs) {
  mkdirSync(dirname(KEPT), { recursive: true });
  writeFileSync(KEPT, JSON.stringify(costs));
  for (const line of excesses(costs)) console.log(`over budget: ${line}`);
}

/** A line for each file, and for the run, that exceeds its budget. */
export function excesses(costs) {
  const slow = costs.filter((cost) => quietSeconds(cost) > FILE_SECONDS);
  const cpuMinutes = costs.reduce((all, { cpuSeconds }) => all + cpuSeconds, 0) / 60;
  return [
    ...slow.map((cost) => `${cost.file} took ${quietSeconds(cost).toFixed(1)} s; ${FILE_SECONDS} s are allowed`),
    ...(cpuMinutes > RUN_CPU_MINUTES
      ? [`all test files took ${cpuMinutes.toFixed(1)} minutes of CPU; ${RUN_CPU_MINUTES} are allowed`]
      : []),
  ];
}
