import { expect, test } from 'vitest';
import { createFrameReader } from '../../src/sources/capture-frames.ts';
import {
  encodeFrame,
  encodeHep3,
  encodeIpv4,
  encodeStream,
  encodeTransport,
  encodeTunnel,
  encodeWebSocketFrame,
  TUNNEL,
  type StreamPart,
  type WireFrame,
} from '../../src/testing/index.ts';
import { MAX_NESTING } from '../../src/wire/index.ts';
import { createRandom, mutate, type Random } from './mutate.ts';
import { rounds } from '../rounds.ts';

/** Number of frames that are read. */
const FRAMES = rounds(10_000, 100_000);
const FRAMES_PER_CAPTURE = 200;
const MAX_MESSAGE_BYTES = 65_535;
const CALLER = '192.0.2.1:40000';
const CALLEE = '198.51.100.9:5060';
const MASK = Uint8Array.of(9, 8, 7, 6);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const MESSAGES = [
  'INVITE sip:+15550100@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContent-Length: 5\r\n\r\nv=0\r\n',
  'SIP/2.0 200 OK\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nl:\r\n 0\r\n\r\n',
  `MESSAGE sip:a SIP/2.0\r\nCall-ID: c\r\nCSeq: 2 MESSAGE\r\nContent-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`,
  'SIP/2.0 99 Low\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n',
  '\r\n\r\n',
].map(encode);

type Wrap = (message: Uint8Array) => Uint8Array;
const WRAPS: readonly Wrap[] = [
  (message) => message,
  (message) => encodeWebSocketFrame(message, { mask: MASK }),
  (message) => encodeHep3({ payload: message.subarray(0, 60_000) }),
  (message) => Uint8Array.of(23, 3, 3, message.length >> 8, message.length & 255, ...message.subarray(0, 50)),
];

/** Frames of all that is read, in the order of a connection. */
function seedFrames(random: Random): readonly WireFrame[] {
  const wrap = WRAPS[random(WRAPS.length)] ?? WRAPS[0];
  const parts: StreamPart[] = Array.from({ length: 20 }, (_, index) => {
    const message = MESSAGES[random(MESSAGES.length)] ?? encode('');
    const payload = wrap === undefined ? message : wrap(message);
    return { at: index, src: random(2) === 0 ? CALLER : CALLEE, dst: CALLEE, payload };
  });
  const upgrade = encode('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n');
  const stream = random(2) === 0 ? parts : [{ at: 0, src: CALLER, dst: CALLEE, payload: upgrade }, ...parts];
  const segments = encodeStream(stream, 1 + random(3000), random(2) === 0 ? 1000 : 0xffff_ff00);
  const datagrams = parts.map((one) => ({ ...one, payload: one.payload.subarray(0, 1400) }));
  return [...segments, ...datagrams].map((packet) => {
    const tunnel = TUNNEL[random(TUNNEL.length * 2)];
    if (tunnel === undefined) return encodeFrame(packet);
    return { at: packet.at, bytes: encodeTunnel(tunnel, encodeIpv4(packet, encodeTransport(packet))) };
  });
}

interface Found {
  readonly messages: number;
  readonly rejects: number;
  readonly passedOver: number;
  readonly fault: string | undefined;
}

/** Reads frames that were lost, doubled, changed and put out of order. */
function readDamaged(frames: readonly WireFrame[], random: Random): Found {
  const times = new Set<number>();
  const found = { messages: 0, rejects: 0, passedOver: 0 };
  let fault: string | undefined;
  const reader = createFrameReader({
    sip({ bytes, skippedBytes }, _ends, at) {
      found.messages += 1;
      if (!times.has(at)) fault = 'a time that no frame has';
      if (bytes.length > MAX_MESSAGE_BYTES || skippedBytes < 0) fault = 'a message without bound';
    },
    hep: () => void (found.messages += 1),
    reject: () => void (found.rejects += 1),
    passOver: () => void (found.passedOver += 1),
  });
  const seeds = frames.map(({ bytes }) => bytes);
  for (let index = 0; index < Math.min(frames.length, FRAMES_PER_CAPTURE); index += 1) {
    const frame = frames[random(8) === 0 ? random(frames.length) : index];
    if (frame === undefined || random(20) === 0) continue;
    const at = frame.at + (random(30) === 0 ? 100 : 0);
    times.add(at);
    reader.take({ linkType: 1, bytes: random(6) === 0 ? mutate(seeds, random) : frame.bytes }, at);
  }
  reader.end();
  return { ...found, fault };
}

test(`${FRAMES} frames of damaged captures are each read, passed over or refused, and no message has a time or a length of its own making`, () => {
  const random = createRandom(20_261_122);
  const sums = { messages: 0, rejects: 0, passedOver: 0 };
  for (let read = 0; read < FRAMES; read += FRAMES_PER_CAPTURE) {
    const { fault, ...found } = readDamaged(seedFrames(random), random);
    if (fault !== undefined) expect.fail(`capture ${read / FRAMES_PER_CAPTURE}: ${fault}`);
    sums.messages += found.messages;
    sums.rejects += found.rejects;
    sums.passedOver += found.passedOver;
  }
  for (const sum of Object.values(sums)) expect(sum).toBeGreaterThan(FRAMES / 100);
});

test('every datagram that is captured whole is told: read, passed over or refused', () => {
  const random = createRandom(7);
  let told = 0;
  const tell = (): void => void (told += 1);
  const reader = createFrameReader({ sip: tell, hep: tell, reject: tell, passOver: tell });
  for (let number = 1; number <= rounds(2000, 20_000); number += 1) {
    const payload = Uint8Array.from({ length: random(60) }, () => random(256));
    const packet = { at: number, src: `192.0.2.1:${random(65_536)}`, dst: `192.0.2.2:${random(65_536)}`, payload };
    let bytes = encodeFrame(packet).bytes;
    for (let depth = random(MAX_NESTING); depth > 0; depth -= 1) bytes = encodeTunnel('ip_in_ipv4', bytes.subarray(14));
    reader.take({ linkType: 1, bytes }, number);
    expect(told).toBe(number);
  }
});
