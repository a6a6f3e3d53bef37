import { readFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type EventOfType, type EventType, labelText, Private, type TelephonyEvent } from '../core/index.ts';
import { encodeChunks, encodeHep3, eventFaults, type HepFrame, readHepFixture } from '../testing/index.ts';
import { createHepStream } from '../wire/index.ts';
import { createPacketReader, type PacketReader, type PacketReaderOptions } from './index.ts';

const NOW = 1_700_000_000;
const INVITE = [
  'INVITE sip:+15550100@h SIP/2.0',
  'Via: SIP/2.0/TCP h;branch=z9hG4bK1',
  'From: "Alice" <sip:+15550101@h>;tag=a',
  'To: <sip:+15550100@h>',
  'Call-ID: c1',
  'CSeq: 1 INVITE',
  'Contact: <sip:a@h>',
  'User-Agent: friendly-scanner',
  'Content-Length: 10',
  '',
  '0123456789',
].join('\r\n');

interface Reading {
  readonly reader: PacketReader;
  readonly events: TelephonyEvent[];
  of<T extends EventType>(type: T): readonly EventOfType<T>[];
}

function reading(more: Partial<PacketReaderOptions> = {}): Reading {
  const events: TelephonyEvent[] = [];
  return {
    reader: createPacketReader({ source: labelText('hep'), emit: (event) => void events.push(event), hashSeed: 7, ...more }),
    events,
    // The filter leaves events of that type only.
    of: <T extends EventType>(type: T) => events.filter((event) => event.type === type) as EventOfType<T>[],
  };
}

const frame = (more: Partial<HepFrame>): Uint8Array => encodeHep3({ at: NOW, payload: INVITE, ...more });
const opened = (secret: Private | undefined): string | undefined => (secret === undefined ? undefined : Private.open(secret));

