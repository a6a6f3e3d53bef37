import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHepFixture } from '../testing/index.ts';
import { createHepStream, Hep, parseHep, parseRtcpJson, RTCP_MALFORMED, type RtcpReport } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const NOW = 1_795_227_186;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => parseRtcpJson(encode(text), NOW);
const FIXTURES = new URL('../../test/fixtures/hep/', import.meta.url);

interface Captured {
  readonly at: number;
  readonly payload: Uint8Array;
}

/** The RTCP payloads of a capture. */
function captured(name: string): readonly Captured[] {
  const path = new URL(name, FIXTURES);
  const frames: Uint8Array[] = [];
  if (name.endsWith('.stream')) createHepStream().feed(readFileSync(path), (bytes) => frames.push(Uint8Array.from(bytes)));
  else frames.push(...readHepFixture(path).map((record) => record.bytes));
  return frames.flatMap((bytes) => {
    const hep = parseHep(bytes);
    return hep instanceof Hep && hep.payloadType === 5 ? [{ at: hep.at ?? NOW, payload: hep.payload }] : [];
  });
}

function report({ at, payload }: Captured): RtcpReport {
  const parsed = parseRtcpJson(payload, at);
  if ('malformed' in parsed) throw new Error(parsed.malformed);
  return parsed;
}

describe('a report of rtpengine', () => {
  test('has every field that its sender wrote, and the NTP time as Unix seconds', () => {
    const [one, , three] = captured('rtpengine-rtcp.hepbin').map(report);
    expect(one).toEqual({
      ssrc: 1_731_735_618,
      type: 200,
      packets: 250,
      octets: 40_000,
      senderAt: 1_795_227_186 + 283_923_108 / 2 ** 32,
      blocks: [{ sourceSsrc: 3_081_819_092, fractionLostRatio: 0, packetsLost: 0, highestSequence: 12_177, jitterTicks: 61 }],
    });
    expect(three?.blocks).toEqual([
      {
        sourceSsrc: 3_081_819_092,
        fractionLostRatio: 0,
        packetsLost: 0,
        highestSequence: 12_433,
        jitterTicks: 8,
        lastSr: 2_092_045_766,
        delaySinceLastSr: 324_009,
      },
    ]);
  });

  interface Written {
    readonly sender_information?: Readonly<Record<string, number>>;
    readonly ssrc?: number;
    readonly type?: number;
    readonly report_blocks?: readonly Readonly<Record<string, number>>[];
  }

  test.each([
    ['rtpengine-rtcp.hepbin', 8],
    ['linphone-sip.hepbin', 10],
    ['rtpengine-hep-tcp.stream', 6],
  ])('%s agrees with a plain JSON reader in all of its %i packets', (name, count) => {
    const all = captured(name);
    expect(all).toHaveLength(count);
    for (const one of all) {
      // The captures repeat no name, so JSON.parse loses nothing; their shape is known.
      const written = JSON.parse(new TextDecoder().decode(one.payload)) as Written;
      const sender = written.sender_information;
      const { senderAt, blocks, ...rest } = report(one);
      expect({ ssrc: undefined, type: undefined, packets: undefined, octets: undefined, ...rest }).toEqual({
        ssrc: written.ssrc,
        type: written.type,
        packets: sender?.['packets'],
        octets: sender?.['octets'],
      });
      expect(senderAt === undefined).toBe(sender === undefined);
      expect(Math.abs((senderAt ?? one.at) - one.at)).toBeLessThan(1);
      expect(blocks).toHaveLength(written.report_blocks?.length ?? 0);
      for (const [index, block] of (written.report_blocks ?? []).entries()) {
        expect(blocks[index]).toEqual({
          sourceSsrc: block['source_ssrc'],
          fractionLostRatio: (block['fraction_lost'] ?? 0) / 256,
          packetsLost: block['packets_lost'],
          highestSequence: block['highest_seq_no'],
          jitterTicks: block['ia_jitter'],
          ...(block['lsr'] === 0 ? {} : { lastSr: block['lsr'], delaySinceLastSr: block['dlsr'] }),
        });
      }
      expect(JSON.stringify(report(one))).not.toMatch(/sip:|Linphone|@/);
    }
  });
});

test('the form of Asterisk has Unix time and numbers as strings, and prints large numbers with a sign', () => {
  const text = `{"sender_information":{"ntp_timestamp_sec":"1795227186","ntp_timestamp_usec":"250000","rtp_timestamp":160,"packets":50,"octets":8000},
    "ssrc":-1,"type":200,"report_count":1,"report_blocks":[{"source_ssrc":"7","fraction_lost":"64","packets_lost":"3","highest_seq_no":"500",
    "ia_jitter":"12","lsr":"2092045766","dlsr":"65536"}]}`;
  expect(read(text)).toEqual({
    ssrc: 4_294_967_295,
    type: 200,
    packets: 50,
    octets: 8000,
    senderAt: 1_795_227_186.25,
    blocks: [
      {
        sourceSsrc: 7,
        fractionLostRatio: 0.25,
        packetsLost: 3,
        highestSequence: 500,
        jitterTicks: 12,
        lastSr: 2_092_045_766,
        delaySinceLastSr: 65_536,
      },
    ],
  });
});

