import { expect, test } from 'vitest';
import { type EventOfType, labelText } from '../core/index.ts';
import { encodeHep3, eventFaults } from '../testing/index.ts';
import { createPacketReader } from './index.ts';

const NOW = 1_700_000_000;

/** The messages that a reader makes of these texts. */
function read(...payloads: readonly string[]): readonly EventOfType<'sip.message'>[] {
  const messages: EventOfType<'sip.message'>[] = [];
  const emit = (event: { readonly type: string }): void =>
    void (event.type === 'sip.message' && messages.push(event as EventOfType<'sip.message'>));
  const reader = createPacketReader({ source: labelText('hep'), emit, hashSeed: 7 });
  for (const payload of payloads) reader.hep(encodeHep3({ at: NOW, payload }), NOW);
  return messages;
}

const text = (line: string, method: string, ...headers: readonly string[]): string =>
  [line, 'Via: SIP/2.0/UDP h;branch=z9hG4bK1', 'Call-ID: c1', `CSeq: 1 ${method}`, ...headers, 'Content-Length: 0', '', ''].join('\r\n');

test('who refreshes a session is told of a 2xx alone', () => {
  const timer = 'Session-Expires: 90;refresher=uas';
  const messages = read(
    text('SIP/2.0 200 OK', 'UPDATE', timer),
    text('SIP/2.0 180 Ringing', 'INVITE', timer),
    text('UPDATE sip:a SIP/2.0', 'UPDATE', timer),
  );
  expect(messages.map(({ refresher }) => refresher)).toEqual(['uas', undefined, undefined]);
  expect(messages.flatMap(eventFaults)).toEqual([]);
});

test('what was noted of the number of the caller is told of an INVITE alone', () => {
  const from = 'From: <sip:+15550101;verstat=TN-Validation-Passed-A@h>;tag=a';
  const messages = read(text('INVITE sip:a SIP/2.0', 'INVITE', from), text('SIP/2.0 200 OK', 'INVITE', from));
  expect(messages.map(({ verstat, attestation }) => [verstat, attestation])).toEqual([
    ['verified', 'A'],
    [undefined, undefined],
  ]);
  expect(messages.flatMap(eventFaults)).toEqual([]);
});

test('of whom a REGISTER is, is told as a hash, the same of the same user', () => {
  const register = (user: string): string => text('REGISTER sip:h SIP/2.0', 'REGISTER', `To: <sip:${user}@h>`);
  const [anna, bert, again] = read(register('anna'), register('bert'), register('anna')).map(({ addressOfRecord }) => addressOfRecord);
  expect(anna).toBeTypeOf('number');
  expect(again).toBe(anna);
  expect(bert).not.toBe(anna);
});

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('the trace that an INVITE belongs to is told as it is kept, and of what is no traceparent nothing is', () => {
  const traceOf = (...headers: readonly string[]): string | undefined =>
    read(text('INVITE sip:a SIP/2.0', 'INVITE', ...headers))[0]?.traceparent;
  expect(traceOf(`TraceParent:  ${TRACEPARENT} `)).toBe(TRACEPARENT);
  expect(traceOf(`traceparent: 01-${TRACEPARENT.slice(3)}-+15550100017`)).toBe(TRACEPARENT);
  for (const wrong of ['', '+15550100017', TRACEPARENT.replaceAll(/[0-9a-f]/g, '0'), `${TRACEPARENT}${'0'.repeat(60_000)}`])
    expect(traceOf(`traceparent: ${wrong}`)).toBeUndefined();
  expect(read(text('SIP/2.0 200 OK', 'INVITE', `traceparent: ${TRACEPARENT}`))[0]?.traceparent).toBeUndefined();
});

test('of several traceparent headers that differ none is taken, and several that are equal count as one', () => {
  const traceOf = (...values: readonly string[]): string | undefined =>
    read(text('INVITE sip:a SIP/2.0', 'INVITE', ...values.map((value) => `traceparent: ${value}`)))[0]?.traceparent;
  const other = TRACEPARENT.replace('b7', 'c8');
  expect(traceOf(TRACEPARENT, ` ${TRACEPARENT} `, TRACEPARENT)).toBe(TRACEPARENT);
  expect(traceOf('', TRACEPARENT)).toBe(TRACEPARENT);
  for (const several of [
    [TRACEPARENT, other],
    [other, TRACEPARENT],
    [TRACEPARENT, other, TRACEPARENT],
    [TRACEPARENT, 'none'],
    ['none', TRACEPARENT],
  ])
    expect(traceOf(...several)).toBeUndefined();
  expect(traceOf(`${TRACEPARENT}, ${TRACEPARENT}`)).toBeUndefined();
});
