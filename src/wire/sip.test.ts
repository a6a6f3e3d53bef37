import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHepFixture } from '../testing/index.ts';
import { hashBytes, isMeantAsSip, isSip, parseHep, parseSip, Sip } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const SEED = 5;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const hashOf = (text: string): number => hashBytes(encode(text), 0, encode(text).length, SEED);

function sip(text: string): Sip {
  const result = parseSip(encode(text));
  if ('malformed' in result) throw new Error(result.malformed);
  return result;
}

/** A message of the given start line with what makes it usable, and further header lines. */
function message(startLine: string, ...headers: string[]): string {
  const method = /^[A-Z]+/.exec(startLine)?.[0] ?? 'INVITE';
  return [startLine, 'Call-ID: c1@host', `CSeq: 7 ${method === 'SIP' ? 'INVITE' : method}`, ...headers, '', ''].join('\r\n');
}
const INVITE = 'INVITE sip:bob@example.com SIP/2.0';

const WHOLE = [
  'INVITE sip:+15550100@example.com;user=phone SIP/2.0',
  'Record-Route: <sip:192.0.2.9;lr>',
  'Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-top;rport=5060',
  'Via: SIP/2.0/TCP 192.0.2.1:5060;received=192.0.2.1;branch=z9hG4bK-low',
  'From: "Alice \\"A\\" Lab" <sip:+15550101@example.com;x=1>;tag=from-tag',
  'To: <sip:+15550100@example.com>',
  'Call-ID: abc-123@192.0.2.1',
  'CSeq: 4711 INVITE',
  'Contact: <sip:alice@192.0.2.1:5060>;expires=300',
  'Expires: 180',
  'Session-Expires: 1800;refresher=uas',
  'User-Agent: Asterisk PBX 22.1',
  'P-Asserted-Identity: "Alice" <sip:+15550199@example.com>, <tel:+15550198>',
  'Diversion: <sip:+15550197@example.com>;reason=unconditional, <sip:+15550196@example.com>',
  'Replaces: other-call@host;to-tag=a;from-tag=b',
  'Reason: SIP;cause=200;text="Call completed; elsewhere", Q.850;cause=26',
  'Proxy-Authorization: Digest username="alice"',
  'Content-Type: application/sdp',
  'Content-Length: 5',
  '',
  'v=0\r\n',
].join('\r\n');

test('an INVITE gives all that calls need', () => {
  const one = sip(WHOLE);
  expect(one).toMatchObject({ method: 'INVITE', status: 0, cseq: 4711, callId: 'abc-123@192.0.2.1' });
  expect(one).toMatchObject({ requestUser: '+15550100', fromUser: '+15550101', fromName: 'Alice "A" Lab', toUser: '+15550100' });
  expect(one).toMatchObject({ assertedUser: '+15550199', divertedUser: '+15550197', replacesCallId: 'other-call@host' });
  expect(one).toMatchObject({ expires: 180, contactExpires: 300, sessionExpires: 1800, reasonSip: 200, reasonQ850: 26 });
  expect(one).toMatchObject({ hasContact: true, hasRecordRoute: true, hasCredentials: true, hasSdp: true, isEmergency: false });
  expect(one).toMatchObject({ agent: 'Asterisk PBX 22.1', contentLength: 5, isCutShort: false, anomalies: [] });
  expect(one.branches(SEED)).toEqual([hashOf('z9hG4bK-top'), hashOf('z9hG4bK-low')]);
  expect(one.fromTag(SEED)).toBe(hashOf('from-tag'));
  expect(one.toTag(SEED)).toBeUndefined();
  expect(one.contentHash(SEED)).toBe(hashOf(WHOLE) % 2 ** 32);
  expect(new TextDecoder().decode(one.body)).toBe('v=0\r\n');
});

