import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  encodeEthernet,
  encodeFrame,
  encodeIpv4,
  encodePcap,
  encodeStream,
  encodeTransport,
  encodeTunnel,
  encodeWebSocketFrame,
  TUNNEL,
  type StreamPart,
  type WireFrame,
  type WirePacket,
} from '../testing/index.ts';
import { importFile, type ImportedCall, type ImportReport } from './import.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const NOW = 1_700_000_000;
const CALLER = '192.0.2.1:40000';
const CALLEE = '198.51.100.9:5060';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-captures-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The report of a pcap file with these frames. */
async function imported(frames: readonly (WirePacket | WireFrame)[]): Promise<ImportReport> {
  const path = join(folder, 'capture.pcap');
  writeFileSync(path, encodePcap(frames.map((one) => ('bytes' in one ? one : encodeFrame(one))).toSorted((a, b) => a.at - b.at)));
  return importFile({ path, isStored: false, settings: resolveSettings({ flags: { store: folder }, env: {} }) });
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Message {
  /** Seconds after the INVITE. */
  readonly after: number;
  readonly startLine: string;
  readonly cseq: string;
  readonly isAnswer: boolean;
  readonly body?: string;
  readonly lengthHeader?: string;
}

const SDP = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
const REQUEST = 'sip:+15550100@example.com SIP/2.0';
/** A call that rings after 0.5 s, is answered after 2 s and ended by the caller after 10 s. */
const CALL: readonly Message[] = [
  { after: 0, startLine: `INVITE ${REQUEST}`, cseq: '1 INVITE', isAnswer: false, body: SDP },
  { after: 0.01, startLine: 'SIP/2.0 100 Trying', cseq: '1 INVITE', isAnswer: true },
  { after: 0.5, startLine: 'SIP/2.0 180 Ringing', cseq: '1 INVITE', isAnswer: true },
  { after: 2, startLine: 'SIP/2.0 200 OK', cseq: '1 INVITE', isAnswer: true, body: SDP },
  { after: 2.05, startLine: `ACK ${REQUEST}`, cseq: '1 ACK', isAnswer: false },
  { after: 10, startLine: `BYE ${REQUEST}`, cseq: '2 BYE', isAnswer: false },
  { after: 10.05, startLine: 'SIP/2.0 200 OK', cseq: '2 BYE', isAnswer: true },
];
const ANSWERED = { outcome: 'answered', sipCode: 200, ended: 'bye', setupSeconds: 2, pddSeconds: 0.5, talkSeconds: 8 };

function text(callId: string, { startLine, cseq, isAnswer, body = '', lengthHeader = `Content-Length: ${body.length}` }: Message): string {
  const isFirst = startLine.startsWith('INVITE') || startLine.startsWith('SIP/2.0 100');
  return [
    startLine,
    `Via: SIP/2.0/TCP 192.0.2.1:40000;branch=z9hG4bK${callId}-${cseq.replace(' ', '-')}`,
    'From: <sip:+15550101@example.com>;tag=from',
    `To: <sip:+15550100@example.com>${isFirst ? '' : ';tag=to'}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    `Contact: <sip:${isAnswer ? 'callee@198.51.100.9' : 'caller@192.0.2.1'};transport=tcp>`,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    lengthHeader,
    '',
    body,
  ].join('\r\n');
}

function part(callId: string, at: number, message: Message): StreamPart {
  const [src, dst] = message.isAnswer ? [CALLEE, CALLER] : [CALLER, CALLEE];
  return { at: at + message.after, src, dst, payload: encode(text(callId, message)) };
}

function callParts(callId: string, at: number, messages: readonly Message[] = CALL): readonly StreamPart[] {
  return messages.map((message) => part(callId, at, message));
}

/** Calls one after the other on one connection. */
function trunkParts(count: number, everySeconds: number): readonly StreamPart[] {
  return Array.from({ length: count }, (_, index) => callParts(`call-${index}@example.com`, NOW + index * everySeconds))
    .flat()
    .toSorted((a, b) => a.at - b.at);
}

function facts({ outcome, sipCode, ended, setupSeconds, pddSeconds, talkSeconds }: ImportedCall): object {
  return { outcome, sipCode, ended, setupSeconds, pddSeconds, talkSeconds };
}

test('behind a TCP segment that was lost every message has its own time, also when nothing fills the gap for a long time', async () => {
  const segments = encodeStream(trunkParts(16, 20));
  const lost = segments.findIndex(({ src, payload }) => src === CALLEE && new TextDecoder().decode(payload).startsWith('SIP/2.0 180'));
  const { calls, rejects, kpis } = await imported(segments.filter((_, index) => index !== lost));
  expect(rejects).toEqual({ tcp_gap: 1 });
  expect(calls.map(facts)).toEqual([{ ...ANSWERED, pddSeconds: undefined }, ...Array.from({ length: 15 }, () => ANSWERED)]);
  expect(kpis).toMatchObject({ asr: 1, acdSeconds: 8 });
});

test('a connection that is silent behind a gap gives what it holds while others go on', async () => {
  const segments = encodeStream(trunkParts(1, 20)).filter(({ payload }) => !new TextDecoder().decode(payload).startsWith('SIP/2.0 180'));
  const others = Array.from({ length: 400 }, (_, index) => ({
    at: NOW + index,
    src: '192.0.2.7:5060',
    dst: '192.0.2.8:5060',
    payload: encode('\r\n\r\n'),
  }));
  const { calls, rejects } = await imported([...segments, ...others]);
  expect(rejects).toEqual({ tcp_gap: 1 });
  expect(calls.map(facts)).toEqual([{ ...ANSWERED, pddSeconds: undefined }]);
});

test('segments out of order and sent again, as TCP does, change no time and lose nothing', async () => {
  const segments = encodeStream(trunkParts(5, 20), 200);
  const shuffled = segments.flatMap((one, index) => {
    if (index % 7 === 3) return [{ ...one, at: one.at + 0.2 }];
    return index % 5 === 0 ? [one, { ...one, at: one.at + 0.1 }] : [one];
  });
  const { calls, rejects } = await imported(shuffled);
  expect(rejects).toEqual({});
  expect(calls.map(({ outcome, ended }) => [outcome, ended])).toEqual(Array.from({ length: 5 }, () => ['answered', 'bye']));
});

test('a last segment that overtakes others ends nothing before they came', async () => {
  const segments = encodeStream(trunkParts(1, 20), 100);
  const last = segments.findLastIndex(({ src }) => src === CALLEE);
  const before = segments.findLastIndex(({ src }, index) => src === CALLEE && index < last);
  const { calls, rejects } = await imported(
    segments.map((one, index) => {
      if (index === last) return { ...one, isFin: true };
      return index === before ? { ...one, at: one.at + 1 } : one;
    }),
  );
  expect(rejects).toEqual({});
  expect(calls.map(({ outcome, ended }) => [outcome, ended])).toEqual([['answered', 'bye']]);
});

test('of 60 answers that stand in a row on one connection a lost segment takes only those that it held', async () => {
  const parts = trunkParts(60, 0.01);
  const answers = parts.filter(({ src }) => src === CALLEE);
  // One run of bytes: hardly any segment begins with a message.
  const joined = Buffer.concat(answers.map(({ payload }) => payload));
  const size = 1460;
  const whole = Array.from({ length: Math.ceil(joined.length / size) }, (_, index) => ({
    at: NOW + 3 + index / 1000,
    src: CALLEE,
    dst: CALLER,
    sequence: 1 + index * size,
    payload: joined.subarray(index * size, (index + 1) * size),
  }));
  const requests = encodeStream(parts.filter(({ src }) => src === CALLER));
  const { read, rejects } = await imported([...requests, ...whole.filter((_, index) => index !== 20)]);
  // The message of which the gap left too little to use.
  expect(rejects).toEqual({ tcp_gap: 1, truncated: 1 });
  // 1,460 bytes hold parts of at most six messages.
  expect(read['sip']).toBeGreaterThanOrEqual(parts.length - 6);
});

test.each(TUNNEL)('a call in %s is read', async (tunnel) => {
  const frames = callParts('tunnel@example.com', NOW).map((one) => ({
    at: one.at,
    bytes: encodeTunnel(tunnel, encodeIpv4(one, encodeTransport(one))),
  }));
  const { calls, rejects, passedOver } = await imported(frames);
  expect({ rejects, passedOver }).toEqual({ rejects: {}, passedOver: {} });
  expect(calls.map(facts)).toEqual([ANSWERED]);
});

/** A UDP datagram between two phones. */
function datagram(bytes: readonly number[] | string, ports: readonly [number, number] = [30_000, 30_002]): WirePacket {
  const payload = typeof bytes === 'string' ? encode(bytes) : Uint8Array.from([...bytes, ...Array.from({ length: 20 }, () => 7)]);
  return { at: NOW, src: `192.0.2.1:${ports[0]}`, dst: `192.0.2.2:${ports[1]}`, payload };
}

function ipPacket(protocol: number): WireFrame {
  const packet = encodeIpv4(datagram('x'), new Uint8Array(40));
  packet[9] = protocol;
  return { at: NOW, bytes: encodeEthernet(packet) };
}

function erspan(): WireFrame {
  const bytes = encodeTunnel('gre', encodeIpv4(datagram('x'), new Uint8Array(40)));
  bytes.set([0x88, 0xbe], 36);
  return { at: NOW, bytes };
}

test('a file without a call says what it holds instead, each packet by its kind', async () => {
  const empty = new Uint8Array(40);
  const { packets, calls, rejects, read, passedOver } = await imported([
    { at: NOW, bytes: encodeEthernet(empty, 0x0806) },
    { at: NOW, bytes: encodeEthernet(empty, 0x0806) },
    { at: NOW, bytes: encodeEthernet(empty, 0x88cc) },
    { at: NOW, bytes: encodeEthernet(empty, 0x0027) },
    { at: NOW, bytes: encodeEthernet(empty, 0x8863) },
    ipPacket(132),
    ipPacket(50),
    ipPacket(1),
    ipPacket(89),
    erspan(),
    datagram([0x34, 0xff], [2152, 2152]),
    datagram([0x80, 0x00]),
    datagram([0x80, 200]),
    datagram([0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42]),
    datagram('\r\n\r\n', [5060, 5060]),
    datagram([22, 0xfe, 0xfd]),
    datagram([0x80, 0x00], [53, 30_000]),
    datagram('hello'),
  ]);
  expect({ packets, calls, rejects, read }).toEqual({ packets: 18, calls: [], rejects: {}, read: {} });
  expect(passedOver).toEqual({
    arp: 2,
    ethertype: 1,
    llc: 1,
    pppoe: 1,
    sctp: 1,
    esp: 1,
    icmp: 1,
    ip_protocol: 1,
    erspan: 1,
    gtp_u: 1,
    rtp: 1,
    rtcp: 1,
    stun: 1,
    keep_alive: 1,
    tls: 1,
    udp: 2,
  });
});

test('a capture of SIP over TLS alone says that it is TLS', async () => {
  const tls = (at: number, sequence: number, bytes: readonly number[]): WirePacket => ({
    at,
    src: CALLER,
    dst: '198.51.100.9:5061',
    sequence,
    payload: Uint8Array.from(bytes),
  });
  const { calls, rejects, passedOver } = await imported([
    { ...tls(NOW, 0, []), isSyn: true },
    tls(NOW + 1, 1, [22, 3, 1, 0, 2, 1, 1]),
    tls(NOW + 2, 8, [23, 3, 3, 0, 2, 9, 10]),
    tls(NOW + 3, 15, [1, 2, 3]),
  ]);
  expect({ calls, rejects, passedOver }).toEqual({ calls: [], rejects: {}, passedOver: { tls: 3, tcp_empty: 1 } });
});

const MASK = Uint8Array.of(1, 2, 3, 4);

/** A call over WebSocket; each request in two frames. */
function webSocketParts(): readonly StreamPart[] {
  return callParts('websocket@example.com', NOW).map((one) => {
    if (one.src === CALLEE) return { ...one, payload: encodeWebSocketFrame(one.payload) };
    const head = encodeWebSocketFrame(one.payload.subarray(0, 100), { isFinal: false, mask: MASK });
    const rest = encodeWebSocketFrame(one.payload.subarray(100), { opcode: 0, mask: MASK });
    return { ...one, payload: Buffer.concat([head, encodeWebSocketFrame(encode('beat'), { opcode: 9, mask: MASK }), rest]) };
  });
}

const HANDSHAKE: readonly StreamPart[] = [
  {
    at: NOW - 1,
    src: CALLER,
    dst: CALLEE,
    payload: encode('GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n'),
  },
  {
    at: NOW - 0.9,
    src: CALLEE,
    dst: CALLER,
    payload: encode('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n'),
  },
];

test('SIP over WebSocket is read: masked, in fragments, among pings, in segments of any size, with the transport of its connection', async () => {
  for (const size of [1460, 100, 33]) {
    const { calls, rejects, passedOver } = await imported(encodeStream([...HANDSHAKE, ...webSocketParts()], size));
    expect({ rejects, passedOver }).toEqual({ rejects: {}, passedOver: {} });
    expect(calls.map(facts)).toEqual([ANSWERED]);
    expect(calls[0]?.transport).toBe('tcp');
  }
});

test('a capture that begins in the middle of a WebSocket connection is read from the first frame that is SIP', async () => {
  const { calls, rejects } = await imported(encodeStream(webSocketParts()));
  expect(rejects).toEqual({});
  expect(calls.map(facts)).toEqual([ANSWERED]);
});

test('behind a segment that was lost a WebSocket connection is read on from the next frame that begins a segment', async () => {
  const segments = encodeStream([...HANDSHAKE, ...webSocketParts()]);
  const { calls, rejects } = await imported(segments.filter(({ at }) => at !== NOW + 0.5));
  expect(rejects).toEqual({ tcp_gap: 1 });
  expect(calls.map(facts)).toEqual([{ ...ANSWERED, pddSeconds: undefined }]);
});

test('HTTP that only looks like the opening of a WebSocket is passed over, also where its head is lost in part or not complete', async () => {
  const request = { at: NOW, src: CALLER, dst: '198.51.100.9:80', sequence: 1, payload: encode('GET / HTTP/1.1\r\nHost: h\r\n') };
  const rest = { ...request, at: NOW + 1, sequence: 200, payload: encode('Accept: *\r\n\r\n') };
  expect(await imported([request])).toMatchObject({ rejects: {}, passedOver: { tcp: 1 } });
  expect(await imported([request, rest])).toMatchObject({ rejects: {}, passedOver: { tcp: 2 } });
});

test('WebSocket messages that are compressed, and those that are no SIP, are counted', async () => {
  const server = HANDSHAKE.slice(1);
  const messages = [
    encodeWebSocketFrame(encode('deflated'), { isCompressed: true }),
    encodeWebSocketFrame(encode('{"event":"x"}')),
    encodeWebSocketFrame(encode('\r\n\r\n')),
    encodeWebSocketFrame(encode('SIP/2.0 99 No\r\n\r\n')),
  ].map((payload, index) => ({ at: NOW + index, src: CALLEE, dst: CALLER, payload }));
  const { rejects, passedOver } = await imported(encodeStream([...server, ...messages]));
  expect(rejects).toEqual({ sip_no_start_line: 1 });
  expect(passedOver).toEqual({ websocket_compressed: 1, websocket: 1, keep_alive: 1 });
});

test('a message over TCP longer than 65,535 bytes belongs to its call, and what follows is read', async () => {
  const [invite, ...others] = CALL;
  if (invite === undefined) throw new Error('no INVITE');
  const body = SDP + 'a=x\r\n'.repeat(20_000);
  const { calls, rejects } = await imported(encodeStream(callParts('large@example.com', NOW, [{ ...invite, body }, ...others])));
  expect(rejects).toEqual({});
  expect(calls.map(facts)).toEqual([ANSWERED]);
});

/** The frame as `tcpdump -s` leaves it. */
function cut(packet: WirePacket, snapBytes: number): WireFrame {
  const { at, bytes } = encodeFrame(packet);
  return { at, bytes: bytes.subarray(0, snapBytes) };
}

test('a capture that keeps the headers and cuts the bodies is usable, over UDP and over TCP', async () => {
  const long = CALL.map((message) => (message.body === undefined ? message : { ...message, body: SDP + 'a=x\r\n'.repeat(100) }));
  const parts = callParts('cut@example.com', NOW, long);
  for (const packets of [parts, encodeStream(parts)]) {
    const { calls, rejects, read } = await imported(packets.map((packet) => cut(packet, 480)));
    expect({ rejects, sip: read['sip'] }).toEqual({ rejects: {}, sip: 7 });
    expect(calls.map(facts)).toEqual([ANSWERED]);
  }
});

test('a capture that cuts within the headers is usable as far as Call-ID and CSeq are there, else each message is rejected', async () => {
  const parts = callParts('cut@example.com', NOW);
  for (const packets of [parts, encodeStream(parts)]) {
    const kept = await imported(packets.map((packet) => cut(packet, 54 + 280)));
    expect(kept.rejects).toEqual({});
    expect(kept.calls.map(({ outcome, ended }) => [outcome, ended])).toEqual([['answered', 'bye']]);
    const lost = await imported(packets.map((packet) => cut(packet, 54 + 80)));
    expect(lost.rejects).toEqual({ truncated: 7 });
    expect(lost.calls).toEqual([]);
  }
});

test.each([1, 20])('a connection whose first segment holds %i bytes of the start line is read', async (firstBytes) => {
  const parts = callParts('split@example.com', NOW).flatMap((one) => [
    { ...one, payload: one.payload.subarray(0, firstBytes) },
    { ...one, at: one.at, payload: one.payload.subarray(firstBytes) },
  ]);
  const { calls, rejects, passedOver } = await imported(encodeStream(parts));
  expect({ rejects, passedOver }).toEqual({ rejects: {}, passedOver: {} });
  expect(calls.map(facts)).toEqual([ANSWERED]);
});

test.each(['Content-Length:\r\n 0', 'l:0', 'l:\r\n\t0'])('over TCP a length written as %j is understood', async (lengthHeader) => {
  const messages = CALL.map((message) => (message.body === undefined ? { ...message, lengthHeader } : message));
  const { calls, rejects } = await imported(encodeStream(callParts('length@example.com', NOW, messages), 100));
  expect(rejects).toEqual({});
  expect(calls.map(facts)).toEqual([ANSWERED]);
});

test('a start line that is meant as SIP and is none is rejected on every port, over UDP and over TCP', async () => {
  const lines = ['SIP/2.0 4294967301 better not break the receiver', 'SIP/2.0 99 Low', 'OPTIONS sip:a@example.com SIP/7.0'];
  const parts = lines.map((line, index) => ({
    at: NOW + index,
    src: `192.0.2.1:${41_000 + index}`,
    dst: '198.51.100.9:7000',
    payload: encode(`${line}\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`),
  }));
  expect((await imported(parts)).rejects).toEqual({ sip_no_start_line: 3 });
  expect((await imported(encodeStream(parts))).rejects).toEqual({ bad_start_line: 3 });
});

test('a new connection on the ports of an old one begins anew', async () => {
  const old = { at: NOW - 5, src: CALLER, dst: CALLEE, sequence: 7, payload: Uint8Array.of(22, 3, 1, 0, 1, 1) };
  const opening = { ...old, at: NOW - 1, sequence: 999, payload: new Uint8Array(0), isSyn: true };
  const { calls, passedOver } = await imported([old, opening, ...encodeStream(callParts('again@example.com', NOW))]);
  expect(passedOver).toEqual({ tls: 1, tcp_empty: 1 });
  expect(calls.map(facts)).toEqual([ANSWERED]);
});

test('of connections that wait for a segment at once the first give up when there are more than 256', async () => {
  const [invite] = CALL;
  if (invite === undefined) throw new Error('no INVITE');
  const segments = Array.from({ length: 300 }, (_, index) => {
    const first = encode(text(`first-${index}@example.com`, invite));
    const second = encode(text(`second-${index}@example.com`, invite));
    const begin = { at: NOW, src: `192.0.2.1:${20_000 + index}`, dst: CALLEE, sequence: 1, payload: first };
    const late = { ...begin, at: NOW + 2, sequence: 1 + first.length, payload: encode('\r\n') };
    return [begin, { ...begin, at: NOW + 1, sequence: 3 + first.length, payload: second }, late];
  });
  const { read, rejects } = await imported(segments.flat());
  expect({ read, rejects }).toEqual({ read: { sip: 600 }, rejects: { tcp_gap: 44 } });
});

test('a TCP connection that the table has no more room for gives what it holds', async () => {
  const head = callParts('room@example.com', NOW).slice(0, 1);
  const others = Array.from({ length: 4096 }, (_, index) => ({
    at: NOW + 1,
    src: `203.0.113.${index % 250}:${10_000 + index}`,
    dst: CALLEE,
    payload: encode('x'),
    sequence: 1,
  }));
  const cutHead = encodeStream(head).map((one) => ({ ...one, payload: one.payload.subarray(0, -10) }));
  const { calls, read } = await imported([...cutHead, ...others]);
  expect(read).toEqual({ sip: 1 });
  expect(calls).toMatchObject([{ callId: 'room@example.com', ended: 'open' }]);
});
