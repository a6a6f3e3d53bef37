import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { labelText, Private, type TelephonyEvent } from '../core/index.ts';
import { EventSpans, registrationSpan, type Span } from './index.ts';

const hash = (text: string): string => createHmac('sha256', 'a key').update(text).digest('hex');
const AT = 1_700_000_000;
const source = labelText('rig');
const own = { source, at: AT } as const;
const secret = new Private('sentinel-secret', 'text');

const EVENTS = [
  {
    type: 'apdu.response',
    ...own,
    ins: 0xa4,
    sw: 0x9000,
    seconds: 0.02,
    interface: 'pcsc',
    sessionId: 'session-1',
    iccid: secret,
    data: secret,
  },
  { type: 'apdu.response', ...own, ins: 0xe6, sw: 0x6a82, seconds: 0.5, interface: 'pcsc' },
  {
    type: 'tls.handshake',
    ...own,
    outcome: 'ok',
    cipherSuite: labelText('TLS_PSK_WITH_AES_128_CBC_SHA256'),
    version: '1.2',
    seconds: 0.1,
    identity: secret,
  },
  {
    type: 'ota.ended',
    ...own,
    kind: 'admin',
    outcome: 'timeout',
    reason: 'timeout',
    seconds: 300,
    commandCount: 4,
    sessionId: 'session-1',
  },
  {
    type: 'db.query',
    ...own,
    operation: labelText('select'),
    table: labelText('calls'),
    outcome: 'failed',
    reason: 'timeout',
    seconds: 1.5,
    detail: secret,
  },
  {
    type: 'test.ended',
    ...own,
    suite: labelText('smoke'),
    test: labelText('boot'),
    outcome: 'fail',
    seconds: 3,
    assertions: 7,
    isFlaky: true,
    detail: secret,
  },
] as const satisfies readonly TelephonyEvent[];

function spansOf(events: readonly TelephonyEvent[]): readonly Span[] {
  const spans = new EventSpans(hash, () => AT);
  return events.flatMap((event) => spans.take(event));
}

test('what takes its time beside calls is a span, with what failed as its error', () => {
  expect(spansOf(EVENTS).map(({ name, kind, startTime, status }) => [name, kind, AT - startTime, status?.message])).toEqual([
    ['apdu.SELECT', 'client', expect.closeTo(0.02, 6), undefined],
    ['apdu.INSTALL', 'client', 0.5, '6A82'],
    ['tls.handshake', 'server', expect.closeTo(0.1, 6), undefined],
    ['ota.session', 'internal', 300, 'timeout'],
    ['db.select', 'client', 1.5, 'timeout'],
    ['test.boot', 'internal', 3, 'fail'],
  ]);
  const [select, , , , query] = spansOf(EVENTS);
  expect(select?.attributes).toEqual({
    'telephony.source': 'rig',
    'apdu.command_type': 'SELECT',
    'apdu.status_word': '9000',
    'apdu.interface': 'pcsc',
  });
  expect(query?.attributes).toMatchObject({ 'db.operation.name': 'select', 'db.collection.name': 'calls', 'error.type': 'timeout' });
});

test('the commands of a session over the air lie in its trace, below it; all else has a trace of its own', () => {
  const [inSession, alone, , session, ...rest] = spansOf(EVENTS);
  expect(inSession).toMatchObject({ traceId: session?.traceId, parentSpanId: session?.spanId });
  expect(alone).not.toHaveProperty('parentSpanId');
  expect(new Set([session, alone, ...rest].map((one) => one?.traceId)).size).toBe(4);
});

test('a session over the air that failed for a reason that nobody told says that it failed', () => {
  const failed = { type: 'ota.ended', ...own, kind: 'admin', outcome: 'failed', reason: 'normal', seconds: 3 } as const;
  expect(spansOf([failed])[0]).toMatchObject({
    status: { code: 'error', message: 'failed' },
    attributes: { 'error.type': 'failed' },
  });
});

test('equal events of one moment are two spans, and what took nobody knows how long is none', () => {
  const [, response] = EVENTS;
  expect(new Set(spansOf([response, response]).map(({ spanId }) => spanId)).size).toBe(2);
  const { seconds: _seconds, ...untimed } = response;
  expect(spansOf([untimed, { type: 'tls.opened', ...own }])).toEqual([]);
});

test('nothing that is somebody’s is in them, nor a session’s own id', () => {
  const text = JSON.stringify(spansOf(EVENTS));
  expect(text).not.toMatch(/sentinel|session-1/);
  expect(text).toContain('apdu.SELECT');
});

const REGISTRATION = {
  id: 'registration-1',
  callKey: 'key-2',
  callId: 'sentinel-call-id',
  source,
  agent: labelText('2001'),
  address: '192.0.2.1:5060',
  startedAt: AT,
  endedAt: AT + 0.2,
  outcome: 'registered',
  sipCode: 200,
  isChallenged: true,
  expiresSeconds: 600,
} as const;

test('a registration round is a span, and one that nobody answered lasts until it has failed', () => {
  const span = registrationSpan(REGISTRATION, hash);
  expect(span).toMatchObject({ name: 'REGISTER', kind: 'server', startTime: AT, endTime: AT + 0.2 });
  expect(span.attributes).toMatchObject({
    'telephony.sip.status_code': 200,
    'telephony.challenged': true,
    'telephony.outcome': 'registered',
  });
  expect(span).not.toHaveProperty('status');
  const { endedAt: _endedAt, sipCode: _sipCode, ...silent } = REGISTRATION;
  expect(registrationSpan({ ...silent, outcome: 'timeout' }, hash)).toMatchObject({
    endTime: AT + 32,
    status: { code: 'error', message: 'timeout' },
  });
  expect(registrationSpan({ ...REGISTRATION, endedAt: AT - 5 }, hash).endTime).toBe(AT);
  expect(JSON.stringify(span)).not.toContain('sentinel');
});