test('what is absent is absent', () => {
  const one = sip(message(INVITE));
  expect(one).toMatchObject({ fromUser: undefined, fromName: undefined, toUser: undefined, assertedUser: undefined, agent: undefined });
  expect(one).toMatchObject({
    expires: -1,
    contactExpires: -1,
    sessionExpires: -1,
    reasonSip: -1,
    reasonQ850: -1,
    replacesCallId: undefined,
  });
  expect(one.branches(SEED)).toEqual([]);
  expect(one.anomalies).toEqual(['no_via', 'no_from', 'no_to', 'no_contact']);
});

test('a response has the method of its CSeq and a status', () => {
  expect(sip(message('SIP/2.0 486 Busy Here'))).toMatchObject({ method: 'INVITE', status: 486, requestUser: undefined });
  expect(sip('SIP/2.0 200\r\ni: a\r\nCSeq: 1 BYE\r\n\r\n')).toMatchObject({ method: 'BYE', status: 200 });
});

test('compact names, any case, blanks before the colon and bare line feeds are understood', () => {
  const text = 'BYE sip:b@h SIP/2.0\nv: SIP/2.0/UDP h;branch=b1\nF : <sip:a@h>;TAG=t1\nt:sip:b@h;tag=t2\nI: x\nCSEQ:  9   BYE  \nl: 0\n\n';
  const one = sip(text);
  expect(one).toMatchObject({ method: 'BYE', callId: 'x', cseq: 9, fromUser: 'a', toUser: 'b', contentLength: 0, anomalies: [] });
  expect([one.fromTag(SEED), one.toTag(SEED), one.branches(SEED)]).toEqual([hashOf('t1'), hashOf('t2'), [hashOf('b1')]]);
});

test('a folded header is one header', () => {
  const one = sip(
    message(INVITE, 'Via: SIP/2.0/UDP a', ' ;branch=b1,', '\tSIP/2.0/UDP b;branch=b2', 'From: "A"', '  <sip:a@h>', ' ;tag=t'),
  );
  expect(one.branches(SEED)).toEqual([hashOf('b1'), hashOf('b2')]);
  expect(one).toMatchObject({ fromName: 'A', fromUser: 'a' });
  expect(one.fromTag(SEED)).toBe(hashOf('t'));
});

test('quotes and angle brackets hide separators', () => {
  const from = 'From: "a;tag=no, <sip:no@h>" <sip:yes@h;tag=no>;x="y;tag=no";tag=right';
  const one = sip(message(INVITE, from, 'Contact: "x, y;expires=1" <sip:a@h;expires=2>;expires=3'));
  expect(one).toMatchObject({ fromName: 'a;tag=no, <sip:no@h>', fromUser: 'yes', contactExpires: 3 });
  expect(one.fromTag(SEED)).toBe(hashOf('right'));
});

test.each([
  ['sip:alice@h', 'alice'],
  ['sips:alice:secret@h', 'alice'],
  ['sip:+1555;phone-context=x@h', '+1555'],
  ['sip:%2B1555%31@h', '+15551'],
  ['sip:50%@h', '50%'],
  ['tel:+1-555-0100;phone-context=example.com', '+1-555-0100'],
  ['SIP:UPPER@h', 'UPPER'],
  ['sip:host.example.com', undefined],
  ['sip:@h', undefined],
  ['urn:service:sos', undefined],
])('the user of %s is %s', (uri, user) => {
  expect(sip(message(INVITE, `From: <${uri}>;tag=t`)).fromUser).toBe(user);
});

test.each([
  ['urn:service:sos', true],
  ['URN:Service:SOS.fire', true],
  ['urn:service:sosx', false],
  ['sip:112@h', false],
])('%s as Request-URI or To: emergency is %s', (uri, isEmergency) => {
  expect(sip(message(`INVITE ${uri} SIP/2.0`)).isEmergency).toBe(isEmergency);
  expect(sip(message(INVITE, `To: <${uri}>`)).isEmergency).toBe(isEmergency);
});

