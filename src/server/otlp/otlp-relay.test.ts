import { expect, test } from 'vitest';
import type { OtlpBatch } from './otlp-messages.ts';
import { createOtlpRelay } from './otlp-relay.ts';

const span = (name: string) =>
  ({ traceId: '0'.repeat(32), spanId: '1'.repeat(16), name, kind: 'internal', startTime: 1, endTime: 2, attributes: {} }) as const;

test('spans for a thread that takes nothing are kept up to a bound: the oldest go, each counted, and what was kept is handed over in order', async () => {
  const sent: OtlpBatch[] = [];
  let lost = 0;
  let take: () => void = () => undefined;
  const relay = createOtlpRelay({
    send: async (batch) => {
      sent.push(batch);
      if (sent.length === 1) await new Promise<void>((resolve) => (take = resolve));
    },
    isOpen: () => true,
    lost: (what, _reason, count) => (lost += what === 'traces' ? count : Number.NaN),
  });
  for (let place = 0; place < 5000; place += 1) relay.span(span(String(place)));
  // A whole batch is on its way, and behind it wait as many as may wait.
  expect([sent.length, lost]).toEqual([1, 5000 - 256 - 2048]);
  take();
  await relay.drain();
  const names = sent.flatMap(({ spans }) => spans.map(({ name }) => Number(name)));
  expect(names.length + lost).toBe(5000);
  expect(names).toEqual(names.toSorted((one, two) => one - two));
  expect(names.at(-1)).toBe(4999);
  expect(sent.every(({ spans }) => spans.length <= 256)).toBe(true);
});
