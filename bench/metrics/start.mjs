// What a client costs before it counts anything: its import, in processes of their own, and an idle process with its process metrics. The figures go to stdout as JSON.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './median.mjs';
import { OURS, PROM } from './parts.mjs';

const IMPORTS = 9;
/** The engine tidies its memory some ten seconds after the start, whatever the process does: that is nobody's cost. */
const SETTLE_MS = 13_000;
const IDLE_MS = 10_000;
/** How often ours reads the process, as in its own server. */
const OBSERVE_SECONDS = 5;

const METRICS = new URL('../../dist/metrics/index.js', import.meta.url).href;
const METRICS_NODE = new URL('../../dist/metrics-node/index.js', import.meta.url).href;

const CLIENTS = {
  [OURS]: {
    entry: METRICS,
    async observe() {
      const { createRegistry } = await import(METRICS);
      const { observeProcess, startCollecting } = await import(METRICS_NODE);
      const registry = createRegistry();
      observeProcess(registry);
      startCollecting(registry, { everySeconds: OBSERVE_SECONDS, now: () => Date.now() / 1000 });
    },
  },
  [PROM]: {
    entry: import.meta.resolve('prom-client'),
    async observe() {
      const { collectDefaultMetrics } = (await import('prom-client')).default;
      collectDefaultMetrics();
    },
  },
};

/** Says how long an import took. The first one of a process also prepares for modules as such, which is nobody's cost. */
function importMs(entry) {
  const code = `await import('data:text/javascript,'); const at = performance.now(); await import(${JSON.stringify(entry)}); console.log(performance.now() - at);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

/** The share of a core, in percent, that the process takes while it does nothing. */
async function idlePercent(observe) {
  await observe();
  await sleep(SETTLE_MS);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 10 / (performance.now() - startedAt);
}

const { entry, observe } = CLIENTS[process.argv[2]];
const figures = {
  'import ms': median(Array.from({ length: IMPORTS }, () => importMs(entry))),
  'idle CPU %': await idlePercent(observe),
};
process.stdout.write(JSON.stringify(figures), () => process.exit(0));