test.each([
  ['Authorization: Digest username="a", realm="r", nonce="n", response="0f"', true],
  ['Proxy-Authorization: Digest response=0f', true],
  ['Authorization: Bearer token', true],
  ['Authorization: Digest username="a, response=1", nonce="", response=""', false],
  ['WWW-Authenticate: Digest realm="r"', false],
])('%s holds credentials: %s', (header, hasCredentials) => {
  expect(sip(message(INVITE, header)).hasCredentials).toBe(hasCredentials);
});

test.each([
  ['WWW-Authenticate: Digest realm="r", nonce="n", stale=TRUE, algorithm=MD5', true],
  ['Proxy-Authenticate: Digest stale="true",realm="r"', true],
  ['WWW-Authenticate: Digest realm="stale=true, stale=true", stale=false', false],
  ['WWW-Authenticate: Digest', false],
  ['WWW-Authenticate:', false],
])('%s is a challenge to a nonce that has grown old: %s', (header, isStale) => {
  expect(sip(message('SIP/2.0 401 Unauthorized', header)).isStale).toBe(isStale);
});

test('a Via without branch joins by its sent-by, and is an anomaly', () => {
  const one = sip(message(INVITE, 'Via: SIP/2.0/UDP h:5060;rport', 'Via: SIP/2.0/UDP g;branch=b'));
  expect(one.branches(SEED)).toEqual([hashOf('SIP/2.0/UDP h:5060'), hashOf('b')]);
  expect(one.anomalies).toContain('no_branch');
});

test('of Vias beyond the 64th nothing is kept', () => {
  const vias = Array.from({ length: 500 }, (_, index) => `Via: SIP/2.0/UDP h;branch=b${index}`);
  const one = sip(message(INVITE, ...vias));
  expect(one.branches(SEED)).toEqual(Array.from({ length: 64 }, (_, index) => hashOf(`b${index}`)));
  expect(one.anomalies).toContain('other');
});

test('the cause of Reason is kept per protocol, the first of each', () => {
  const one = sip(
    message(
      'BYE sip:b@h SIP/2.0',
      'Reason: Q.850 ;cause=16;text="x, SIP;cause=1"',
      'Reason: X;cause=9, SIP;cause=487, SIP;cause=600, Q.850;cause=34',
    ),
  );
  expect(one).toMatchObject({ reasonSip: 487, reasonQ850: 16 });
});

test('expiry is that of the first Contact that has one', () => {
  const one = sip(message('SIP/2.0 200 OK', 'Contact: <sip:a@h>', 'Contact: <sip:b@h>;q=1, <sip:c@h>;expires=60, <sip:d@h>;expires=90'));
  expect(one.contactExpires).toBe(60);
  expect(sip(message('REGISTER sip:h SIP/2.0', 'Contact: *', 'Expires: 0'))).toMatchObject({
    hasContact: true,
    contactExpires: -1,
    expires: 0,
  });
});

test('SDP counts as a body of its own or as a part of several', () => {
  const body = 'v=0\r\n';
  const withBody = (type: string, text: string): Sip => sip(`${message(INVITE, `Content-Type: ${type}`)}${text}`);
  expect(withBody('Application/SDP; charset=x', body).hasSdp).toBe(true);
  expect(withBody('multipart/mixed;boundary=b', `--b\r\nContent-Type: application/sdp\r\n\r\n${body}--b--`).hasSdp).toBe(true);
  expect(withBody('multipart/mixed;boundary=b', '--b\r\nContent-Type: text/plain\r\n\r\nx--b--').hasSdp).toBe(false);
  expect(withBody('application/sdp', '').hasSdp).toBe(false);
  expect(withBody('text/plain', body).hasSdp).toBe(false);
});