describe('a packet reader', () => {
  test('makes one message of one frame, with every field of the packet and people only as private values', () => {
    const { reader, of, events } = reading();
    reader.hep(frame({ protocol: 22, src: '192.0.2.1:5061', dst: '192.0.2.2:5060' }), NOW + 1);
    expect(of('source.packet')).toMatchObject([{ kind: 'sip', source: 'hep' }]);
    expect(of('source.agent')).toMatchObject([{ agent: '2001', finding: 'new' }]);
    const [message] = of('sip.message');
    expect(message).toMatchObject({ at: NOW, receivedAt: NOW + 1, agent: '2001', arrival: 1, transport: 'tls', src: '192.0.2.1:5061' });
    expect(message).toMatchObject({ dst: '192.0.2.2:5060', lengthBytes: INVITE.length, callId: 'c1', method: 'INVITE', cseq: 1 });
    expect(message).toMatchObject({ agentClass: 'scanner', hasCredentials: false, hasSdp: false, isEmergency: false });
    expect([message?.caller, message?.callerName, message?.callee, message?.requestUser].map(opened)).toEqual([
      '+15550101',
      'Alice',
      '+15550100',
      '+15550100',
    ]);
    expect(message?.branches).toHaveLength(1);
    expect(message).not.toHaveProperty('status');
    expect(message).not.toHaveProperty('anomalies');
    expect(JSON.stringify(events)).not.toMatch(/5550|Alice/);
    expect(events.flatMap(eventFaults)).toEqual([]);
  });

  test('a message with more Vias than an event holds is taken with the topmost and an anomaly, and one of 136 years with ten', () => {
    const { reader, of, events } = reading();
    const vias = Array.from({ length: 300 }, (_, hop) => `Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${hop}`).join('\r\n');
    const wide = INVITE.replace(/Via: .*/, `${vias}\r\nExpires: 4294967295\r\nSession-Expires: 4294967295`);
    reader.hep(frame({ payload: wide }), NOW);
    reader.hep(frame({ payload: INVITE.replace(/branch=\w+/, 'branch=z9hG4bK0') }), NOW);
    const [cut, one] = of('sip.message');
    expect(cut?.branches).toHaveLength(64);
    expect(cut?.branches[0]).toBe(one?.branches[0]);
    expect(cut?.anomalies).toEqual(['other']);
    expect([cut?.expiresSeconds, cut?.sessionExpiresSeconds]).toEqual([315_576_000, 315_576_000]);
    expect(of('sip.anomaly')).toMatchObject([{ anomaly: 'other' }]);
    expect(events.flatMap(eventFaults)).toEqual([]);
  });

  test('names the transport by the protocol number', () => {
    const { reader, of } = reading();
    for (const protocol of [17, 6, 22, 132, 1]) reader.hep(frame({ protocol }), NOW);
    expect(of('sip.message').map((message) => message.transport)).toEqual(['udp', 'tcp', 'tls', 'sctp', 'other']);
  });

  test('writes IPv6 ends in brackets and shortened, and an absent address as unknown', () => {
    const { reader, of } = reading();
    reader.hep(frame({ src: '[2001:db8:0:0:0:0:0:1]:5060', dst: '[::ffff:192.0.2.1]:5061' }), NOW);
    reader.hep(
      encodeChunks([
        { type: 0x0b, value: Uint8Array.of(1) },
        { type: 0x0f, value: new TextEncoder().encode(INVITE) },
      ]),
      NOW,
    );
    expect(of('sip.message').map(({ src, dst }) => [src, dst])).toEqual([
      ['[2001:db8::1]:5060', '[::ffff:c000:201]:5061'],
      ['unknown:0', 'unknown:0'],
    ]);
  });

  test('takes arrival for the time of a packet whose own is absent or more than 300 s off, and counts why', () => {
    const { reader, of } = reading();
    reader.hep(frame({ at: NOW - 299 }), NOW);
    reader.hep(frame({ at: NOW - 301 }), NOW);
    reader.hep(Uint8Array.from([1, 16, 2, 17, 19, 196, 19, 197, 1, 2, 3, 4, 5, 6, 7, 8, ...new TextEncoder().encode(INVITE)]), NOW);
    expect(of('sip.message').map((message) => message.at)).toEqual([NOW - 299, NOW, NOW]);
    expect(of('source.clock').map((clock) => clock.reason)).toEqual(['skewed', 'absent']);
    expect(of('sip.message').map((message) => message.agent)).toEqual(['2001', '2001', 'unknown']);
  });

  test('takes the time of the frame for its arrival when nobody says when it arrived', () => {
    const { reader, of } = reading();
    reader.hep(frame({ at: NOW + 0.25 }));
    expect(of('sip.message')).toMatchObject([{ at: NOW + 0.25, receivedAt: NOW + 0.25 }]);
    expect(of('source.clock')).toEqual([]);
  });

  test('names agents by name, else by id, and has at most 256 of them', () => {
    const { reader, of } = reading();
    reader.hep(frame({ agentName: 'edge\u00e9-1' }), NOW);
    for (let agentId = 0; agentId < 400; agentId += 1) reader.hep(frame({ agentId }), NOW);
    const labels = new Set(of('sip.message').map((message) => message.agent));
    expect(labels.size).toBe(257);
    expect(labels).toContain('edge_-1');
    expect(labels).toContain('254');
    expect(labels).toContain('other');
    expect(labels).not.toContain('255');
    expect(of('source.agent')).toHaveLength(257);
  });

  test('one sender cannot take the names of others, and a name that was not heard for an hour gives its place back', () => {
    const { reader, of } = reading();
    const agents = (): readonly string[] => of('sip.message').map((message) => message.agent);
    for (let agentId = 0; agentId < 300; agentId += 1) reader.hep(frame({ agentId }), NOW, '192.0.2.66');
    reader.hep(frame({ agentName: 'edge-1' }), NOW, '192.0.2.1');
    expect([new Set(agents().slice(0, 300)).size, agents().at(-1)]).toEqual([65, 'edge-1']);
    reader.hep(frame({ agentId: 1 }), NOW + 3000, '192.0.2.66');
    reader.hep(frame({ agentName: 'late' }), NOW + 3000, '192.0.2.66');
    expect(agents().slice(-2)).toEqual(['1', 'other']);
    reader.hep(frame({ agentName: 'late' }), NOW + 3601, '192.0.2.66');
    reader.hep(frame({ agentId: 1 }), NOW + 3602, '192.0.2.66');
    expect(agents().slice(-2)).toEqual(['late', '1']);
    expect(of('source.agent').filter(({ agent }) => agent === '1')).toHaveLength(1);
  });

  test('agents of one id or name at other sender addresses are others: the first keeps the plain label, also when it comes again', () => {
    const { reader, of } = reading();
    const agents = (): readonly string[] => of('sip.message').map((message) => message.agent);
    for (const peer of ['192.0.2.1', '192.0.2.7', '::ffff:192.0.2.8', '2001:db8::1', '192.0.2.7', '192.0.2.1'])
      reader.hep(frame({}), NOW, peer);
    expect(agents()).toEqual(['2001', '2001@192.0.2.7', '2001@192.0.2.8', '2001@2001:db8::1', '2001@192.0.2.7', '2001']);
    for (const peer of ['192.0.2.7', '192.0.2.1']) reader.hep(frame({ agentName: 'edge' }), NOW, peer);
    expect(agents().slice(-2)).toEqual(['edge', 'edge@192.0.2.1']);
    expect(of('source.agent').map(({ agent }) => agent)).toEqual([...new Set(agents())]);
  });

  test('a sender has the plain label when nobody with it was heard of for an hour, and the one before has it no more', () => {
    const { reader, of } = reading();
    reader.hep(frame({}), NOW, '192.0.2.1');
    reader.hep(frame({}), NOW + 3599, '192.0.2.7');
    reader.hep(frame({}), NOW + 3601, '192.0.2.8');
    reader.hep(frame({}), NOW + 3602, '192.0.2.7');
    reader.hep(frame({}), NOW + 3603, '192.0.2.1');
    expect(of('sip.message').map((message) => message.agent)).toEqual([
      '2001',
      '2001@192.0.2.7',
      '2001',
      '2001@192.0.2.7',
      '2001@192.0.2.1',
    ]);
  });

  test('senders that are many are as bounded as names are', () => {
    const { reader, of } = reading();
    for (let index = 0; index < 400; index += 1) reader.hep(frame({}), NOW, `192.0.${2 + (index >> 8)}.${index & 255}`);
    const labels = of('sip.message').map((message) => message.agent);
    expect([new Set(labels).size, labels.at(-1)]).toEqual([257, 'other']);
  });

  test('tells once of an agent whose id comes byte-swapped', () => {
    const { reader, of } = reading();
    for (let index = 0; index < 3; index += 1) reader.hep(frame({ agentId: 131_203_072 }), NOW);
    expect(of('source.agent').map(({ agent, finding }) => [agent, finding])).toEqual([
      ['2002', 'new'],
      ['2002', 'agent_id_swapped'],
    ]);
  });

  test('inflates whole frames and single payloads, and counts what is damaged or grows too much', () => {
    const { reader, of } = reading();
    reader.hep(gzipSync(frame({})), NOW);
    reader.hep(frame({ isCompressed: true, payload: gzipSync(INVITE) }), NOW);
    reader.hep(frame({ isCompressed: true, payload: deflateSync(INVITE) }), NOW);
    reader.hep(gzipSync(frame({})).subarray(0, 40), NOW);
    reader.hep(frame({ isCompressed: true, payload: 'not compressed' }), NOW);
    reader.hep(gzipSync(new Uint8Array(10_000_000)), NOW);
    expect(of('sip.message').map((message) => message.callId)).toEqual(['c1', 'c1', 'c1']);
    expect(new Set(of('sip.message').map((message) => message.contentHash)).size).toBe(1);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['inflate_failed', 'inflate_failed', 'inflate_failed']);
  });

  test('where a key is needed, nothing is inflated beyond the head of a frame before its key was seen', () => {
    const seen: string[] = [];
    const isKeyValid = (key: Uint8Array): boolean => {
      seen.push(Buffer.from(key).toString());
      return seen.at(-1) === 'lab';
    };
    const { reader, of } = reading({ isKeyValid });
    reader.hep(gzipSync(frame({ key: 'lab', payload: INVITE })), NOW);
    reader.hep(gzipSync(frame({ key: 'wrong', payload: INVITE })), NOW);
    reader.hep(gzipSync(frame({ payload: INVITE })), NOW);
    reader.hep(gzipSync(new Uint8Array(10_000_000)), NOW);
    reader.hep(frame({ key: 'wrong', isCompressed: true, payload: 'not compressed' }), NOW);
    expect(of('sip.message')).toHaveLength(1);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['bad_key', 'bad_key', 'inflate_failed', 'bad_key']);
    expect(seen).toEqual(['lab', 'lab', 'wrong', '', 'wrong']);
  });

  test('believes the bytes more than the stated payload type', () => {
    const { reader, of } = reading();
    const kinds: [payloadType: number, payload: string][] = [
      [1, INVITE],
      [61, INVITE],
      [5, '{"type":200}'],
      [1, '{ "sender_information":{} }'],
      [35, 'VQSessionReport: CallTerm\r\n'],
      [1, 'VQSessionReport: CallTerm\r\n'],
      [34, '{}'],
      [100, 'a line about INVITE sip:x'],
      [1, '\r\n\r\n'],
      [61, 'cookie d7:command4:pinge'],
    ];
    for (const [payloadType, payload] of kinds) reader.hep(frame({ payloadType, payload }), NOW);
    expect(of('source.packet').map((packet) => packet.kind)).toEqual([
      'sip',
      'sip',
      'rtcp',
      'rtcp',
      'quality',
      'quality',
      'quality',
      'log',
      'other',
      'other',
    ]);
    expect(of('sip.message')).toHaveLength(2);
  });

  test('makes one event of each report block, with the correlation id as Call-ID and nothing of the person described', () => {
    const { reader, of, events } = reading();
    const payload = `{"sender_information":{"ntp_timestamp_sec":"${NOW}","ntp_timestamp_usec":"500000","packets":10,"octets":1600},"ssrc":1,"type":200,
      "report_blocks":[{"source_ssrc":2,"fraction_lost":128,"packets_lost":-4,"highest_seq_no":70000,"ia_jitter":9,"lsr":3,"dlsr":4},{"source_ssrc":5}],
      "sdes_information":[{"type":1,"text":"sip:+15550100@h"}]}`;
    reader.hep(frame({ payloadType: 5, payload, correlationId: 'c1' }), NOW + 1);
    const shared = { type: 'media.report', at: NOW, receivedAt: NOW + 1, source: 'hep', agent: '2001', callId: 'c1', ssrc: 1 };
    const sent = { packets: 10, octets: 1600, senderAt: NOW + 0.5 };
    const block = { lossRatio: 0.5, packetsLost: -4, highestSequence: 70_000, jitterTicks: 9, lastSr: 3, delaySinceLastSr: 4 };
    expect(of('media.report')).toEqual([
      { ...shared, ...sent, sourceSsrc: 2, ...block },
      { ...shared, ...sent, sourceSsrc: 5 },
    ]);
    expect(of('source.packet').map((packet) => packet.kind)).toEqual(['rtcp']);
    expect(JSON.stringify(events)).not.toContain('5550100');
    expect(events.flatMap(eventFaults)).toEqual([]);
  });

  test('makes one event of a report without blocks, without a Call-ID when the frame names none, at arrival when its clock is off', () => {
    const { reader, of, events } = reading();
    reader.hep(frame({ at: NOW - 301, payloadType: 5, payload: '{"ssrc":1,"type":203}' }), NOW);
    reader.hep(frame({ payloadType: 5, payload: '{"ssrc":2}', correlationId: 'c'.repeat(5000) }), NOW);
    const [bye, long] = of('media.report');
    expect(bye).toEqual({ type: 'media.report', at: NOW, receivedAt: NOW, source: 'hep', agent: '2001', ssrc: 1 });
    expect(long?.callId).toHaveLength(1024);
    expect(of('source.clock').map((clock) => clock.reason)).toEqual(['skewed']);
    expect(events.flatMap(eventFaults)).toEqual([]);
  });

  test('refuses RTCP that cannot be read, with its reason, and does not count it as accepted', () => {
    const { reader, of } = reading();
    for (const payload of ['{"ssrc":1', '{"ssrc" 1}', 'RTCP', '{}']) reader.hep(frame({ payloadType: 5, payload }), NOW);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['rtcp_truncated', 'rtcp_syntax', 'rtcp_no_object', 'rtcp_no_report']);
    expect(of('source.packet')).toEqual([]);
    expect(of('media.report')).toEqual([]);
  });

  test('refuses SIP without Call-ID or CSeq, and frames that are none, each with its reason', () => {
    const { reader, of } = reading();
    reader.hep(frame({ payload: 'ACK sip:h SIP/2.0\r\nCSeq: 1 ACK\r\n\r\n' }), NOW);
    reader.hep(frame({ payload: 'ACK sip:h SIP/2.0\r\nCall-ID: c\r\n\r\n' }), NOW);
    reader.hep(frame({}).subarray(0, 50), NOW);
    reader.hep(Uint8Array.of(7), NOW);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['sip_no_call_id', 'sip_no_cseq', 'length_overrun', 'bad_magic']);
    expect(of('source.packet')).toEqual([]);
  });

  test('counts each anomaly of a message and lists it there', () => {
    const { reader, of } = reading();
    reader.hep(frame({ payload: 'SIP/2.0 200 OK\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n\r\n' }), NOW);
    expect(of('sip.message')).toMatchObject([{ method: 'BYE', status: 200, anomalies: ['no_via', 'no_from', 'no_to'] }]);
    expect(of('sip.anomaly').map((one) => one.anomaly)).toEqual(['no_via', 'no_from', 'no_to']);
  });

  test('joins the parts of a message that a capture agent read from a stream', () => {
    const { reader, of } = reading();
    const part = (from: number, to: number): Uint8Array => frame({ protocol: 6, payload: INVITE.slice(from, to) });
    const cut = INVITE.indexOf('User-Agent') + 5;
    reader.hep(part(0, cut), NOW);
    reader.hep(part(cut, INVITE.length - 4), NOW + 0.1);
    expect(of('sip.message')).toEqual([]);
    reader.hep(part(INVITE.length - 4, INVITE.length), NOW + 0.15);
    reader.hep(frame({ protocol: 6 }), NOW + 0.16);
    const [joined, whole] = of('sip.message');
    expect(joined?.contentHash).toBe(whole?.contentHash);
    expect([joined?.arrival, whole?.arrival]).toEqual([1, 2]);
    expect(of('source.packet')).toHaveLength(4);
    expect(of('source.rejected')).toEqual([]);
  });

  test('does not wait longer than 200 ms for a rest, nor past the next message of the same stream', () => {
    const { reader, of } = reading();
    const head = frame({ protocol: 6, payload: INVITE.slice(0, -4) });
    reader.hep(head, NOW);
    reader.settle(NOW + 0.19);
    expect(of('sip.message')).toEqual([]);
    reader.settle(NOW + 0.21);
    expect(of('sip.message')).toMatchObject([{ callId: 'c1', anomalies: ['content_length'] }]);
    reader.hep(frame({ protocol: 6, payload: INVITE.slice(-4) }), NOW + 0.3);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['sip_fragment']);
    reader.hep(head, NOW + 1);
    reader.hep(frame({ protocol: 6 }), NOW + 1.01);
    expect(of('sip.message').map((message) => message.arrival)).toEqual([1, 2, 3]);
  });

  test('owns what it holds: the buffer of the first part may be used again', () => {
    const { reader, of } = reading();
    const head = Buffer.from(frame({ protocol: 6, payload: INVITE.slice(0, -4) }));
    reader.hep(head, NOW);
    head.fill(0);
    reader.settle(Infinity);
    expect(of('sip.message')).toMatchObject([{ callId: 'c1' }]);
  });

  test('a datagram that is cut short is a message at once, with an anomaly', () => {
    const { reader, of } = reading();
    reader.hep(frame({ payload: INVITE.slice(0, -4) }), NOW);
    expect(of('sip.message')).toMatchObject([{ anomalies: ['content_length'] }]);
  });

  test('holds a bounded number of unfinished messages', () => {
    const { reader, of } = reading();
    for (let port = 1; port <= 300; port += 1)
      reader.hep(frame({ protocol: 6, src: `192.0.2.1:${port}`, payload: INVITE.slice(0, -4) }), NOW);
    expect(of('sip.message')).toHaveLength(44);
    reader.settle(Infinity);
    expect(of('sip.message')).toHaveLength(300);
  });

  test('refuses a wrong key, an absent one and old versions when a key is asked for', () => {
    const { reader, of } = reading({ isKeyValid: (key) => new TextDecoder().decode(key) === 'right' });
    reader.hep(frame({ key: 'right' }), NOW);
    reader.hep(frame({ key: 'wrong' }), NOW);
    reader.hep(frame({}), NOW);
    reader.hep(Uint8Array.from([1, 16, 2, 17, 19, 196, 19, 197, 1, 2, 3, 4, 5, 6, 7, 8, ...new TextEncoder().encode(INVITE)]), NOW);
    expect(of('sip.message')).toHaveLength(1);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['bad_key', 'bad_key', 'bad_key']);
  });

  test('limits each sender on its own whatever names its frames have, and counts what it refused as lost', () => {
    const { reader, of } = reading({ maxPacketsPerSecond: 2 });
    for (let index = 0; index < 5; index += 1) reader.hep(frame({ agentId: index }), NOW + index / 10, '192.0.2.1');
    reader.hep(frame({ agentId: 7 }), NOW + 0.5, '192.0.2.2');
    reader.hep(frame({ agentId: 1 }), NOW + 1, '192.0.2.1');
    expect(of('sip.message').map((message) => message.agent)).toEqual(['0', '1', '7', '1']);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['rate_limited', 'rate_limited', 'rate_limited']);
    expect(of('event.dropped')).toMatchObject([
      { stage: 'hep', reason: 'rate_limited', count: 1 },
      { reason: 'rate_limited', count: 1 },
      { reason: 'rate_limited', count: 1 },
    ]);
  });

  test('takes a bare SIP message from a packet capture', () => {
    const { reader, of, events } = reading();
    const meta = {
      at: NOW,
      receivedAt: NOW,
      src: '192.0.2.1:5060',
      dst: '192.0.2.2:5060',
      transport: 'udp',
      agent: labelText('pcap'),
    } as const;
    reader.sip(new TextEncoder().encode(INVITE), meta);
    reader.sip(new TextEncoder().encode('nothing'), meta);
    expect(of('sip.message')).toMatchObject([{ agent: 'pcap', src: '192.0.2.1:5060', callId: 'c1' }]);
    expect(of('source.rejected').map((one) => one.reason)).toEqual(['sip_no_start_line']);
    expect(events.flatMap(eventFaults)).toEqual([]);
  });

  test('cuts what is longer than any real text', () => {
    const { reader, of, events } = reading();
    reader.hep(frame({ payload: INVITE.replace('c1', 'c'.repeat(5000)).replace('Alice', 'A'.repeat(5000)) }), NOW);
    expect(of('sip.message')[0]?.callId).toHaveLength(1024);
    expect(events.flatMap(eventFaults)).toEqual([]);
  });
});

