import { expect, test } from 'vitest';
import { createRingscope, labelText, Private } from './index.ts';

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
