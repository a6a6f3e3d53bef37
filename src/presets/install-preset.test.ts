import { expect, test } from 'vitest';
import { labelText, type TelephonyEvent } from '../core/index.ts';
import { createRegistry } from '../metrics/index.ts';
import { installPreset, loadPreset, PRESET, type PresetName, type PresetScope } from './index.ts';

const AT = 1_795_219_200;

async function show(name: PresetName, scope: Partial<PresetScope>, events: readonly TelephonyEvent[]): Promise<readonly string[]> {
  const registry = createRegistry();
  const preset = installPreset(await loadPreset(name), registry, { sources: [], isBySource: false, ...scope });
  for (const event of events) if (preset.takes?.(event.type) === true) preset.accept(event);
  return registry
    .compose('text')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('ringscope_'));
}

function carried(source: string, count: number): TelephonyEvent {
  return { type: 'call.carried', at: AT, source: labelText(source), carrier: 'cellular', state: 'answered', count };
}

function received(source: string): TelephonyEvent {
  return { type: 'sms.received', at: AT, source: labelText(source), modem: labelText('default'), parts: 1 };
}

function signal(source: string, rssi: number): TelephonyEvent {
  return { type: 'modem.signal', at: AT, source: labelText(source), modem: labelText('default'), rssi, ber: 0 };
}

function cpu(source: string, cpuSeconds: number): TelephonyEvent {
  return { type: 'program.state', at: AT, source: labelText(source), cpuSeconds, residentBytes: cpuSeconds * 10, openFiles: 5 };
}

const TWO = [carried('north', 3), carried('south', 4), received('north'), received('south'), signal('north', 18), signal('south', 7)];

test('of several sources, counters and gauges that count add up, and a level is what was told last', async () => {
  expect(await show('callstack', {}, TWO)).toEqual(
    expect.arrayContaining(['callstack_active_calls 7', 'callstack_sms_received_total 2', 'callstack_signal_rssi 7']),
  );
  expect(await show('callstack', {}, [...TWO, carried('north', 0)])).toContain('callstack_active_calls 4');
});

test('with the label, each source has its own series', async () => {
  expect(await show('callstack', { isBySource: true }, TWO)).toEqual(
    expect.arrayContaining([
      'callstack_active_calls{source="north"} 3',
      'callstack_active_calls{source="south"} 4',
      'callstack_sms_received_total{source="north"} 1',
      'callstack_signal_rssi{source="north"} 18',
      'callstack_signal_rssi{source="south"} 7',
    ]),
  );
});

test('the label comes after those of the metric', async () => {
  const failed: TelephonyEvent = { type: 'sms.failed', at: AT, source: labelText('north'), modem: labelText('default'), reason: 'timeout' };
  expect(await show('callstack', { isBySource: true }, [failed])).toContain(
    'callstack_sms_send_failures_total{reason="timeout",source="north"} 1',
  );
});

test('sources that are not named move nothing', async () => {
  expect(await show('callstack', { sources: ['north'] }, TWO)).toEqual(
    expect.arrayContaining(['callstack_active_calls 3', 'callstack_sms_received_total 1', 'callstack_signal_rssi 18']),
  );
});

test('what a counter remembers of one source is not that of another', async () => {
  const lines = await show('rustpbx', {}, [cpu('a', 100), cpu('b', 10), cpu('a', 101), cpu('b', 12)]);
  expect(lines).toEqual(
    expect.arrayContaining([
      'rustpbx_process_cpu_seconds_total 113',
      'rustpbx_process_resident_memory_bytes 120',
      'rustpbx_process_open_fds 10',
    ]),
  );
});

test('a gauge that one source takes back goes on with the share of the others', async () => {
  const active = (source: string, count: number): TelephonyEvent => ({
    type: 'conference.active',
    at: AT,
    source: labelText(source),
    conference: labelText('standup'),
    count,
  });
  const over: TelephonyEvent = {
    type: 'conference.destroyed',
    at: AT,
    source: labelText('a'),
    conference: labelText('standup'),
    reason: 'other',
  };
  const events = [active('a', 3), active('b', 2)];
  const series = 'rustpbx_conference_participants{conference="standup"}';
  expect(await show('rustpbx', {}, events)).toContain(`${series} 5`);
  expect(await show('rustpbx', {}, [...events, over])).toContain(`${series} 2`);
  const lines = await show('rustpbx', {}, [...events, over, { ...over, source: labelText('b') }]);
  expect(lines.filter((line) => line.startsWith(series))).toEqual([]);
});

test('a flood of sources has at most as many series as are declared', async () => {
  const events = Array.from({ length: 1000 }, (_, index) => received(`s${index}`));
  const lines = (await show('callstack', { isBySource: true }, events)).filter((line) => line.startsWith('callstack_sms_received_total'));
  expect(lines.length).toBe(65);
  expect(lines).toContain('callstack_sms_received_total{source="overflow"} 936');
  expect(await show('callstack', {}, events)).toContain('callstack_sms_received_total 1000');
});

test.each(PRESET)('what %s counts are gauges of its own', async (name) => {
  const { catalog, counted } = await loadPreset(name);
  const gauges = catalog.moves.flatMap(({ metric }) => (metric.kind === 'gauge' ? [metric.name] : []));
  expect(counted.filter((one) => !gauges.includes(one))).toEqual([]);
});