const fixture = (name: string): URL => new URL(`../../test/fixtures/hep/${name}`, import.meta.url);
test.each([
  ['kamailio-sip.hepbin', { sip: 243 }],
  ['kamailio-v2-spiral.hepbin', { sip: 39, log: 1 }],
  ['sngrep-v2.hepbin', { sip: 1 }],
  ['rtpe-call-sip.hepbin', { sip: 13 }],
  ['rtpengine-rtcp.hepbin', { rtcp: 8 }],
  ['hep-sngrep.hepbin', { sip: 13 }],
  ['hep-sipgrep.hepbin', { sip: 12 }],
  ['linphone-sip.hepbin', { sip: 27, rtcp: 10 }],
  ['kamailio-hep-tcp.stream', { sip: 13 }],
  ['rtpengine-hep-tcp.stream', { rtcp: 6 }],
])('%s is accepted whole, with %j', (name, counts) => {
  const { reader, of, events } = reading();
  if (name.endsWith('.stream')) createHepStream().feed(readFileSync(fixture(name)), (bytes) => reader.hep(bytes));
  else for (const { bytes, at } of readHepFixture(fixture(name))) reader.hep(bytes, at);
  reader.settle(Infinity);
  const kinds: Record<string, number> = {};
  for (const { kind } of of('source.packet')) kinds[kind] = (kinds[kind] ?? 0) + 1;
  expect(kinds).toEqual(counts);
  expect(of('sip.message')).toHaveLength(kinds['sip'] ?? 0);
  // Every report of the captures has one block or none.
  expect(of('media.report')).toHaveLength(kinds['rtcp'] ?? 0);
  expect(of('media.report').every((report) => report.callId !== undefined)).toBe(true);
  expect(of('source.rejected')).toEqual([]);
  expect(of('source.clock')).toEqual([]);
  expect(events.flatMap(eventFaults)).toEqual([]);
});
