import { expect, test } from 'vitest';
import { createRingscope, labelText, Private, type TelephonyEvent } from './index.ts';

test('what is not known may be left out or be undefined, in every verb, and counts as left out', async () => {
  const ringscope = await createRingscope({ name: 'pbx' });
  const told: TelephonyEvent[] = [];
  for (const type of ['call.report', 'agent.tool', 'ota.started'] as const) ringscope.on(type, (event) => told.push(event));
  const traceparent = ringscope.traces.extract({});
  const call = ringscope.calls.start({ callId: 'one', traceparent, trunk: undefined, at: undefined, source: undefined });
  call.answered({ traceparent });
  ringscope.calls.report({ callId: 'one', traceparent });
  expect(ringscope.calls.start({ callId: undefined }).id).toMatch(/^[0-9a-f-]{36}$/);
  ringscope.agent.tool.time({ tool: labelText('weather'), callId: undefined }, () => 1);
  ringscope.ota.start({ kind: undefined, sessionId: undefined });
  expect(told).toMatchObject([
    { callId: 'one', state: 'offered', source: 'pbx', at: expect.any(Number) },
    { callId: 'one', state: 'answered' },
    { callId: 'one' },
    { state: 'offered' },
    { tool: 'weather', outcome: 'ok' },
    { sessionId: expect.any(String) },
  ]);
  for (const event of told) expect(Object.values(event)).not.toContain(undefined);
  expect(ringscope.metrics()).not.toContain('reason="malformed"');
});

test('what cannot be meant does not compile, and is dropped and counted when it is run', async () => {
  const ringscope = await createRingscope();
  const secret = new Private('+4930123456', 'number');
  // @ts-expect-error: there is no such event.
  ringscope.emit({ type: 'call.endet', at: 1 });
  // @ts-expect-error: nobody can listen to it either.
  ringscope.on('call.endet', () => undefined);
  // @ts-expect-error: the unit is seconds.
  ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', milliseconds: 5 });
  // @ts-expect-error: a private value is no label.
  ringscope.queue.entered({ queue: secret });
  // @ts-expect-error: nor is any text a label, which may be a number; `labelText` says that it is none.
  ringscope.queue.entered({ queue: String(Math.PI) });
  // @ts-expect-error: the name of the queue is missing.
  ringscope.queue.entered({});
  // @ts-expect-error: a word outside of its domain.
  ringscope.calls.start().end({ outcome: 'hung_up' });
  // @ts-expect-error: only what takes time is timed.
  expect(ringscope.queue.entered.time).toBeUndefined();
  ringscope.queue.entered({ queue: labelText('sales') });
  const metrics = ringscope.metrics();
  expect(metrics).toContain('ringscope_dropped_total{stage="emit",reason="malformed"} 5\n');
  expect(metrics).not.toContain('30123456');
});
