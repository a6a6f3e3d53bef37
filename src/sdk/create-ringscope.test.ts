import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRingscope, labelText, type Ringscope, type TelephonyEvent } from './index.ts';

/** The value of a series; undefined when it is absent. */
function sample(ringscope: Ringscope, series: string): number | undefined {
  const line = ringscope
    .metrics()
    .split('\n')
    .find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** All that a closed stream still has. */
async function collect<E>(stream: AsyncIterable<E>): Promise<readonly E[]> {
  const events: E[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** What untyped code may hand over. */
function untyped(value: unknown): TelephonyEvent {
  return value as TelephonyEvent;
}

const ENDED = 'telephony_calls_total{direction="inbound",outcome="answered",cause="normal",released_by="caller"}';

test('a call that is told verb by verb moves the metrics of calls once it is flushed', async () => {
  let now = 1_700_000_000;
  const ringscope = await createRingscope({ now: () => now });
  const call = ringscope.calls.start({ direction: 'inbound', caller: '+4930123456' });
  now += 2;
  call.ringing();
  now += 3;
  call.answered();
  now += 60;
  call.end({ cause: 'normal', releasedBy: 'caller' });
  ringscope.flush();
  expect(sample(ringscope, ENDED)).toBe(1);
  expect(sample(ringscope, 'telephony_call_talk_seconds_sum{direction="inbound"}')).toBe(60);
  expect(sample(ringscope, 'telephony_call_post_dial_delay_seconds_sum{direction="inbound"}')).toBe(2);
  expect(ringscope.metrics()).not.toContain('30123456');
});

test('a call that is not over stays open over a flush and is active', async () => {
  const ringscope = await createRingscope();
  ringscope.calls.start({ callId: 'one' }).answered();
  ringscope.flush();
  ringscope.flush();
  expect(sample(ringscope, 'telephony_calls_active{state="answered"}')).toBe(1);
  ringscope.calls.of('one').end();
  ringscope.flush();
  expect(sample(ringscope, 'telephony_calls_active{state="answered"}')).toBe(0);
});

test('without start, what is scraped is as far as the time is: a live call is active, one that has settled is counted', async () => {
  let now = 1_700_000_000;
  const ringscope = await createRingscope({ now: () => now, presets: ['callstack', 'voiceserver', 'cardlink'], healthPreset: 'callstack' });
  const scrape = ringscope.fetchHandler();
  const over = ringscope.calls.start({ direction: 'inbound' });
  ringscope.calls.start({ direction: 'inbound' }).answered();
  ringscope.device.connected({ kind: 'phone', deviceId: 'p' });
  over.answered();
  now += 30;
  over.end({ cause: 'normal', releasedBy: 'caller' });
  expect(sample(ringscope, 'callstack_active_calls')).toBe(1);
  now += 6;
  const text = await (await scrape(new Request('http://127.0.0.1/metrics'))).text();
  for (const line of ['callstack_active_calls 1', 'cardlink_devices_connected{device_type="phone"} 1', `${ENDED} 1`])
    expect(text).toContain(`\n${line}\n`);
  expect(text).toMatch(/^voiceserver_calls_total\{[^}]*\} 1$/m);
  expect(sample(ringscope, 'telephony_calls_active{state="answered"}')).toBe(1);
});

test('two instances do not see each other', async () => {
  const [one, other] = [await createRingscope(), await createRingscope({ namespace: 'acme' })];
  const heard: string[] = [];
  other.on('agent.stage', ({ type }) => heard.push(type));
  one.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 0.25 });
  expect(heard).toEqual([]);
  expect(sample(one, 'telephony_agent_stage_seconds_sum{stage="llm_first_token"}')).toBe(0.25);
  expect(sample(other, 'acme_agent_stage_seconds_sum{stage="llm_first_token"}')).toBeUndefined();
});