test('a compound that repeats its names keeps all report blocks and who came first', () => {
  const text =
    '{"ssrc":1,"type":200,"report_blocks":[{"source_ssrc":2}],"ssrc":9,"type":201,"report_blocks":[{"source_ssrc":3},{"source_ssrc":4}]}';
  expect(read(text)).toEqual({ ssrc: 1, type: 200, blocks: [{ sourceSsrc: 2 }, { sourceSsrc: 3 }, { sourceSsrc: 4 }] });
});

test.each([
  [-1, -1],
  [8_388_607, 8_388_607],
  [8_388_608, -8_388_608],
  [16_777_215, -1],
  [4_294_967_295, -1],
  [16_777_216, undefined],
  [-8_388_609, undefined],
])('a cumulative loss written as %d is %d', (written, packetsLost) => {
  const block = packetsLost === undefined ? { sourceSsrc: 2 } : { sourceSsrc: 2, packetsLost };
  expect(read(`{"report_blocks":[{"source_ssrc":2,"packets_lost":${written}}]}`)).toEqual({ blocks: [block] });
});

test('what is empty, impossible or not a number is absent, and never 0', () => {
  const text = `{"sender_information":null,"ssrc":,"type":"","report_count":{"a":[1,{"b":"}"}]},"report_blocks":[{"source_ssrc":2,"fraction_lost":256,
    "packets_lost":"many","highest_seq_no":4294967296,"ia_jitter":[1],"lsr":0,"dlsr":5},{},],}`;
  expect(read(text)).toEqual({ blocks: [{ sourceSsrc: 2 }] });
  expect(read('{"sender_information":{"ntp_timestamp_sec":0,"ntp_timestamp_usec":0,"packets":0}}')).toEqual({ packets: 0, blocks: [] });
});

test('a source description alone is a report without anything of the person it names', () => {
  expect(read('{"sdes_ssrc":5,"sdes_information":[{"type":1,"text":"alice \\" }@h"}]}')).toEqual({ blocks: [] });
});

test.each([
  ['', 'no_object'],
  ['[{"ssrc":1}]', 'no_object'],
  ['{}', 'no_report'],
  ['{"name":1}', 'no_report'],
  ['{"ssrc":1', 'truncated'],
  ['{"ssrc"', 'truncated'],
  ['{"sdes_information":[{"text":"a', 'truncated'],
  ['{"sdes_information":[{', 'truncated'],
  ['{"ssrc" 1}', 'syntax'],
  ['{ssrc:1}', 'syntax'],
  ['{"report_blocks":[}', 'syntax'],
  [`{"report_blocks":[${'{"lsr":1},'.repeat(63)}]}`, 'too_many_blocks'],
])('%j is refused as %s', (text, malformed) => {
  expect(read(text)).toEqual({ malformed });
});

test('depth costs nothing: half a million brackets are passed over', () => {
  const deep = '['.repeat(500_000) + ']'.repeat(500_000);
  expect(read(`{"x":${deep},"ssrc":1}`)).toEqual({ ssrc: 1, blocks: [] });
  expect(read(`{"ssrc":${deep},"report_blocks":[${deep}]}`)).toEqual({ blocks: [] });
});

const SEEDS = ['rtpengine-rtcp.hepbin', 'linphone-sip.hepbin'].flatMap(captured).map(({ payload }) => payload);
const LARGEST = 2 ** 32;

test('any change of a report is read or refused with a reason, and every value stays within its bounds', () => {
  const edit = fc.record({
    at: fc.nat(600),
    remove: fc.nat(8),
    insert: fc.oneof(fc.string(), fc.constantFrom('"', '\\', '{', ']', ',', '-')),
  });
  fc.assert(
    fc.property(fc.constantFrom(...SEEDS), fc.array(edit, { maxLength: 6 }), (seed, edits) => {
      const bytes = [...seed];
      for (const { at, remove, insert } of edits) bytes.splice(at, remove, ...encode(insert));
      const parsed = parseRtcpJson(Uint8Array.from(bytes), NOW);
      if ('malformed' in parsed) {
        expect(RTCP_MALFORMED).toContain(parsed.malformed);
        return;
      }
      expect(parsed.senderAt ?? 0).toBeGreaterThanOrEqual(0);
      for (const { packetsLost = 0, fractionLostRatio = 0, ...counts } of parsed.blocks) {
        expect(Math.abs(packetsLost)).toBeLessThanOrEqual(2 ** 23);
        expect(fractionLostRatio).toBeLessThan(1);
        for (const count of Object.values(counts)) expect(Number.isInteger(count) && count >= 0 && count < LARGEST).toBe(true);
      }
    }),
    { numRuns: rounds(400, 2000) },
  );
});

test('any bytes at all are read without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(parseRtcpJson(Uint8Array.from([0x7b, ...bytes]), NOW)).toBeTypeOf('object');
    }),
  );
});

test('a name or a number that a sender writes with escapes is the same as one without (RFC 8259 section 7)', () => {
  const plain = read('{"ssrc":7,"report_blocks":[{"source_ssrc":"2","fraction_lost":64}]}');
  expect(plain).toMatchObject({ blocks: [expect.anything()] });
  expect(read(String.raw`{"\u0073src":7,"report\u005fblocks":[{"source_ssrc":"\u0032","fraction\u005Flost":64}]}`)).toEqual(plain);
  for (const odd of [String.raw`\q`, String.raw`\u12`, String.raw`\uZZZZ`])
    expect(read(`{"${odd}":1,"ssrc":7}`)).toEqual(read('{"ssrc":7}'));
});
