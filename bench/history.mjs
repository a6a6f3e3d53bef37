// What it costs to keep the values of metrics: CPU of one sampling and bytes on the disk of a day. `npm run bench -- history [SERIES]`. Half days are simulated: 10 s pass at once.
// A quarter of the series counts, another one is a level that moves, the rest stands still. Memory after the second half may be at most 5 % more than after the first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counter, createRegistry, gauge, labelText, open } from '../dist/metrics/index.js';
import { createSampledHistory } from '../dist/server/history/sampled-history.js';
import { openHistory } from '../dist/stores/index.js';

const START = 1_700_000_000;
const HALVES = 2;
const SAMPLINGS = 4320;
const MORE = 1.05;

async function main(series) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-history-'));
  try {
    const registry = createRegistry();
    const labels = { trunk: open(series) };
    const quarter = Math.floor(series / 4);
    const counts = registry.add(counter('telephony_counts_total', { help: 'x', labels }));
    const levels = registry.add(gauge('telephony_levels', { help: 'x', labels }));
    const still = registry.add(counter('telephony_still_total', { help: 'x', labels }));
    const names = Array.from({ length: series }, (_, number) => ({ trunk: labelText(`trunk-${number}`) }));
    for (const name of names.slice(0, series - 2 * quarter)) still.add(5, name);
    let now = START;
    const file = await openHistory(folder);
    const history = createSampledHistory({
      pages: registry.pages(),
      namespace: 'telephony',
      families: new Set(['telephony_counts_total', 'telephony_levels', 'telephony_still_total']),
      rules: [],
      file,
      keepSeconds: Infinity,
      mostBytes: Infinity,
      now: () => now,
      monotonic: () => now,
      lost: (reason, count) => console.log(`lost ${count}: ${reason}`),
      mostSeries: series,
    });
    const rows = [];
    const memory = [];
    let bytes = 0;
    for (let half = 1; half <= HALVES; half += 1) {
      let [cpu, most] = [0, 0];
      for (let sampling = 0; sampling < SAMPLINGS; sampling += 1) {
        now += 10;
        for (let index = 0; index < quarter; index += 1) {
          counts.add((index * 7 + sampling) % 5, names[index]);
          levels.set(((index * 31 + sampling * 17) % 1000) / 8, names[index]);
        }
        const before = process.cpuUsage();
        const began = performance.now();
        history.sample();
        const { user, system } = process.cpuUsage(before);
        cpu += (user + system) / 1000;
        most = Math.max(most, performance.now() - began);
      }
      globalThis.gc?.();
      memory.push(process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers);
      rows.push({
        half,
        'CPU ms per sampling': (cpu / SAMPLINGS).toFixed(2),
        'longest ms': most.toFixed(0),
        'MB written to the file': ((file.bytes() - bytes) / 1e6).toFixed(1),
        'MB of memory': (memory.at(-1) / 1e6).toFixed(0),
      });
      bytes = file.bytes();
    }
    console.table(rows);
    history.close(false);
    const isFlat = memory.at(-1) <= memory[0] * MORE;
    console.log(isFlat ? 'Memory is flat.' : 'FAILED: memory grows.');
    return isFlat ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(Number(process.argv[2] ?? 5000));
