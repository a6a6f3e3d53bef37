import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sdpLine } from './index.ts';

const lineOf = (...lines: readonly string[]): string | undefined => {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''));
  return sdpLine(bytes, 0, bytes.length);
};

test('a line says codecs, address and direction', () => {
  expect(
    lineOf('v=0', 'c=IN IP4 192.0.2.1', 'm=audio 4000 RTP/AVP 0 8 96 101', 'a=rtpmap:96 opus/48000/2', 'a=rtpmap:101 telephone-event/8000'),
  ).toBe('PCMU,PCMA,opus,telephone-event 192.0.2.1:4000 sendrecv');
  expect(lineOf('m=audio 0 RTP/AVP 8', 'c=IN IP6 2001:db8::1', 'a=sendonly', 'm=video 5000 RTP/AVP 31')).toBe(
    'PCMA [2001:db8::1]:0 sendonly +1',
  );
  expect(lineOf('c=IN IP4 192.0.2.1', 'm=image 4000 udptl t38')).toBe('image t38 192.0.2.1:4000 sendrecv');
  expect(lineOf('v=0', 's=-')).toBeUndefined();
});

test('no text of its sender is in it', () => {
  expect(
    lineOf('o=alice 1 1 IN IP4 alice.example', 'c=IN IP4 alice.example', 'm=secret 4000 RTP/AVP 96 +4915112345678', 'a=rtpmap:96 bob/8000'),
  ).toBe('other other :4000 sendrecv');
  expect(lineOf('m=audio 99999999999 RTP/AVP', 'c=IN IP4 ::4915112345678')).toBe('other :65535 sendrecv');
});

test('whatever a sender writes, a line is short and made of known words', () => {
  const part = fc.constantFrom(
    'm=audio ',
    'c=IN IP4 ',
    'a=rtpmap:',
    '96 ',
    'opus/48000',
    '192.0.2.1',
    '\r\n',
    '0 ',
    'alice',
    '-1 ',
    ':',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
      const line = lineOf(parts.join('')) ?? 'other :0 sendrecv';
      expect(line.length).toBeLessThanOrEqual(160);
      expect(line).toMatch(
        /^(?:(?:video|image|text|application|message|other) )?[\w,.-]+ \S*:\d+ (?:sendrecv|sendonly|recvonly|inactive)(?: \+\d+)?$/,
      );
      expect(line).not.toContain('alice');
    }),
  );
});
