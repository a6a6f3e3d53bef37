import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownDatagram } from './known-datagram.ts';

const padded = (...head: readonly number[]): Uint8Array => Uint8Array.from({ length: 40 }, (_, at) => head[at] ?? 0);
const QUERY = Buffer.from('4a1b01000001000000000000076578616d706c6503636f6d0000010001', 'hex');

test.each([
  ['RTP of PCMU', padded(0x80, 0), 'rtp'],
  ['RTP of a dynamic payload type, with a marker', padded(0x80, 0x80 | 111), 'rtp'],
  ['a sender report', padded(0x81, 200, 0, 6), 'rtcp'],
  ['a report that is longer than its datagram', padded(0x81, 200, 0, 60), undefined],
  ['a question about example.com', QUERY, 'dns'],
  ['a question whose name is cut off', QUERY.subarray(0, 20), undefined],
  ['a question without its type', QUERY.subarray(0, QUERY.length - 4), undefined],
  ['nothing', new Uint8Array(0), undefined],
  ['zeros', padded(), undefined],
  ['text', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), undefined],
])('%s looks like what it is', (_, bytes, kind) => {
  expect(knownDatagram(bytes)).toBe(kind);
});

test('no bytes make it throw or read on for long', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      expect([undefined, 'rtp', 'rtcp', 'dns']).toContain(knownDatagram(bytes));
    }),
  );
});
