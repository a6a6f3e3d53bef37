import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeWebSocketFrame, joinBytes } from '../testing/index.ts';
import { isHandshake, isSipFrame, WebSocketStream, type WebSocketPiece } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const MASK = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const REQUEST = encode('GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n');

function shown(piece: WebSocketPiece): unknown {
  return 'message' in piece ? new TextDecoder().decode(piece.message) : piece;
}

function read(bytes: Uint8Array, begin: 'handshake' | 'frame' = 'frame', sizes: readonly number[] = [bytes.length]): readonly unknown[] {
  const stream = new WebSocketStream(begin);
  const got: unknown[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    for (const piece of stream.push(bytes.slice(at, at + size))) {
      got.push(shown(piece));
      if ('malformed' in piece) return got;
    }
    at += size;
  }
  return [...got, stream.pendingBytes()];
}

test('the masked and the plain Hello of RFC 6455 5.7 are read, whole and in fragments, a ping between them', () => {
  const frames = ['810548656c6c6f', '818537fa213d7f9f4d5158', '010348656c', '890548656c6c6f', '80026c6f'];
  const bytes = new Uint8Array(Buffer.from(frames.join(''), 'hex'));
  expect(read(bytes)).toEqual(['Hello', 'Hello', 'Hello', 0]);
});

test('messages in frames of any length, masked or not, fragmented anyhow and cut into any pieces come out as they went in', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.nat(60_000).map((length) => 'x'.repeat(length)),
  );
  const option = fc.record({
    parts: fc.integer({ min: 1, max: 4 }),
    isMasked: fc.boolean(),
    isBinary: fc.boolean(),
    isPinged: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, option), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 8 }),
      (messages, sizes) => {
        const frames = messages.flatMap(([message, { parts, isMasked, isBinary, isPinged }]) => {
          const bytes = encode(message);
          const size = Math.ceil(bytes.length / parts);
          return Array.from({ length: parts }, (_, index) => {
            const frame = encodeWebSocketFrame(bytes.subarray(index * size, (index + 1) * size), {
              opcode: index > 0 ? 0 : isBinary ? 2 : 1,
              isFinal: index === parts - 1,
              ...(isMasked ? { mask: MASK } : {}),
            });
            return isPinged ? joinBytes(frame, encodeWebSocketFrame(encode('beat'), { opcode: 9 })) : frame;
          });
        });
        expect(read(joinBytes(...frames), 'frame', sizes)).toEqual([...messages.map(([message]) => message), 0]);
      },
    ),
    { numRuns: 200 },
  );
});

test('the head of the request or response that opens the connection is passed over, wherever it is cut', () => {
  const response = encode('HTTP/1.1 101 Switching Protocols\r\nupgrade : WebSocket\r\n\r\n');
  for (const head of [REQUEST, response]) {
    expect(isHandshake(head)).toBe(true);
    for (const size of [1, 7, 1000])
      expect(read(joinBytes(head, encodeWebSocketFrame(encode('a'))), 'handshake', [size])).toEqual(['a', 0]);
  }
});

test('HTTP that opens no WebSocket, frames that are none and a head without end are a fault', () => {
  expect(read(encode('GET / HTTP/1.1\r\nHost: h\r\n\r\n'), 'handshake')).toEqual([{ malformed: 'bad_websocket' }]);
  expect(read(encode(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`), 'handshake')).toEqual([{ malformed: 'bad_websocket' }]);
  for (const bytes of [
    [0xb1, 0],
    [0x83, 0],
    [0x09, 0],
    [0x88, 126, 0, 200],
    [0x81, 127, 1, 0, 0, 0, 0, 0, 0, 0],
    [0x81, 127, 0, 0, 0, 0, 2, 0, 0, 0],
  ]) {
    expect(read(Uint8Array.from(bytes))).toEqual([{ malformed: 'bad_websocket' }]);
  }
});

test('a compressed message and one longer than 65,535 bytes are said and let go, and what follows is read', () => {
  const compressed = joinBytes(
    encodeWebSocketFrame(encode('abc'), { isCompressed: true, isFinal: false }),
    encodeWebSocketFrame(encode('def'), { opcode: 0 }),
  );
  const long = encodeWebSocketFrame(new Uint8Array(100_000));
  const parts = Array.from({ length: 3 }, (_, index) =>
    encodeWebSocketFrame(new Uint8Array(30_000), { opcode: index === 0 ? 2 : 0, isFinal: index === 2 }),
  );
  const bytes = joinBytes(compressed, long, ...parts, encodeWebSocketFrame(encode('a')));
  for (const size of [bytes.length, 1460]) {
    expect(read(bytes, 'frame', [size])).toEqual([{ unread: 'compressed' }, { unread: 'too_long' }, { unread: 'too_long' }, 'a', 0]);
  }
});

test('the first frame of a SIP message is told from all else, masked or not, also when only its beginning is there', () => {
  const message = encode(`INVITE sip:a@example.com SIP/2.0\r\nSubject: ${'x'.repeat(300)}`);
  for (const frame of [encodeWebSocketFrame(message), encodeWebSocketFrame(message, { mask: MASK, opcode: 2 })]) {
    expect(isSipFrame(frame)).toBe(true);
    expect(isSipFrame(frame.subarray(0, 60))).toBe(true);
  }
  expect(isSipFrame(encodeWebSocketFrame(encode('{"a":1}')))).toBe(false);
  expect(isSipFrame(encodeWebSocketFrame(message, { isCompressed: true }))).toBe(false);
  expect(isSipFrame(message)).toBe(false);
  expect(isHandshake(encode('GET sip:a SIP/2.0\r\n'))).toBe(false);
});

test('no bytes throw, and what is held is bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), fc.constantFrom('handshake', 'frame'), (chunks, begin) => {
      const stream = new WebSocketStream(begin);
      for (const chunk of chunks) for (const piece of stream.push(chunk)) if ('malformed' in piece) return;
      expect(stream.pendingBytes()).toBeLessThan(17_000_000);
    }),
    { numRuns: rounds(200, 1000) },
  );
});
