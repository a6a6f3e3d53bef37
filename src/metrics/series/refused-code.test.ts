import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The built layers: a process of its own starts from files that Node itself can load. */
const METRICS = fileURLToPath(new URL('../../../dist/metrics/index.js', import.meta.url));

/** Moves every kind of metric by every verb, and writes the exposition with whether the host allows code from text. */
const MOVE_ALL = `
  const { counter, createRegistry, gauge, histogram, info, labelText, open, summary, upDownGauge } = await import(process.argv[1]);
  let allowed = true;
  try { new Function('return 1'); } catch { allowed = false; }
  const registry = createRegistry();
  const labels = { direction: ['inbound', 'outbound'], trunk: open(3, { idleSeconds: 10 }) };
  const spec = { help: 'x', labels, fallback: { direction: 'outbound' } };
  const calls = registry.add(counter('telephony_calls_total', spec));
  const level = registry.add(gauge('telephony_level', spec));
  const active = registry.add(upDownGauge('telephony_active', spec));
  const about = registry.add(info('telephony_about_info', spec));
  const setup = registry.add(histogram('telephony_setup_seconds', { ...spec, buckets: [1, 5] }));
  const talk = registry.add(histogram('telephony_talk_seconds', { ...spec, buckets: [1], native: { factor: 1.1 } }));
  const delay = registry.add(summary('telephony_delay_seconds', { ...spec, quantiles: [0.5], windowSeconds: 60 }));
  for (let turn = 0; turn < 60; turn += 1) {
    const set = { direction: ['inbound', 'outbound', 'sideways', undefined][turn % 4], trunk: labelText('t' + (turn % 7)) };
    const at = (metric) => metric.positional('trunk', 'direction')(set.trunk, set.direction);
    calls.inc(set);
    calls.add(2, set);
    calls.with(set).inc();
    at(calls).add(0.5);
    level.set(turn, set);
    level.add(1, set);
    if (turn % 5 === 0) level.clear(set);
    at(level).add(1);
    active.inc(set);
    active.dec(set);
    at(active).add(3);
    about.set(set);
    if (turn % 9 === 0) about.clear(set);
    setup.observe(turn / 10, set);
    at(setup).observe(turn);
    talk.observe(turn / 10, set);
    at(talk).observe(turn);
    delay.observe(turn / 10, set);
    at(delay).observe(turn);
    if (turn % 11 === 0) calls.remove(set);
    if (turn % 13 === 0) delay.remove(set);
    registry.collect(turn);
  }
  registry.collect(100);
  console.log(JSON.stringify({ allowed, text: registry.compose('openmetrics') }));`;

interface Run {
  readonly allowed: boolean;
  readonly text: string;
}

async function run(...flags: readonly string[]): Promise<Run> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--input-type=module', '-e', MOVE_ALL, METRICS]);
  // The program above writes it.
  return JSON.parse(stdout) as Run;
}

test('a host that refuses code made of text gets the same exposition from every verb of every kind', async () => {
  expect(existsSync(METRICS), 'npm run build makes the files that the process loads').toBe(true);
  const [generated, scanned] = await Promise.all([run(), run('--disallow-code-generation-from-strings')]);
  expect([generated.allowed, scanned.allowed]).toEqual([true, false]);
  expect(scanned.text).toBe(generated.text);
  expect(generated.text).toMatch(/^telephony_setup_seconds_count\{direction="inbound",trunk="overflow"\} \d+$/m);
  expect(generated.text).toContain('label="direction"');
});