test.each([
  ['a repeated Call-ID', [INVITE, 'Call-ID: second'], 'other'],
  ['a body shorter than announced', [INVITE, 'Content-Length: 9'], 'content_length'],
  ['a Content-Length that is no number', [INVITE, 'Content-Length: x'], 'content_length'],
  ['a second Content-Length', [INVITE, 'Content-Length: 0', 'Content-Length: 5'], 'content_length'],
  ['a branch that is the cookie alone', [INVITE, 'Via: SIP/2.0/UDP h;branch=z9hG4bK'], 'no_branch'],
  ['a From without tag', [INVITE, 'From: <sip:a@h>'], 'no_from_tag'],
  ['a 200 to INVITE without Contact', ['SIP/2.0 200 OK'], 'no_contact'],
] as const)('%s is an anomaly of a usable message', (_what, [startLine, ...headers], anomaly) => {
  expect(sip(message(startLine, ...headers)).anomalies).toContain(anomaly);
});

test('a CSeq without method, or with another one, is an anomaly; a response then has method OTHER', () => {
  expect(sip('SIP/2.0 200 OK\r\nCall-ID: a\r\nCSeq: 5\r\n\r\n')).toMatchObject({ method: 'OTHER', cseq: 5 });
  expect(sip('SIP/2.0 200 OK\r\nCall-ID: a\r\nCSeq: 5\r\n\r\n').anomalies).toContain('no_cseq_method');
  expect(sip(`${INVITE}\r\nCall-ID: a\r\nCSeq: 5 BYE\r\n\r\n`).anomalies).toContain('other');
});

test('what is absent of the end of a message is told by its length, and by an anomaly when it was not captured', () => {
  const bytes = encode(message(INVITE, 'Content-Type: application/sdp', 'Content-Length: 100'));
  const skipped = parseSip(bytes, 0, bytes.length, { skippedBytes: 100, isCut: false });
  expect(skipped).toMatchObject({ lengthBytes: bytes.length + 100, hasSdp: true });
  expect(skipped instanceof Sip && skipped.anomalies).not.toContain('content_length');
  const cut = parseSip(bytes, 0, bytes.length, { skippedBytes: 0, isCut: true });
  expect(cut).toMatchObject({ lengthBytes: bytes.length, hasSdp: true });
  expect(cut instanceof Sip && cut.anomalies).toEqual(['no_via', 'no_from', 'no_to', 'no_contact', 'fragment']);
});

test('a message that ends within its headers or before its body is cut short', () => {
  expect(sip(`${INVITE}\r\nCall-ID: a\r\nCSeq: 5 INVITE\r\nVia: SIP/2.0`)).toMatchObject({ isCutShort: true, isHeaderComplete: false });
  expect(sip(message(INVITE, 'Content-Length: 1'))).toMatchObject({ isCutShort: true, isHeaderComplete: true });
  expect(sip(message(INVITE, 'Content-Length: 0')).isCutShort).toBe(false);
});

test.each([
  ['', 'no_start_line'],
  ['\r\n\r\n', 'no_start_line'],
  ['INVITE sip:b@h HTTP/1.1\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n', 'no_start_line'],
  ['SIP/2.0 99 X\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n', 'no_start_line'],
  ['SIP/2.0 700 X\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n', 'no_start_line'],
  ['INVITE SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n', 'no_start_line'],
  ['a=rtpmap:0 PCMU/8000\r\n', 'no_start_line'],
  [`${INVITE}\r\nCSeq: 1 INVITE\r\n\r\n`, 'no_call_id'],
  [`${INVITE}\r\nCall-ID:  \r\nCSeq: 1 INVITE\r\n\r\n`, 'no_call_id'],
  [`${INVITE}\r\nCall-ID: a\r\n\r\nCSeq: 1 INVITE\r\n\r\n`, 'no_cseq'],
  [`${INVITE}\r\nCall-ID: a\r\nCSeq: INVITE\r\n\r\n`, 'no_cseq'],
  [`${INVITE}\r\nCall-ID: a\r\nCSeq: 99999999999 INVITE\r\n\r\n`, 'no_cseq'],
])('%j is malformed: %s', (text, reason) => {
  expect(parseSip(encode(text))).toEqual({ malformed: reason });
});

