import { expect, test } from 'vitest';
import { createRingscope, labelText, type Ringscope, type RingscopeOptions } from './index.ts';

/** The value of a series; undefined when it is absent. */
function sample(ringscope: Ringscope, series: string): number | undefined {
  const line = ringscope
    .metrics()
    .split('\n')
    .find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const PRESETS = {
  presets: ['callstack', 'rustpbx', 'cardlink', 'voiceserver'],
  healthPreset: 'callstack',
} as const satisfies RingscopeOptions;

test('a modem that is lost ends the calls that named none when it is the only one', async () => {
  const ringscope = await createRingscope(PRESETS);
  ringscope.modem.connected();
  ringscope.calls.start({ carrier: 'cellular' }).answered();
  ringscope.calls.start().answered();
  ringscope.calls.start({ carrier: 'sip' }).answered();
  ringscope.calls.start({ trunk: labelText('carrier') }).answered();
  ringscope.flush();
  expect(sample(ringscope, 'callstack_active_calls')).toBe(4);
  ringscope.modem.disconnected();
  ringscope.flush();
  expect(sample(ringscope, 'callstack_active_calls')).toBe(2);
});

test('a modem that is lost ends no call that named none when its program has another one', async () => {
  const ringscope = await createRingscope(PRESETS);
  ringscope.modem.connected({ modem: labelText('gsm1') });
  ringscope.modem.signal({ modem: labelText('gsm2'), rssi: 20 });
  ringscope.calls.start({ carrier: 'cellular' }).answered();
  ringscope.modem.disconnected({ modem: labelText('gsm1') });
  ringscope.flush();
  expect(sample(ringscope, 'callstack_active_calls')).toBe(1);
});

test('a modem that is connected after it was lost is a reconnect, whether the program says so or not', async () => {
  const ringscope = await createRingscope(PRESETS);
  ringscope.modem.connected();
  ringscope.modem.disconnected();
  ringscope.modem.reconnecting();
  ringscope.modem.connected();
  ringscope.modem.connected();
  expect(sample(ringscope, 'callstack_modem_reconnects_total')).toBe(1);
  expect(sample(ringscope, 'telephony_modem_connects_total{modem="default",again="yes"}')).toBe(1);
  expect(sample(ringscope, 'telephony_modem_connects_total{modem="default",again="no"}')).toBe(2);
  ringscope.modem.connected({ isReconnect: true });
  expect(sample(ringscope, 'callstack_modem_reconnects_total')).toBe(2);
});

test('the status of a delivery report is trimmed, in lower case, and unknown when it is none, as Callstack has it', async () => {
  const ringscope = await createRingscope(PRESETS);
  const report = ringscope.sms.deliveryReport as (given: unknown) => void;
  for (const status of ['failed', 'DELIVERED ', 'delivered', ' Pending', 'nonsense', '+4930123456']) report({ status });
  for (const [status, count] of [
    ['failed', 1],
    ['delivered', 2],
    ['pending', 1],
    ['unknown', 2],
  ]) {
    expect(sample(ringscope, `callstack_sms_delivery_reports_total{status="${status}"}`)).toBe(count);
    expect(sample(ringscope, `telephony_sms_delivery_reports_total{status="${status}"}`)).toBe(count);
  }
  expect(ringscope.metrics()).not.toMatch(/30123456|reason="malformed"/);
});

test('the length of a command or an answer that nobody told is no sample', async () => {
  const ringscope = await createRingscope(PRESETS);
  const exchange = ringscope.apdu.command({ ins: 0xa4 });
  exchange.response(0x9000);
  ringscope.apdu.command({ ins: 0xa4, lengthBytes: 0 }).response(0x9000, { lengthBytes: 20 });
  for (const [direction, sum] of [
    ['sent', 0],
    ['received', 20],
  ]) {
    expect(sample(ringscope, `cardlink_apdu_data_bytes_count{direction="${direction}"}`)).toBe(1);
    expect(sample(ringscope, `cardlink_apdu_data_bytes_sum{direction="${direction}"}`)).toBe(sum);
    expect(sample(ringscope, `telephony_card_data_bytes_count{direction="${direction}"}`)).toBe(1);
  }
});

test('calls in queues add up, over programs as over the queues beyond the limit of series', async () => {
  const ringscope = await createRingscope(PRESETS);
  const tell = (queue: string, count: number, source = 'pbx') =>
    ringscope.queue.active({ queue: labelText(queue), count, source: labelText(source) });
  tell('sales', 3);
  tell('sales', 4, 'other');
  for (const name of ['telephony_queue_calls', 'rustpbx_queue_size', 'rustpbx_cc_queue_size'])
    expect(sample(ringscope, `${name}{queue="sales"}`)).toBe(7);
  tell('sales', 0);
  for (let queue = 0; queue < 70; queue += 1) tell(`queue${queue}`, 2);
  // 63 of them have a series of their own beside that of `sales`.
  for (const name of ['telephony_queue_calls', 'rustpbx_queue_size', 'rustpbx_cc_queue_size']) {
    expect(sample(ringscope, `${name}{queue="sales"}`)).toBe(4);
    expect(sample(ringscope, `${name}{queue="overflow"}`)).toBe(14);
  }
  for (let queue = 0; queue < 70; queue += 1) tell(`queue${queue}`, 0);
  expect(sample(ringscope, 'telephony_queue_calls{queue="overflow"}')).toBe(0);
});

test('a session refresh that failed counts by the code that it failed with', async () => {
  const ringscope = await createRingscope(PRESETS);
  ringscope.sip.sessionRefresh({ outcome: 'failed', status: 408 });
  ringscope.sip.sessionRefresh({ outcome: 'failed', status: 503 });
  ringscope.sip.sessionRefresh({ outcome: 'failed' });
  ringscope.sip.sessionRefresh({ outcome: 'no_dialog' });
  ringscope.sip.sessionRefresh({ outcome: 'failed', status: 481 });
  for (const [result, count] of [
    ['408', 1],
    ['503', 1],
    ['failed', 1],
    ['481', 2],
  ])
    expect(sample(ringscope, `sip_session_timer_refresh_total{result="${result}"}`)).toBe(count);
  expect(sample(ringscope, 'telephony_sip_session_refreshes_total{direction="unknown",outcome="failed"}')).toBe(4);
});

test('a stage needs no call, as the first-byte functions of VoiceServer name none', async () => {
  const ringscope = await createRingscope(PRESETS);
  ringscope.agent.stage({ stage: 'asr_final_to_first_audio', seconds: 0.8 });
  ringscope.agent.stage({ stage: 'tts_first_byte', seconds: 0.2 });
  await ringscope.agent.stage.time({ stage: 'llm_first_token' }, async () => undefined);
  expect(sample(ringscope, 'voiceserver_e2e_first_byte_ms_sum')).toBe(800);
  expect(sample(ringscope, 'voiceserver_tts_first_byte_ms_sum')).toBe(200);
  expect(sample(ringscope, 'voiceserver_llm_first_byte_ms_count')).toBe(1);
  expect(ringscope.metrics()).not.toContain('reason="malformed"');
});

test.each([
  '+4915112345678',
  '+49 (151) 1234-5678',
  '+49 151 12 34 56',
  '49-015420-323751-8',
  '490154203237518',
  '8949 0200 0012 3456 789',
  'gsm-4930123',
  '٠١٥١١٢٣٤٥٦٧٨',
])('a label that looks like a number is hidden and counted: %s', async (text) => {
  const ringscope = await createRingscope(PRESETS);
  const heard: string[] = [];
  ringscope.on('sms.received', ({ modem }) => heard.push(modem));
  (ringscope.sms.received as (given: unknown) => void)({ modem: text });
  ringscope.emit({ type: 'sms.received', at: 1_795_219_200, source: labelText('gw'), modem: labelText(text), parts: 1 });
  expect(heard).toEqual(['hidden', 'hidden']);
  expect(ringscope.metrics()).not.toContain(text);
  expect(sample(ringscope, 'telephony_sms_received_total{modem="hidden"}')).toBe(2);
  expect(sample(ringscope, 'ringscope_labels_hidden_total{field="modem"}')).toBe(2);
});

test('a label that would drive a terminal says what it holds in escapes, whoever closed it', async () => {
  const ringscope = await createRingscope(PRESETS);
  const heard: string[] = [];
  ringscope.on('sms.received', ({ modem }) => heard.push(modem));
  const text = 'gsm\u001b[31m\u202e1';
  (ringscope.sms.received as (given: unknown) => void)({ modem: text });
  ringscope.emit({ type: 'sms.received', at: 1_795_219_200, source: labelText('gw'), modem: labelText(text), parts: 1 });
  expect(heard).toEqual([String.raw`gsm\u001b[31m\u202e1`, String.raw`gsm\u001b[31m\u202e1`]);
  expect(sample(ringscope, String.raw`telephony_sms_received_total{modem="gsm\\u001b[31m\\u202e1"}`)).toBe(2);
  expect(ringscope.metrics()).not.toMatch(/[\u001b\u202e]/u);
  // It was not hidden.
  expect(ringscope.metrics()).not.toContain('ringscope_labels_hidden_total{field="modem"}');
});

test.each(['gsm1', '192.168.100.200', 'v1.2.3-rc.10', '2026-11-22', 'sip:trunk-12', '123456'])(
  'a label that is none is shown: %s',
  async (text) => {
    const ringscope = await createRingscope();
    ringscope.sms.received({ modem: labelText(text) });
    expect(sample(ringscope, `telephony_sms_received_total{modem="${text}"}`)).toBe(1);
  },
);
