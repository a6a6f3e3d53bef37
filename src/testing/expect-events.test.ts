import { expect, test } from 'vitest';
import { Private, type TelephonyEvent } from '../core/index.ts';
import { labelText } from '../metrics/index.ts';
import { expectEvents, samePrivates } from './expect-events.ts';

function message(caller: Private): TelephonyEvent {
  return {
    type: 'sip.message',
    at: 1,
    source: labelText('hep'),
    agent: labelText('1'),
    arrival: 0,
    transport: 'udp',
    src: '192.0.2.1:5060',
    dst: '192.0.2.2:5060',
    contentHash: 1,
    lengthBytes: 10,
    callId: 'c',
    method: 'INVITE',
    cseq: 1,
    branches: [1],
    caller,
    isEmergency: false,
    hasSdp: false,
    hasCredentials: false,
  };
}
const alice = (): Private => new Private('+12025550123', 'number');

test('events with equal Private values pass', () => {
  expectEvents([message(alice())], [message(alice())]);
});

test('two different Private numbers fail the comparison that a plain matcher lets pass', () => {
  const other = new Private('+12025550124', 'number');
  expect(message(alice())).toEqual(message(other));
  expect(() => expectEvents([message(alice())], [message(other)])).toThrow(/2025550124/);
});

test('the kind of a Private, the order, the number and the fields of events all count', () => {
  const dropped: TelephonyEvent = { type: 'event.dropped', at: 1, stage: labelText('a'), reason: 'queue_full', count: 1 };
  const unequal: readonly (readonly [readonly TelephonyEvent[], readonly TelephonyEvent[]])[] = [
    [[message(alice())], [message(new Private('+12025550123', 'name'))]],
    [
      [message(alice()), dropped],
      [dropped, message(alice())],
    ],
    [[dropped], [dropped, dropped]],
    [[dropped], [{ ...dropped, count: 2 }]],
    [[dropped], [{ ...dropped, receivedAt: 1 }]],
    [[], [dropped]],
  ];
  for (const [actual, expected] of unequal) expect(() => expectEvents(actual, expected)).toThrow();
});

test('Private values are compared in lists, objects and alone', () => {
  expect(samePrivates([{ a: alice() }], [{ a: alice() }])).toBe(true);
  expect(samePrivates([{ a: alice() }], [{ a: new Private('x', 'number') }])).toBe(false);
  expect(samePrivates(alice(), alice())).toBe(true);
  expect(samePrivates(alice(), '+12025550123')).toBe(false);
  expect(samePrivates({ a: undefined }, {})).toBe(false);
});