test('empty lines before the start line and unknown methods are tolerated', () => {
  expect(sip(`\r\n\r\n${message('FROB sip:b@h SIP/2.0')}`)).toMatchObject({ method: 'OTHER', requestUser: 'b' });
  expect(isSip(encode('\r\nsip/2.0 200 OK'))).toBe(true);
  expect(isSip(encode('{"a":1}'))).toBe(false);
});

test.each([
  ['SIP/2.0 99 Low', true],
  ['SIP/7.0 200 OK', true],
  ['OPTIONS sip:a@h SIP/7.0\r\nVia: x', true],
  ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1', false],
  ['Via: SIP/2.0/UDP 192.0.2.1', false],
  ['SIP/x 200 OK', false],
  ['GET / HTTP/1.1', false],
  [' SIP/2.0', false],
  ['', false],
])('that %j is meant to be SIP is %s', (text, isMeant) => {
  expect(isMeantAsSip(encode(text))).toBe(isMeant);
});

test('a range is read as if it were all there is', () => {
  const text = message(INVITE, 'From: <sip:a@h>;tag=t', 'Content-Length: 0');
  const inner = encode(text);
  const outer = new Uint8Array(inner.length + 40).fill(0x41);
  outer.set(inner, 17);
  const one = parseSip(outer, 17, 17 + inner.length);
  expect(one).toMatchObject({ callId: 'c1@host', fromUser: 'a', contentLength: 0, isCutShort: false });
  expect(one instanceof Sip && one.contentHash(SEED)).toBe(sip(text).contentHash(SEED));
});

test.each(['kamailio-sip', 'kamailio-v2-spiral', 'sngrep-v2', 'rtpe-call-sip', 'hep-sngrep', 'hep-sipgrep', 'linphone-sip'])(
  'every SIP message of %s.hepbin is read',
  (name) => {
    const records = readHepFixture(new URL(`../../test/fixtures/hep/${name}.hepbin`, import.meta.url));
    for (const { bytes } of records) {
      const hep = parseHep(bytes);
      if ('malformed' in hep || hep.payloadType !== 1) continue;
      const one = parseSip(hep.bytes, hep.payloadStart, hep.payloadEnd);
      expect(one).not.toHaveProperty('malformed');
      expect(one).toMatchObject({ isCutShort: false });
    }
  },
);

