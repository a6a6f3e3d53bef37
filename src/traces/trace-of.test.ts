import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_STAGE, labelText } from '../core/index.ts';
import { storedCall } from '../testing/index.ts';
import { traceIdOf } from './trace-ids.ts';
import { traceOf } from './trace-of.ts';

const hashWith =
  (key: string) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('hex');
const hash = hashWith('a key');
const T0 = 1_700_000_000;

const ANSWERED = storedCall({
  state: 'ended',
  isProvisional: false,
  outcome: 'answered',
  ended: 'bye',
  cause: 'normal',
  sipCode: 200,
  startedAt: T0,
  ringingAt: T0 + 1,
  answeredAt: T0 + 4,
  endedAt: T0 + 64,
  talkSeconds: 60,
  sddSeconds: 0.25,
});

test('an answered call is a root with its set-up, its ringing, its talk and its teardown', () => {
  const spans = traceOf(ANSWERED, [], { hash });
  expect(spans.map(({ name, startTime, endTime }) => [name, startTime - T0, endTime - T0])).toEqual([
    ['call', 0, 64.25],
    ['attempt', 0, 4],
    ['ringing', 1, 4],
    ['talk', 4, 64],
    ['teardown', 64, 64.25],
  ]);
  const [root, attempt, ringing, talk, teardown] = spans;
  expect(root?.parentSpanId).toBeUndefined();
  expect(root?.status).toBeUndefined();
  expect([attempt, talk, teardown].map((one) => one?.parentSpanId)).toEqual([root?.spanId, root?.spanId, root?.spanId]);
  expect(ringing?.parentSpanId).toBe(attempt?.spanId);
  expect(root?.attributes).toMatchObject({
    call_id: 'a84b4c76e66710',
    direction: 'inbound',
    result: 'ok',
    duration_s: 64,
    talk_s: 60,
    status_code: 200,
  });
});

test('a call that goes on lasts until its agent was heard of last, and what a program tells late of one that is over moves no end', () => {
  const { endedAt: _end, talkSeconds: _talk, sddSeconds: _teardown, ended: _by, ...going } = { ...ANSWERED, state: 'answered' as const };
  const stage = { id: 'one', callId: going.id, stage: 'llm_first_token', at: T0 + 70, seconds: 3 } as const;
  const ends = (call: Parameters<typeof traceOf>[0]) =>
    traceOf(call, [], { hash, stages: [stage] }).map(({ name, endTime }) => [name, endTime - T0]);
  expect(ends(going)).toEqual([
    ['call', 70],
    ['attempt', 4],
    ['ringing', 4],
    ['talk', 70],
    ['chat', 70],
  ]);
  expect(ends(ANSWERED).slice(0, 4)).toEqual([
    ['call', 64.25],
    ['attempt', 4],
    ['ringing', 4],
    ['talk', 64],
  ]);
});

test('whatever a program tells of its agent, no span begins before the call, and none is longer than the call and what was told after its end', () => {
  const told = fc.record({
    id: fc.uuid(),
    callId: fc.constant(ANSWERED.id),
    stage: fc.constantFrom(...LATENCY_STAGE),
    at: fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((after) => T0 + after),
    seconds: fc.oneof(fc.double({ min: 0, max: 315_360_000, noNaN: true }), fc.double({ min: 0, max: 90, noNaN: true })),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 20 }), fc.boolean(), (stages, isGoing) => {
      const { endedAt, ...going } = ANSWERED;
      const spans = traceOf(isGoing ? going : ANSWERED, [], { hash, stages });
      expect(spans.filter(({ startTime, endTime }) => startTime < T0 || endTime < startTime)).toEqual([]);
      const toldAt = Math.max(T0, ...stages.map(({ at }) => at));
      expect(Math.max(...spans.map(({ startTime, endTime }) => endTime - startTime))).toBeLessThanOrEqual(Math.max(64.25, toldAt - T0));
      if (!isGoing) expect(spans[0]?.endTime).toBe((endedAt ?? 0) + 0.25);
    }),
  );
  const [, , , , , long, early] = traceOf(ANSWERED, [], {
    hash,
    stages: [
      { id: 'long', callId: ANSWERED.id, stage: 'other', at: T0 + 30, seconds: 315_360_000 },
      { id: 'early', callId: ANSWERED.id, stage: 'tool_call', at: T0 - 30, seconds: 1 },
    ],
  });
  expect([long, early].map((span) => [span?.startTime, span?.endTime])).toEqual([
    [T0, T0 + 30],
    [T0, T0],
  ]);
});

