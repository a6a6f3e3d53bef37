import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { storedCall } from '../testing/index.ts';
import { sampleReason, isWithinRatio, type SamplerOptions } from './sampler.ts';
import { traceIdOf } from './trace-ids.ts';

const hash = (text: string): string => createHmac('sha256', 'a key').update(text).digest('hex');
const OPTIONS: SamplerOptions = {
  ratio: 0.1,
  isParentHonoured: true,
  keepsFailures: true,
  slowPddSeconds: 8,
  slowSetupSeconds: 60,
  slowStageSeconds: 3,
  poorMos: 3,
};
const FINE = storedCall({ state: 'ended', outcome: 'answered', ended: 'bye', cause: 'normal', sipCode: 200 });
const FAILED = storedCall({ state: 'ended', outcome: 'failed', cause: 'congestion', sipCode: 503 });
const RARE = 'f'.repeat(32);
const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}`;

test('of 10,000 calls at a ratio of 0.1 with 2 % failures all failures are kept, and 10 % of the rest', () => {
  const kept = { failed: 0, fine: 0 };
  const all = { failed: 0, fine: 0 };
  for (let number = 0; number < 10_000; number += 1) {
    const kind = number % 50 === 0 ? 'failed' : 'fine';
    const traceId = traceIdOf({ callKey: `call ${number}` }, hash);
    all[kind] += 1;
    if (sampleReason(kind === 'failed' ? FAILED : FINE, traceId, OPTIONS) !== undefined) kept[kind] += 1;
  }
  expect(all).toEqual({ failed: 200, fine: 9800 });
  expect(kept.failed).toBe(200);
  expect(kept.fine / all.fine).toBeGreaterThan(0.09);
  expect(kept.fine / all.fine).toBeLessThan(0.11);
});

test.each([
  ['failed', FAILED, []],
  ['slow', { ...FINE, pddSeconds: 8.1 }, []],
  ['slow', { ...FINE, setupSeconds: 61 }, []],
  ['slow', FINE, [{ stage: 'llm_first_token', seconds: 3.2 }]],
  ['poor', { ...FINE, mos: 2.9 }, []],
  [undefined, { ...FINE, pddSeconds: 8, setupSeconds: 60, mos: 3 }, [{ stage: 'session', seconds: 600 }]],
] as const)('a call is kept as %s', (reason, call, stages) => {
  expect(sampleReason(call, RARE, OPTIONS, stages)).toBe(reason);
});

test('without a threshold no call is slow, and none has poor media', () => {
  expect(
    sampleReason({ ...FINE, pddSeconds: 100, mos: 1 }, RARE, { ratio: 0.1, isParentHonoured: true, keepsFailures: true }),
  ).toBeUndefined();
});

test('the flag of the host is honoured in both directions, but a failed call is kept all the same', () => {
  const within = '0'.repeat(31) + '1';
  expect(sampleReason({ ...FINE, traceparent: `${PARENT}-01` }, RARE, OPTIONS)).toBe('parent');
  expect(sampleReason({ ...FINE, traceparent: `${PARENT}-00` }, within, OPTIONS)).toBeUndefined();
  expect(sampleReason({ ...FAILED, traceparent: `${PARENT}-00` }, within, OPTIONS)).toBe('failed');
});

test('where neither the host nor what became of a call counts, the ratio alone decides', () => {
  const only: SamplerOptions = { ...OPTIONS, isParentHonoured: false, keepsFailures: false };
  const within = '0'.repeat(32);
  const asked = { ...FAILED, pddSeconds: 100, mos: 1, traceparent: `${PARENT}-01` };
  expect(sampleReason(asked, RARE, only, [{ stage: 'llm_first_token', seconds: 100 }])).toBeUndefined();
  expect(sampleReason({ ...FINE, traceparent: `${PARENT}-00` }, within, only)).toBe('ratio');
});

test('a ratio of 0 keeps none, of 1 all, and a greater one all that a smaller one keeps', () => {
  const ids = Array.from({ length: 1000 }, (_, number) => traceIdOf({ callKey: String(number) }, hash));
  expect(ids.some((id) => isWithinRatio(id, 0))).toBe(false);
  expect(ids.every((id) => isWithinRatio(id, 1))).toBe(true);
  expect(isWithinRatio(RARE, 1)).toBe(true);
  const small = ids.filter((id) => isWithinRatio(id, 0.1));
  expect(small.every((id) => isWithinRatio(id, 0.2))).toBe(true);
});