test('the messages of a capture are of the kinds that its summary counts', () => {
  const counts: Record<string, number> = {};
  for (const { bytes } of readHepFixture(new URL('../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url))) {
    const hep = parseHep(bytes);
    if ('malformed' in hep) continue;
    const one = parseSip(hep.bytes, hep.payloadStart, hep.payloadEnd);
    if ('malformed' in one) continue;
    const kind = one.status === 0 ? one.method : `${one.status}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  expect(counts).toEqual({
    REGISTER: 8,
    INVITE: 44,
    ACK: 45,
    BYE: 18,
    CANCEL: 5,
    100: 19,
    180: 24,
    200: 51,
    401: 4,
    403: 2,
    404: 2,
    408: 2,
    486: 4,
    487: 9,
    500: 2,
    503: 4,
  });
});

test('no text throws, and every span lies within the message', () => {
  const part = fc.oneof(
    fc.constantFrom('\r\n', '\n', ' ', '\t', ';', ',', '"', '\\', '<', '>', '@', ':', '=', '%', 'tag=', 'branch=', 'expires=', 'cause='),
    fc.constantFrom(
      'Via: ',
      'v:',
      'From: ',
      'To:',
      'Contact: ',
      'Reason: SIP',
      'CSeq: 1 INVITE',
      'Call-ID: x',
      'Content-Length: 4',
      'sip:',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const bytes = encode(`${INVITE}\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n${parts.join('')}`);
      const one = parseSip(bytes);
      if ('malformed' in one) throw new Error(one.malformed);
      for (const [name, value] of Object.entries(one)) {
        if (/(Start|End)$/.test(name)) expect(value >= 0 && value <= bytes.length).toBe(true);
      }
      for (const place of [...one.vias, ...one.contacts]) expect(place >= 0 && place <= bytes.length).toBe(true);
      expect([one.fromUser, one.fromName, one.toUser, one.assertedUser, one.divertedUser, one.agent, one.replacesCallId]).toHaveLength(7);
      expect(one.contactExpires).toBeGreaterThanOrEqual(-1);
      expect(one.branches(SEED).every((hash) => Number.isSafeInteger(hash))).toBe(true);
    }),
    { numRuns: rounds(200, 1000) },
  );
});

test.each([
  ['message/sipfrag;version=2.0', 'SIP/2.0 486 Busy Here\r\n', 486],
  ['message/sipfrag', 'SIP/2.0 100', 100],
  ['message/sipfrag', 'SIP/2.0 20', -1],
  ['message/sipfrag', 'SIP/2.0 999 No', -1],
  ['message/sipfrag', 'INVITE sip:bob@example.org SIP/2.0', -1],
  ['message/sipfrag', '', -1],
  ['application/sdp', 'SIP/2.0 200 OK', -1],
])('a NOTIFY with a body of %s %j tells the status %i', (type, body, status) => {
  expect(sip(message('NOTIFY sip:bob@example.org SIP/2.0', `Content-Type: ${type}`) + body).sipfragStatus).toBe(status);
});

test('who refreshes a session is read from Session-Expires', () => {
  const refresher = (value: string) => sip(message(INVITE, `Session-Expires: ${value}`)).refresher;
  expect(['1800;refresher=uas', '90 ; Refresher=UAC', '90;refresher=proxy', '90'].map(refresher)).toEqual([
    'uas',
    'uac',
    undefined,
    undefined,
  ]);
});

test('what a verifier noted of the number of the caller is read from P-Asserted-Identity, else from From, wherever it stands in the URI', () => {
  const verstat = (...headers: string[]) => sip(message(INVITE, ...headers)).verstat;
  expect(verstat('From: <sip:+15550101;verstat=TN-Validation-Passed@example.com>;tag=a')).toEqual({
    result: 'passed',
    attestation: undefined,
  });
  expect(verstat('From: <sip:+15550101@example.com>;tag=a', 'P-Asserted-Identity: <tel:+15550101;verstat=TN-Validation-Passed-B>')).toEqual(
    {
      result: 'passed',
      attestation: 'B',
    },
  );
  const both = [
    'From: <sip:+1@example.com;verstat=TN-Validation-Passed>;tag=a',
    'P-Asserted-Identity: <sip:+1@h;verstat=tn-validation-failed>',
  ];
  expect(verstat(...both)).toEqual({ result: 'failed', attestation: undefined });
  expect(verstat('From: <sip:+1;verstat=No-TN-Validation@h;user=phone>;tag=a')).toEqual({ result: 'none', attestation: undefined });
  expect(verstat('From: <sip:+1;verstat=Perhaps@h>;tag=verstat')).toBeUndefined();
});

test.each([
  ['sip:bob@Example.COM:5070;transport=tcp', 'example.com'],
  ['sips:example.com?subject=x', 'example.com'],
  ['sip:bob@[2001:db8::1]:5060', '2001:db8::1'],
  ['sip:bob:secret@192.0.2.1', '192.0.2.1'],
  ['sip:bob@', undefined],
  ['sip:', undefined],
  ['tel:+15550100', undefined],
  ['urn:service:sos', undefined],
])('the host of %s is %s', (uri, host) => {
  const one = sip(message(`INVITE ${uri} SIP/2.0`, `From: <${uri}>;tag=a`));
  expect([one.requestHost, one.fromHost]).toEqual([host, host]);
});
