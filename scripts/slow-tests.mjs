// `node scripts/slow-tests.mjs [COUNT]`: the slowest test files of the last `npm test` or `npm run check`, what each waited for, and the sums by folder.
// Exits with 1 when a file or the run exceeds its budget, with 2 when there was no run.
import { excesses, lastCosts, quietSeconds } from './costs.mjs';

const costs = lastCosts().toSorted((one, other) => quietSeconds(other) - quietSeconds(one));
const shown = Number(process.argv[2] ?? 25);

if (costs.length === 0) {
  console.error('There are no costs of a run yet: npm test, or npm run check, writes them.');
  process.exit(2);
}
console.log('seconds     CPU  waiting  file, and what it started');
for (const cost of costs.slice(0, shown)) console.log(`${figures(cost)}  ${cost.file}${startedText(cost.started)}`);
console.log('\nseconds     CPU  waiting  folder');
for (const [folder, sum] of sums()) console.log(`${figures(sum)}  ${folder} (${sum.files} files)`);
const lines = excesses(costs);
console.log('');
for (const line of lines) console.log(`over budget: ${line}`);
if (lines.length === 0) console.log('Within budget.');
process.exitCode = lines.length === 0 ? 0 : 1;

/** Seconds without a core are left out; what is neither that nor CPU is waiting: for a timer, a socket, a program. */
function figures(cost) {
  const quiet = quietSeconds(cost);
  return [quiet, cost.cpuSeconds, Math.max(0, quiet - cost.cpuSeconds)]
    .map((value, place) => value.toFixed(1).padStart([7, 7, 8][place]))
    .join(' ');
}

function startedText(started) {
  const parts = Object.entries(started).map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function sums() {
  const folders = new Map();
  for (const cost of costs) {
    const folder = cost.file.split('/').slice(0, 2).join('/');
    const sum = folders.get(folder) ?? { seconds: 0, cpuSeconds: 0, queuedSeconds: 0, files: 0 };
    for (const name of ['seconds', 'cpuSeconds', 'queuedSeconds']) sum[name] += cost[name];
    folders.set(folder, { ...sum, files: sum.files + 1 });
  }
  return [...folders].toSorted(([, one], [, other]) => quietSeconds(other) - quietSeconds(one));
}
