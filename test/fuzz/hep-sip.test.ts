import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readHepFixture } from '../../src/testing/index.ts';
import { createHepStream, Hep, parseHep, parseSdp, parseSip, Sip } from '../../src/wire/index.ts';
import { createRandom, mutate } from './mutate.ts';
import { rounds } from '../rounds.ts';

/** Number of mutated packets that are read. */
const PACKETS = rounds(30_000, 1_000_000);
/** Accessors cost more than the scan, so they are driven on a share of the packets. */
const OPEN_EVERY = 8;
const MAX_VIAS = 64;
const FOLDER = new URL('../fixtures/hep/', import.meta.url);

function readSeeds(): Uint8Array[] {
  const seeds: Uint8Array[] = [];
  for (const name of readdirSync(FOLDER)) {
    const path = new URL(name, FOLDER);
    if (name.endsWith('.hepbin')) for (const { bytes } of readHepFixture(path)) seeds.push(bytes);
    if (name.endsWith('.stream')) createHepStream().feed(readFileSync(path), (frame) => seeds.push(new Uint8Array(frame)));
  }
  return seeds;
}

const HEP_PLACES = ['src', 'dst', 'payload', 'key', 'correlation', 'name'] as const;

/** Says what of a frame lies outside its packet. */
function strayHep(hep: Hep): string | undefined {
  for (const name of HEP_PLACES) {
    const start = hep[`${name}Start`];
    const end = hep[`${name}End`];
    if (!(start >= 0 && start <= end && end <= hep.bytes.length)) return name;
  }
  return undefined;
}

const SIP_PLACES = [
  'requestUri',
  'callId',
  'from',
  'fromName',
  'fromTag',
  'to',
  'toTag',
  'asserted',
  'diverted',
  'agent',
  'replaces',
  'contentType',
] as const;

/** Says what of a message lies outside its payload or exceeds its bound. */
function straySip(sip: Sip): string | undefined {
  const isWithin = (start: number, end: number): boolean => start >= sip.start && start <= end && end <= sip.end;
  for (const name of SIP_PLACES) {
    const start = sip[`${name}Start`];
    const end = sip[`${name}End`];
    if (start + end > 0 && !isWithin(start, end)) return name;
  }
  if (!isWithin(sip.bodyStart, sip.end)) return 'body';
  if (sip.vias.length > 2 * MAX_VIAS || sip.contacts.length > sip.end - sip.start) return 'count';
  for (const list of [sip.vias, sip.contacts, sip.identities]) {
    for (let index = 0; index < list.length; index += 2) if (!isWithin(list[index] ?? -1, list[index + 1] ?? -1)) return 'list';
  }
  return undefined;
}

/** Makes all texts and hashes of a message; their sum length is bounded by that of the message. */
function openSip(sip: Sip): string | undefined {
  const texts = [
    sip.callId,
    sip.fromUser,
    sip.fromName,
    sip.toUser,
    sip.requestUser,
    sip.requestHost,
    sip.fromHost,
    sip.assertedUser,
    sip.divertedUser,
    sip.agent,
    sip.replacesCallId,
    ...sip.names(),
  ];
  for (const text of texts) if (text !== undefined && text.length > sip.end - sip.start) return 'text';
  const hashes = [sip.contentHash(1), sip.fromTag(1) ?? 0, sip.toTag(1) ?? 0, ...sip.branches(1)];
  if (!hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0)) return 'hash';
  if (!(sip.contactExpires >= -1) || typeof sip.hasSdp !== 'boolean' || typeof sip.isEmergency !== 'boolean') return 'value';
  if (sip.anomalies.length > 10) return 'anomalies';
  return parseSdp(sip.bytes, sip.bodyStart, sip.end).media.length > 32 ? 'media' : undefined;
}

function inspect(bytes: Uint8Array, isOpened: boolean, counts: Map<string, number>): string | undefined {
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const hep = parseHep(bytes, 1_795_000_000);
  if (!(hep instanceof Hep)) {
    count(`hep ${hep.malformed}`);
    // What is no frame any more is still read as a bare message.
    const bare = parseSip(bytes);
    return bare instanceof Sip ? straySip(bare) : undefined;
  }
  count('hep');
  const stray = strayHep(hep);
  if (stray !== undefined) return `hep.${stray}`;
  const sip = parseSip(hep.bytes, hep.payloadStart, hep.payloadEnd);
  if (!(sip instanceof Sip)) {
    count(`sip ${sip.malformed}`);
    return undefined;
  }
  count('sip');
  return straySip(sip) ?? (isOpened ? openSip(sip) : undefined);
}

test(
  `${PACKETS} mutated packets are each read or refused with a reason, and nothing points outside its packet`,
  { timeout: 3_600_000 },
  () => {
    const seeds = readSeeds();
    const random = createRandom(20_261_121);
    const counts = new Map<string, number>();
    for (let number = 0; number < PACKETS; number += 1) {
      const bytes = mutate(seeds, random);
      let fault: string | undefined;
      try {
        fault = inspect(bytes, number % OPEN_EVERY === 0, counts);
      } catch (error) {
        fault = String(error);
      }
      if (fault !== undefined) expect.fail(`packet ${number}: ${fault}: ${Buffer.from(bytes).toString('hex')}`);
    }
    // The mutations reach every verdict, so none of the paths went unfuzzed.
    for (const reason of ['truncated', 'bad_magic', 'length_overrun', 'chunk_length', 'bad_family', 'no_payload']) {
      expect(counts.get(`hep ${reason}`), reason).toBeGreaterThan(0);
    }
    for (const reason of ['no_start_line', 'no_call_id', 'no_cseq']) expect(counts.get(`sip ${reason}`), reason).toBeGreaterThan(0);
    expect(counts.get('sip')).toBeGreaterThan(PACKETS / 10);
  },
);

test('a message of nothing but separators is read in linear time: every byte is looked at a bounded number of times', () => {
  const head = 'INVITE sip:b@h SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n';
  const names = ['Via', 'From', 'To', 'Contact', 'Reason', 'P-Asserted-Identity', 'Diversion', 'Replaces', 'CSeq', 'Content-Type', 'X'];
  const looks: number[] = [];
  for (const size of [1000, 10_000]) {
    let reads = 0;
    for (const name of names) {
      for (const filler of [
        ';',
        ',',
        '"',
        '<',
        '\\',
        ';branch',
        ';branch=',
        ';tag',
        ' ',
        '\r\n ',
        'SIP;cause=1,',
        '<sip:a@b>,',
        ';"',
        '";',
        '@',
        '%',
      ]) {
        const bytes = new TextEncoder().encode(`${head}${name}: ${filler.repeat(size / filler.length)}\r\n\r\n`);
        const counted = new Proxy(bytes, {
          get(target, key) {
            if (typeof key === 'string') reads += 1;
            const value: unknown = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        const sip = parseSip(counted, 0, bytes.length);
        if (sip instanceof Sip) expect(sip.contactExpires).toBeGreaterThanOrEqual(-1);
      }
    }
    looks.push(reads);
  }
  const [small = 0, large = 0] = looks;
  expect(large / small).toBeLessThan(11);
});
