import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText, type TelephonyEvent } from '../core/index.ts';
import { EventSpans, type Span } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const hash = (text: string): string => createHmac('sha256', 'a key').update(text).digest('hex');
const AT = 1_700_000_000;
const source = labelText('rig');

type Facts = Readonly<{ sessionId?: string; seconds?: number }>;
const began = (after: number, sessionId: string): TelephonyEvent => ({
  type: 'ota.started',
  source,
  at: AT + after,
  kind: 'admin',
  protocol: 'other',
  beginning: 'unknown',
  sessionId,
});
const command = (after: number, facts: Facts): TelephonyEvent => ({
  type: 'apdu.response',
  source,
  at: AT + after,
  ins: 0xa4,
  sw: 0x9000,
  interface: 'pcsc',
  ...facts,
});
const ended = (after: number, facts: Facts): TelephonyEvent => ({
  type: 'ota.ended',
  source,
  at: AT + after,
  kind: 'admin',
  outcome: 'timeout',
  reason: 'timeout',
  ...facts,
});

const times = (spans: readonly Span[]): readonly unknown[] =>
  spans.map(({ name, startTime, endTime }) => [name, startTime - AT, endTime - AT]);

function take(spans: EventSpans, ...events: readonly TelephonyEvent[]): readonly Span[] {
  return events.flatMap((event) => spans.take(event));
}

test('a session that does not say how long it took lasts from its begin, else from its first command, to its end', () => {
  const spans = new EventSpans(hash, () => AT);
  const told = take(spans, began(0, 'a'), command(4, { sessionId: 'a', seconds: 0.5 }), ended(5, { sessionId: 'a' }));
  expect(times(told)).toEqual([
    ['apdu.SELECT', 3.5, 4],
    ['ota.session', 0, 5],
  ]);
  expect(told[0]).toMatchObject({ traceId: told[1]?.traceId, parentSpanId: told[1]?.spanId });
  expect(told[1]?.status).toEqual({ code: 'error', message: 'timeout' });
  const untold = take(spans, command(4, { sessionId: 'b', seconds: 0.5 }), ended(5, { sessionId: 'b' }));
  expect(times(untold.slice(1))).toEqual([['ota.session', 3.5, 5]]);
  const late = take(spans, ended(5, { sessionId: 'c' }), command(4, { sessionId: 'c', seconds: 0.5 }));
  expect(times(late)).toEqual([
    ['apdu.SELECT', 3.5, 4],
    ['ota.session', 3.5, 5],
  ]);
  expect(spans.end()).toEqual([]);
});

test('a session whose end nobody tells is over an hour after it was heard of last, or when nothing comes any more', () => {
  let now = AT;
  const spans = new EventSpans(hash, () => now);
  const [first] = take(spans, began(0, 'a'), command(4, { sessionId: 'a', seconds: 0.5 }), command(9, { sessionId: 'a' }));
  now += 3600;
  expect(times(take(spans, command(3600, { sessionId: 'b', seconds: 1 })))).toEqual([['apdu.SELECT', 3599, 3600]]);
  now += 1;
  const [, given] = take(spans, command(3601, { sessionId: 'b', seconds: 1 }));
  expect(given).toMatchObject({
    name: 'ota.session',
    startTime: AT,
    endTime: AT + 9,
    traceId: first?.traceId,
    spanId: first?.parentSpanId,
  });
  expect(given).not.toHaveProperty('status');
  expect(take(spans, ended(9000, { sessionId: 'a', seconds: 9000 }))).toEqual([]);
  expect(times(spans.end())).toEqual([['ota.session', 3599, 3601]]);
  expect(spans.end()).toEqual([]);
});

test('of more sessions than are kept the one that was heard of longest ago is over', () => {
  const spans = new EventSpans(hash, () => AT);
  const made = Array.from({ length: 10_001 }, (_, place) => take(spans, command(place, { sessionId: String(place), seconds: 1 }))).flat();
  expect(times(made.filter(({ name }) => name === 'ota.session'))).toEqual([['ota.session', -1, 0]]);
  expect(spans.end()).toHaveLength(10_000);
});

test('a session that begins again by the id of one that is over is another one', () => {
  const spans = new EventSpans(hash, () => AT);
  const one = take(
    spans,
    began(0, 'a'),
    command(2, { sessionId: 'a', seconds: 1 }),
    ended(5, { sessionId: 'a' }),
    ended(6, { sessionId: 'a' }),
  );
  const two = take(spans, began(10, 'a'), command(12, { sessionId: 'a', seconds: 1 }), ended(15, { sessionId: 'a', seconds: 5 }));
  expect([times(one), times(two)].map((told) => told.at(-1))).toEqual([
    ['ota.session', 0, 5],
    ['ota.session', 10, 15],
  ]);
  expect(one).toHaveLength(2);
  expect(two[0]).toMatchObject({ traceId: two[1]?.traceId, parentSpanId: two[1]?.spanId });
  expect(new Set([...one, ...two].map(({ traceId }) => traceId)).size).toBe(2);
});

test('whatever is told of sessions in whatever order, each parent that a span names is there once, and no span is there twice', () => {
  const sessionId = fc.constantFrom('a', 'b', 'c');
  const facts = fc.record({ sessionId, seconds: fc.double({ min: 0, max: 1e6, noNaN: true }) }, { requiredKeys: [] });
  const after = fc.integer({ min: 0, max: 9000 });
  const event = fc.oneof(
    fc.tuple(after, sessionId).map(([at, id]) => began(at, id)),
    fc.tuple(after, facts).map(([at, given]) => command(at, given)),
    fc.tuple(after, facts).map(([at, given]) => ended(at, given)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.nat(2000)), { maxLength: 40 }), (told) => {
      let now = AT;
      const spans = new EventSpans(hash, () => now);
      const taken = told.flatMap(([one, passes]) => {
        now += passes;
        return spans.take(one);
      });
      const made = [...taken, ...spans.end()];
      const places = made.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
      expect(new Set(places).size).toBe(places.length);
      const parents = made.flatMap(({ traceId, parentSpanId }) => (parentSpanId === undefined ? [] : [`${traceId} ${parentSpanId}`]));
      expect(parents.filter((parent) => !places.includes(parent))).toEqual([]);
      expect(made.filter(({ startTime, endTime }) => endTime < startTime)).toEqual([]);
    }),
    { numRuns: rounds(200, 1000) },
  );
});