test('starting and stopping twice is the same as once, and what was stopped starts again only after a reset', async () => {
  const ringscope = await createRingscope();
  await Promise.all([ringscope.start(), ringscope.start()]);
  await ringscope.start();
  expect(sample(ringscope, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  const stream = ringscope.stream({ types: ['agent.turn'] });
  await Promise.all([ringscope.stop(), ringscope.stop()]);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  await expect(ringscope.start()).rejects.toMatchObject({ code: 'ALREADY_STOPPED' });
  await ringscope.reset();
  await ringscope.start();
  await ringscope.stop();
});

test('stopping commits what is decided before the streams end', async () => {
  const ringscope = await createRingscope();
  await ringscope.start();
  const stream = ringscope.stream({ types: ['call.ended'] });
  const call = ringscope.calls.start();
  call.end({ outcome: 'busy' });
  await ringscope.stop();
  const ended = await collect(stream);
  expect(ended.map(({ outcome }) => outcome)).toEqual(['busy']);
});

test('the rounds commit a call by themselves', async () => {
  const ringscope = await createRingscope({ settings: { settleSeconds: 0 } });
  await ringscope.start();
  const stream = ringscope.stream({ types: ['call.ended'] });
  ringscope.calls.start().end({ outcome: 'no_answer' });
  expect((await stream.next()).value).toMatchObject({ outcome: 'no_answer' });
  await ringscope.stop();
});

test('a reset makes everything as new while handlers stay good', async () => {
  const ringscope = await createRingscope();
  const heard: string[] = [];
  ringscope.on('agent.stage', ({ stage }) => heard.push(stage));
  const tell = ringscope.agent.stage;
  const answer = ringscope.fetchHandler();
  tell({ callId: 'a', stage: 'llm_first_token', seconds: 1 });
  await ringscope.reset();
  tell({ callId: 'a', stage: 'tts_first_byte', seconds: 1 });
  expect(heard).toEqual(['llm_first_token']);
  const text = await (await answer(new Request('http://localhost/metrics'))).text();
  expect(text).toContain('telephony_agent_stage_seconds_count{stage="tts_first_byte"} 1');
  expect(text).not.toContain('llm_first_token');
});

test.each([
  ['nothing', undefined],
  ['no type', {}],
  ['a type that is none', { type: 'call.endet', at: 1 }],
  ['a missing field', { type: 'agent.stage', at: 1, source: 'a', stage: 'llm_first_token' }],
  ['a word that is none', { type: 'agent.stage', at: 1, source: 'a', callId: 'a', stage: 'llm', seconds: 1 }],
  ['a field that is none', { type: 'call.report', callId: 'a', from: '+4930123456' }],
  ['a time that is none', { type: 'agent.stage', at: Number.NaN, source: 'a', callId: 'a', stage: 'llm_first_token', seconds: 1 }],
])('%s from untyped code is dropped and counted, whether code may be made of text or not', async (_, event) => {
  const ringscope = await createRingscope();
  ringscope.emit(untyped(event));
  expect(sample(ringscope, 'ringscope_dropped_total{stage="emit",reason="malformed"}')).toBe(1);
  expect(ringscope.metrics()).not.toContain('30123456');
});

test('an event with a time in milliseconds counts now, is not lost, and is counted as one whose time was not used', async () => {
  const now = 1_795_219_200;
  const ringscope = await createRingscope({ now: () => now });
  const heard: number[] = [];
  ringscope.on('call.report', ({ at }) => heard.push(at));
  ringscope.calls.start({ at: now * 1000 }).answered({ at: now - 5 });
  expect(heard).toEqual([now, now - 5]);
  expect(sample(ringscope, 'ringscope_source_clock_fallbacks_total{source="program",reason="skewed"}')).toBe(1);
  expect(ringscope.metrics()).not.toContain('reason="malformed"');
});

test('a helper of untyped code that is given nonsense drops and counts as well', async () => {
  const ringscope = await createRingscope();
  const stage: (given: unknown) => void = ringscope.agent.stage as (given: unknown) => void;
  const trap = {
    get callId(): string {
      throw new Error('a getter that fails');
    },
  };
  for (const given of [null, 7, 'text', { seconds: 'long' }, trap]) stage(given);
  expect(sample(ringscope, 'ringscope_dropped_total{stage="emit",reason="malformed"}')).toBe(5);
});

test('a listener that fails harms nobody and is counted, also when it fails later', async () => {
  const ringscope = await createRingscope();
  const heard: string[] = [];
  ringscope.on('agent.stage', () => {
    throw new Error('at once');
  });
  ringscope.on('agent.stage', () => Promise.reject(new Error('later')));
  ringscope.on('agent.stage', ({ stage }) => heard.push(stage));
  ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 1 });
  await wait(0);
  expect(heard).toEqual(['llm_first_token']);
  expect(sample(ringscope, 'ringscope_dropped_total{stage="listener",reason="consumer_failed"}')).toBe(2);
});

