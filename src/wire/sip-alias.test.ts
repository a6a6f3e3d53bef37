import { expect, test } from 'vitest';
import { isAliasName, parseSip, sipHeaders } from './index.ts';

const NAMES = ['X-Twilio-CallSid', 'X-CID', 'X-Call-ID', 'X-call_leg_id', 'Session-ID'];

function aliases(headers: readonly string[], names: readonly string[] = NAMES): readonly string[] {
  const text = [
    'INVITE sip:a@b SIP/2.0',
    'Via: SIP/2.0/UDP a;branch=z9hG4bK1',
    'Call-ID: own-call-id',
    'CSeq: 1 INVITE',
    ...headers,
    '',
    '',
  ].join('\r\n');
  const bytes = new TextEncoder().encode(text);
  const sip = parseSip(bytes, 0, bytes.length, undefined, sipHeaders(names));
  return 'malformed' in sip ? [sip.malformed] : sip.aliasIds();
}

test.each([
  [
    'the id of each header, whatever its case',
    ['X-Twilio-CallSid: CA0123456789', 'x-cid: abcdef@host', 'X-CALL_LEG_ID:  legleg-1 '],
    ['CA0123456789', 'abcdef@host', 'legleg-1'],
  ],
  [
    'both halves of a Session-ID',
    ['Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2'],
    ['ab30317f1a784dc48ff824d0d3715d86', '47755a9de7794ba387653f2099600ef2'],
  ],
  [
    'no nil UUID',
    ['Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000', 'X-CID: 00000000-0000-0000-0000-000000000000'],
    ['ab30317f1a784dc48ff824d0d3715d86'],
  ],
  ['nothing that is short, and not its own Call-ID', ['X-CID: 1234567', 'X-Call-ID: own-call-id', 'X-call_leg_id:'], []],
  ['an id once', ['X-CID: the-same-id', 'X-Call-ID: the-same-id'], ['the-same-id']],
])('a message tells %s', (_what, headers, expected) => {
  expect(aliases(headers)).toEqual(expected);
});

test('no other header is read, and none without names', () => {
  expect(aliases(['X-CIDS: some-other-id', 'Subject: the-subject'])).toEqual([]);
  expect(aliases(['X-CID: abcdef@host'], [])).toEqual([]);
});

test('a header that has a meaning of its own holds no other id, nor does what is no name', () => {
  expect(['X-CID', 'Session-ID', 'x_y.z'].map(isAliasName)).toEqual([true, true, true]);
  expect(['Call-ID', 'i', 'From', 'User-Agent', '', 'a b', 'a:b', 'x'.repeat(32)].map(isAliasName)).toEqual(Array(8).fill(false));
});
