// Whether probes are answered whatever clients do: /livez, /readyz and /metrics of a server that hostile clients are at, beside a control of the same build that nobody is at, asked
// in turns. `npm run bench -- probes [KIND ...]`. A probe that takes more than a second, or is not answered, fails, and so does a server that comes to use 200 MB more than at first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './faults/server.mjs';
import { startHostile } from './probes/hostile.mjs';
import { KINDS } from './probes/kinds.mjs';
import { percentile, PROBES, probeInTurns } from './probes/probing.mjs';
import { residentBytes, storeCalls } from './probes/server-state.mjs';

const DESCRIPTORS = 1024;
const SECONDS = 10;
const MOST_MS = 1000;
const MORE_BYTES = 200 * 1024 * 1024;

async function main(wanted) {
  const kinds = wanted.length === 0 ? Object.keys(KINDS) : wanted;
  if (kinds.some((kind) => !(kind in KINDS))) {
    console.error(`usage: npm run bench -- probes [${Object.keys(KINDS).join(' | ')} ...]`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-probes-'));
  const servers = [];
  try {
    for (const name of ['attacked', 'control']) servers.push(await startServer(join(folder, name), DESCRIPTORS));
    for (const server of servers) await storeCalls(server.url);
    const [attacked, control] = servers;
    const before = residentBytes(attacked.pid);
    const rows = [];
    let most = before;
    for (const kind of kinds) {
      const hostile = await startHostile(kind, attacked);
      const { attackedMs, controlMs, peakBytes } = await probeInTurns(attacked, control, SECONDS);
      await hostile.end();
      most = Math.max(most, peakBytes);
      for (const path of PROBES) rows.push(row(kind, path, attackedMs[path], controlMs[path], peakBytes - before));
    }
    console.table(rows);
    const isGood = rows.every(({ max }) => max <= MOST_MS) && most - before <= MORE_BYTES;
    console.log(
      `${isGood ? 'Every probe was answered within a second' : 'FAILED: a probe took more than a second, or memory rose by more than 200 MB'}; memory was ${mb(before)} MB and at most ${mb(most)} MB.`,
    );
    return isGood ? 0 : 1;
  } finally {
    for (const server of servers) await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Times in ms. A probe that was not answered took for ever. */
function row(kind, path, attacked, control, moreBytes) {
  return {
    clients: kind,
    path,
    probes: attacked.length,
    p50: percentile(attacked, 0.5),
    p99: percentile(attacked, 0.99),
    max: percentile(attacked, 1),
    'control p50': percentile(control, 0.5),
    'control p99': percentile(control, 0.99),
    'control max': percentile(control, 1),
    'more MB': mb(moreBytes),
  };
}

function mb(bytes) {
  return Math.round(bytes / 1024 / 1024);
}

process.exitCode = await main(process.argv.slice(2));