test('a listener hears nothing any more once it was taken away', async () => {
  const ringscope = await createRingscope();
  let count = 0;
  const off = ringscope.on('agent.stage', () => (count += 1));
  ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 1 });
  off();
  off();
  ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 1 });
  expect(count).toBe(1);
});

test('a listener that answers each event with another comes to an end, and what was too much is counted', async () => {
  const ringscope = await createRingscope();
  let count = 0;
  const again = (): void => {
    count += 1;
    ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 1 });
  };
  ringscope.on('agent.stage', again);
  ringscope.on('event.dropped', again);
  again();
  expect(count).toBeLessThan(2000);
  expect(sample(ringscope, 'ringscope_dropped_total{stage="emit",reason="queue_full"}')).toBeGreaterThan(0);
});

test('a stream that is not read keeps the newest events and counts the others', async () => {
  const ringscope = await createRingscope();
  const stream = ringscope.stream({ types: ['agent.stage'], max: 3 });
  for (let seconds = 1; seconds <= 10; seconds += 1) ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds });
  expect(stream.droppedCount).toBe(7);
  ringscope.flush();
  ringscope.flush();
  expect(sample(ringscope, 'ringscope_dropped_total{stage="stream",reason="queue_full"}')).toBe(7);
  stream.close();
  expect((await collect(stream)).map(({ seconds }) => seconds)).toEqual([8, 9, 10]);
});

test('work that is timed is told with what it took, and its result or error goes on to the caller', async () => {
  const ringscope = await createRingscope();
  const { stage } = ringscope.agent;
  const given = { callId: 'a', stage: 'llm_first_token' } as const;
  expect(stage.time(given, () => 7)).toBe(7);
  expect(await stage.time(given, () => Promise.resolve(8))).toBe(8);
  await expect(stage.time(given, () => Promise.reject(new Error('no model')))).rejects.toThrow('no model');
  const fail = (): never => {
    throw new Error('no key');
  };
  expect(() => stage.time(given, fail)).toThrow('no key');
  expect(sample(ringscope, 'telephony_agent_stage_seconds_count{stage="llm_first_token"}')).toBe(2);
});

test('what work comes to is told by the outcome where the event has one', async () => {
  const ringscope = await createRingscope();
  const outcomes: string[] = [];
  ringscope.on('db.query', ({ outcome }) => outcomes.push(outcome));
  const given = { operation: labelText('select') };
  ringscope.database.query.time(given, () => 'rows');
  await ringscope.database.query.time(given, () => Promise.reject(new Error('gone'))).catch(() => 'caught');
  expect(outcomes).toEqual(['ok', 'failed']);
});

test('a stream and a listener get what comes after they began, whether there were others before or not', async () => {
  const ringscope = await createRingscope();
  const heard: number[] = [];
  const tell = (seconds: number): void => ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds });
  tell(1);
  const first = ringscope.stream({ types: ['agent.stage'] });
  const off = ringscope.on('agent.stage', ({ seconds }) => heard.push(seconds));
  tell(2);
  off();
  first.close();
  tell(3);
  const second = ringscope.stream({ types: ['agent.stage'] });
  ringscope.on('agent.stage', ({ seconds }) => {
    if (seconds === 4) ringscope.on('agent.stage', (event) => heard.push(event.seconds));
  });
  tell(4);
  tell(5);
  second.close();
  expect(heard).toEqual([2, 5]);
  expect((await collect(first)).map(({ seconds }) => seconds)).toEqual([2]);
  expect((await collect(second)).map(({ seconds }) => seconds)).toEqual([4, 5]);
});