test('a refused call is an error with what the caller saw, and has neither talk nor teardown', () => {
  const refused = storedCall({ state: 'ended', outcome: 'failed', cause: 'congestion', sipCode: 503, startedAt: T0, endedAt: T0 + 2 });
  const spans = traceOf(refused, [], { hash });
  expect(spans.map(({ name, status }) => [name, status])).toEqual([
    ['call', { code: 'error', message: '503 Service Unavailable, congestion' }],
    ['attempt', { code: 'error', message: '503 Service Unavailable, congestion' }],
  ]);
  expect(spans[0]?.attributes['error.type']).toBe('503');
});

test.each([
  ['busy', { outcome: 'busy', cause: 'busy', sipCode: 486 }],
  ['no answer', { outcome: 'no_answer', cause: 'no_answer', sipCode: 480 }],
  ['cancelled', { outcome: 'cancelled', cause: 'cancelled', sipCode: 487 }],
  ['declined', { outcome: 'rejected', cause: 'declined', sipCode: 603 }],
  ['challenged', { outcome: 'rejected', cause: 'auth', sipCode: 401, isChallenged: true }],
] as const)('a call that is %s did not fail', (_what, facts) => {
  const spans = traceOf(storedCall({ state: 'ended', startedAt: T0, endedAt: T0 + 1, ...facts }), [], { hash });
  expect(spans.map(({ status }) => status)).toEqual([undefined, undefined]);
});

test('sources with one key have one trace of a Call-ID, and each call of it spans of its own', () => {
  const [one, two] = ['call-1', 'call-2'].map((id) => traceOf({ ...ANSWERED, id }, [], { hash }));
  expect(one?.[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(two?.[0]?.traceId).toBe(one?.[0]?.traceId);
  const ids = [...(one ?? []), ...(two ?? [])].map(({ spanId }) => spanId);
  expect(new Set(ids).size).toBe(10);
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
});

test('of one Call-ID what each program tells is a call of its own, and each that exports it has spans of its own', () => {
  const { callerAddress: _address, ...facts } = ANSWERED;
  const told = { ...facts, isReported: true, source: labelText('desk') };
  const ids = (call: Parameters<typeof traceOf>[0], maker?: string) =>
    traceOf(call, [], { hash, ...(maker === undefined ? {} : { maker }) }).map(({ spanId }) => spanId);
  const all = [ids(ANSWERED), ids(told), ids({ ...told, source: labelText('agent') }), ids(told, 'one'), ids(told, 'two')];
  expect(new Set(all.flat()).size).toBe(25);
  expect(ids({ ...told, codec: labelText('PCMU'), endedAt: T0 + 65 }, 'one')).toEqual(all[3]);
  expect(ids({ ...told, codec: labelText('PCMU'), endedAt: T0 + 65 })).toEqual(all[1]);
  const traces = [ANSWERED, told].flatMap((call) => traceOf(call, [], { hash, maker: 'one' })).map(({ traceId }) => traceId);
  expect(new Set(traces).size).toBe(1);
});

test('without the key the trace of a Call-ID cannot be told', () => {
  expect(traceIdOf(ANSWERED, hashWith('another'))).not.toBe(traceIdOf(ANSWERED, hash));
});

test('the trace of the host wins: its span is the parent, and the derived id is a link', () => {
  const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const traceparent = `00-${context.traceId}-${context.spanId}-01`;
  const [derived] = traceOf(ANSWERED, [], { hash });
  const spans = traceOf({ ...ANSWERED, traceparent }, [], { hash });
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([context.traceId]));
  expect(spans[0]?.parentSpanId).toBe(context.spanId);
  expect(spans[0]?.links).toEqual([{ traceId: derived?.traceId, spanId: derived?.spanId, isRemote: true }]);
  expect(spans.map(({ isParentRemote }) => isParentRemote)).toEqual([true, undefined, undefined, undefined, undefined]);
  expect(derived).not.toHaveProperty('isParentRemote');
});
