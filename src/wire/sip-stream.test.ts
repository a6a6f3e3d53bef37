import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SipStream, type FoundSip } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Messages as their text, with how many bytes were left out and whether they are cut; faults by name. */
function shown(found: FoundSip | { readonly malformed: string } | undefined): unknown {
  if (found === undefined) return undefined;
  if ('malformed' in found) return found.malformed;
  const text = new TextDecoder().decode(found.bytes);
  return found.isCut || found.skippedBytes > 0
    ? { text: text.length > 200 ? text.length : text, skipped: found.skippedBytes, cut: found.isCut }
    : text;
}

function read(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): readonly unknown[] {
  const stream = new SipStream();
  const got: unknown[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    for (const one of stream.push(bytes.slice(at, at + size))) got.push(shown(one));
    at += size;
  }
  return [...got, stream.pendingBytes()];
}

const BYE = 'BYE sip:a SIP/2.0\r\nCall-ID: c\r\nContent-Length: 0\r\n\r\n';
const OK = 'SIP/2.0 200 OK\r\nCall-ID: c\r\nl : 5\r\n\r\nhello';
const ACK = 'ACK sip:a SIP/2.0\r\nCall-ID: c\r\n\r\n';

test('SIP messages on a stream are cut by Content-Length wherever the segments are cut', () => {
  const bytes = encode([BYE, OK, ACK].join('\r\n\r\n'));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { minLength: 1, maxLength: 20 }), (sizes) => {
      expect(read(bytes, sizes)).toEqual([BYE, OK, ACK, 0]);
    }),
  );
});

test.each(['Content-Length:\r\n 5', 'Content-Length:\r\n\t \r\n 5', 'content-length : 5 ', 'l:5', 'L: \r\n  5', 'Content-Length:\n 5'])(
  'a length written as %j is understood',
  (header) => {
    const message = `INFO sip:a SIP/2.0\r\nCall-ID: c\r\n${header}\r\n\r\nhello`;
    expect(read(encode(`${message}${BYE}`))).toEqual([message, BYE, 0]);
  },
);

test('behind a length that is absent, none or beyond 16 MiB the next message is searched', () => {
  for (const header of [
    'Subject: x',
    'Content-Length: 1x',
    'Content-Length: -999',
    'Content-Length: 16777217',
    'Content-Length: 99999999999',
  ]) {
    const message = `INFO sip:a SIP/2.0\r\nCall-ID: c\r\n${header}\r\n\r\n`;
    expect(read(encode(`${message}v=0\r\nSIP/2.0 200 OK\r\n${BYE}${OK}`))).toEqual([message, BYE, OK, 0]);
  }
});

test('of a message longer than 65,535 bytes the beginning is given when it has passed, and what follows is understood', () => {
  const head = 'INVITE sip:a SIP/2.0\r\nCall-ID: c\r\nContent-Length: 100000\r\n\r\n';
  const bytes = encode(`${BYE}${head}${'x'.repeat(100_000)}${OK}`);
  const skipped = head.length + 100_000 - 65_535;
  for (const size of [bytes.length, 1460, 70_000]) expect(read(bytes, [size])).toEqual([BYE, { text: 65_535, skipped, cut: false }, OK, 0]);
});

test('a head longer than 65,535 bytes is refused once, and what follows is understood', () => {
  const bytes = encode(`INVITE sip:a SIP/2.0\r\nSubject: ${'x'.repeat(70_000)}\r\n\r\n${OK}`);
  for (const size of [bytes.length, 1000]) expect(read(bytes, [size])).toEqual(['length_overrun', OK, 0]);
});

test('what stands where a message should begin is refused once, and the next message is found', () => {
  expect(read(encode(`${BYE}GET / HTTP/1.1\r\nHost: h\r\n\r\n${OK}`))).toEqual([BYE, 'bad_start_line', OK, 0]);
});

test('a start line that is meant as SIP and is none is refused wherever it stands', () => {
  const bad = 'SIP/2.0 99 No\r\nCall-ID: c\r\nContent-Length: 0\r\n\r\n';
  expect(read(encode(`${bad}${BYE}${bad}${OK}`))).toEqual(['bad_start_line', BYE, 'bad_start_line', OK, 0]);
});

test('the first message is found behind bytes that belong to no message; a start line in a body is none', () => {
  expect(read(encode(`half a body\r\nSIP/2.0 200 OK\r\n${BYE}`))).toEqual([BYE, 0]);
});

test('where bytes are missing the message is given as far as it came, and the next one is searched', () => {
  const stream = new SipStream();
  expect([...stream.push(encode(OK.slice(0, -2)))]).toEqual([]);
  expect(shown(stream.breakOff())).toEqual({ text: OK.slice(0, -2), skipped: 0, cut: true });
  expect([...stream.push(encode(`lo\r\n${BYE}`))].map(shown)).toEqual([BYE]);
  expect(stream.breakOff()).toBeUndefined();
});

test('however bytes are divided, a stream gives the same, and nothing makes it throw', () => {
  const part = fc.oneof(
    fc.constantFrom(
      BYE,
      OK,
      ACK,
      'SIP/2.0 99 No\r\n',
      'BYE sip:a SIP/2.0\r\n',
      'Via: x\r\n',
      'Content-Length: 3\r\n',
      '\r\n',
      '\n',
      ' ',
      ':',
      'l',
    ),
    fc.string({ maxLength: 8 }),
    fc.constantFrom('x'.repeat(5000), `OPTIONS sip:a SIP/2.0\r\nCall-ID: c\r\nl: 70000\r\n\r\n${'y'.repeat(69_990)}`),
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }),
      (parts, sizes) => {
        const bytes = encode(parts.join(''));
        expect(read(bytes, sizes)).toEqual(read(bytes));
      },
    ),
    { numRuns: rounds(200, 1000) },
  );
});
