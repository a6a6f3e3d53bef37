import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRingscope, labelText, type Ringscope } from './index.ts';

/** The value of a series; undefined when it is absent. */
function sample(ringscope: Ringscope, series: string): number | undefined {
  const line = ringscope
    .metrics()
    .split('\n')
    .find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const PRESETS = ['callstack', 'rustpbx', 'cardlink'] as const;
const FIGURES = [
  'callstack_uptime_seconds',
  'rustpbx_process_uptime_seconds',
  'rustpbx_process_resident_memory_bytes',
  'rustpbx_process_open_fds',
  'rustpbx_process_cpu_seconds_total',
  'cardlink_system_cpu_usage_percent',
  'cardlink_system_memory_usage_bytes',
  'cardlink_system_disk_usage_bytes{path="/"}',
  'cardlink_system_process_uptime_seconds',
  'cardlink_system_threads_active',
  'telephony_program_resident_bytes{source="rig"}',
];

test.skipIf(process.platform !== 'linux')(
  'a program that was started tells what it is and what it takes of its host, without a call',
  async () => {
    const ringscope = await createRingscope({
      name: 'rig',
      version: '2.1.0',
      description: 'SIM OTA rig',
      presets: PRESETS,
      healthPreset: 'callstack',
    });
    await ringscope.start();
    try {
      for (const name of FIGURES) expect([name, sample(ringscope, name)]).toEqual([name, expect.any(Number)]);
      for (const name of FIGURES) if (!name.includes('cpu')) expect([name, sample(ringscope, name) ?? 0]).not.toEqual([name, 0]);
      expect(sample(ringscope, 'rustpbx_network_connections')).toBeGreaterThanOrEqual(0);
      expect(sample(ringscope, 'rustpbx_info{version="2.1.0"}')).toBe(1);
      expect(sample(ringscope, 'cardlink_application_info{name="rig",description="SIM OTA rig"}')).toBe(1);
      expect(sample(ringscope, 'telephony_program_starts_total{name="rig",version="2.1.0"}')).toBe(1);
      expect(ringscope.metrics()).toContain('cardlink_system_network_bytes_total{direction="received",interface="');
      expect(await ringscope.health('/healthz')).toMatchObject({ status: expect.any(Number) });
    } finally {
      await ringscope.stop();
    }
  },
);

test('the uptime moves on by itself, also when the program told it once', async () => {
  const ringscope = await createRingscope({ presets: ['callstack'], collectSeconds: 0.05 });
  await ringscope.start();
  try {
    ringscope.program.state({ uptimeSeconds: 1 });
    expect(sample(ringscope, 'callstack_uptime_seconds')).toBe(1);
    await wait(200);
    const first = sample(ringscope, 'callstack_uptime_seconds') ?? 0;
    expect(first).toBeGreaterThan(0);
    await wait(200);
    expect(sample(ringscope, 'callstack_uptime_seconds')).toBeGreaterThan(first);
  } finally {
    await ringscope.stop();
  }
});

test('the version is in the document of RustPBX before the start, and in the plain one', async () => {
  const pbx = await createRingscope({ version: '0.5.0', presets: ['rustpbx'] });
  expect(await pbx.health('/healthz')).toMatchObject({ body: { status: 'ok', version: '0.5.0', active_calls: 0 } });
  const plain = await createRingscope({ version: '0.5.0' });
  expect(await plain.health('/healthz')).toMatchObject({ body: { status: 'ok', version: '0.5.0' } });
});

test('what a program opened before it was started is still open then', async () => {
  const ringscope = await createRingscope({ now: () => 1_795_219_200 });
  ringscope.websocket.opened({ connectionId: 'a' });
  ringscope.queue.entered({ queue: labelText('sales'), callId: 'a' });
  await ringscope.start();
  ringscope.flush();
  expect(sample(ringscope, 'telephony_websocket_connections_active{source="program"}')).toBe(1);
  expect(sample(ringscope, 'telephony_queue_calls{queue="sales"}')).toBe(1);
  await ringscope.stop();
});

test('a program whose presets show nothing of the machine does not look at it', async () => {
  const ringscope = await createRingscope({ presets: ['voice-skill'] });
  await ringscope.start();
  await ringscope.stop();
  expect(ringscope.metrics()).not.toMatch(/^voice_storage_size_mb |program_disk_bytes\{|program_network_bytes_total\{/m);
});
