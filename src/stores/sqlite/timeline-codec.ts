import { AGENT_CLASS, ByteReader, ByteWriter, labelText, METHOD, TeleError, type TimelineEntry, TRANSPORT } from '../../core/index.ts';
import { microseconds, seconds } from './day.ts';
import { readText, writeText } from './packed-text.ts';

/** What an entry has, one bit each. */
const HAS = {
  sdp: 1,
  credentials: 2,
  emergency: 4,
  status: 8,
  fromTag: 16,
  toTag: 32,
  branches: 64,
  sessionExpires: 128,
  expires: 256,
  reasonSip: 512,
  reasonQ850: 1024,
  agentClass: 2048,
} as const;

/** What stands before a hash: its form when it is new, else its place in the table plus `known`. */
const HASH = { long: 0, short: 1, known: 2 } as const;
/** Hashes below this take fewer bytes as a short number. */
const SHORT_HASHES = 2 ** 40;

/**
 * Packs the timeline of a call, entry by entry, as differences from the entry before; texts and hashes that occur again are numbers of a table that both
 * sides build as they go. Throws `INTERNAL` for a number that cannot be stored.
 */
export function encodeTimeline(entries: readonly TimelineEntry[]): Uint8Array {
  const out = new ByteWriter();
  // Hot: the tables are short, so that looking through them is faster than a map.
  const texts: string[] = [];
  const hashes: number[] = [];
  const text = (value: string): void => {
    const known = texts.indexOf(value) + 1;
    out.varint(known);
    if (known > 0) return;
    texts.push(value);
    writeText(out, value);
  };
  const hash = (value: number): void => {
    const known = hashes.indexOf(value);
    if (known >= 0) {
      out.varint(HASH.known + known);
      return;
    }
    hashes.push(value);
    writeHash(out, value);
  };
  let at = 0;
  let arrival = 0;
  out.varint(entries.length);
  for (const entry of entries) {
    const micros = microseconds(entry.at);
    out.varint(bitsOf(entry));
    signed(out, micros - at);
    signed(out, microseconds(entry.receivedAt) - micros);
    signed(out, entry.arrival - arrival);
    at = micros;
    arrival = entry.arrival;
    out.byte(METHOD.indexOf(entry.method));
    out.byte(TRANSPORT.indexOf(entry.transport));
    text(entry.agent);
    text(entry.src);
    text(entry.dst);
    signed(out, entry.cseq);
    hash(entry.contentHash);
    signed(out, entry.lengthBytes);
    writeOptional(out, entry, hash);
  }
  return out.take();
}

function bitsOf(entry: TimelineEntry): number {
  return (
    (entry.hasSdp ? HAS.sdp : 0) |
    (entry.hasCredentials ? HAS.credentials : 0) |
    (entry.isEmergency ? HAS.emergency : 0) |
    (entry.branches.length > 0 ? HAS.branches : 0) |
    has(entry.status, HAS.status) |
    has(entry.fromTag, HAS.fromTag) |
    has(entry.toTag, HAS.toTag) |
    has(entry.sessionExpiresSeconds, HAS.sessionExpires) |
    has(entry.expiresSeconds, HAS.expires) |
    has(entry.reasonSip, HAS.reasonSip) |
    has(entry.reasonQ850, HAS.reasonQ850) |
    has(entry.agentClass, HAS.agentClass)
  );
}

function has(value: number | string | undefined, bit: number): number {
  return value === undefined ? 0 : bit;
}

function writeOptional(out: ByteWriter, entry: TimelineEntry, hash: (value: number) => void): void {
  if (entry.status !== undefined) signed(out, entry.status);
  if (entry.fromTag !== undefined) hash(entry.fromTag);
  if (entry.toTag !== undefined) hash(entry.toTag);
  if (entry.branches.length > 0) {
    out.varint(entry.branches.length);
    for (const branch of entry.branches) hash(branch);
  }
  if (entry.sessionExpiresSeconds !== undefined) signed(out, microseconds(entry.sessionExpiresSeconds));
  if (entry.expiresSeconds !== undefined) signed(out, microseconds(entry.expiresSeconds));
  if (entry.reasonSip !== undefined) signed(out, entry.reasonSip);
  if (entry.reasonQ850 !== undefined) signed(out, entry.reasonQ850);
  if (entry.agentClass !== undefined) out.byte(AGENT_CLASS.indexOf(entry.agentClass));
}

/** The entries that `encodeTimeline` packed, once or part after part, as they were written. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTimeline(bytes: Uint8Array): TimelineEntry[] {
  const input = new ByteReader(bytes);
  const entries: TimelineEntry[] = [];
  while (!input.isDone) readPart(input, entries);
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A timeline is cut short.');
  return entries;
}

function readPart(input: ByteReader, entries: TimelineEntry[]): void {
  const texts: string[] = [];
  const hashes: number[] = [];
  const text = (): string => {
    const known = input.varint();
    if (known === 0) texts.push(readText(input));
    return texts.at(known - 1) ?? '';
  };
  const hash = (): number => {
    const form = input.varint();
    if (form >= HASH.known) return hashes.at(form - HASH.known) ?? 0;
    const value = form === HASH.long ? readLongHash(input) : readSigned(input);
    hashes.push(value);
    return value;
  };
  let at = 0;
  let arrival = 0;
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) {
    const bits = input.varint();
    at += readSigned(input);
    const receivedAt = at + readSigned(input);
    arrival += readSigned(input);
    // Hot: one literal and assignments; spreading a second object costs more than reading both.
    const entry: Writable<TimelineEntry> = {
      at: seconds(at),
      receivedAt: seconds(receivedAt),
      arrival,
      method: METHOD[input.byte()] ?? 'OTHER',
      transport: TRANSPORT[input.byte()] ?? 'other',
      agent: labelText(text()),
      src: text(),
      dst: text(),
      cseq: readSigned(input),
      contentHash: hash(),
      lengthBytes: readSigned(input),
      hasSdp: (bits & HAS.sdp) !== 0,
      hasCredentials: (bits & HAS.credentials) !== 0,
      isEmergency: (bits & HAS.emergency) !== 0,
      branches: NO_BRANCHES,
    };
    readOptional(input, bits, hash, entry);
    entries.push(entry);
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
const NO_BRANCHES: readonly number[] = [];

function readOptional(input: ByteReader, bits: number, hash: () => number, entry: Writable<TimelineEntry>): void {
  if (bits & HAS.status) entry.status = readSigned(input);
  if (bits & HAS.fromTag) entry.fromTag = hash();
  if (bits & HAS.toTag) entry.toTag = hash();
  if (bits & HAS.branches) entry.branches = readBranches(input, hash);
  if (bits & HAS.sessionExpires) entry.sessionExpiresSeconds = seconds(readSigned(input));
  if (bits & HAS.expires) entry.expiresSeconds = seconds(readSigned(input));
  if (bits & HAS.reasonSip) entry.reasonSip = readSigned(input);
  if (bits & HAS.reasonQ850) entry.reasonQ850 = readSigned(input);
  if (bits & HAS.agentClass) entry.agentClass = AGENT_CLASS[input.byte()] ?? 'other';
}

function readBranches(input: ByteReader, hash: () => number): number[] {
  const branches: number[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) branches.push(hash());
  return branches;
}

/** Parts of a timeline as one, in memory of its own. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Entries in causal order, each once: what makes one the same is its time, arrival, agent and content. */
export function joinTimelines(joined: TimelineEntry[]): TimelineEntry[] {
  if (isInOrder(joined)) return joined;
  const all = new Map<string, TimelineEntry>();
  for (const entry of joined) {
    const key = `${entry.at}|${entry.arrival}|${entry.contentHash}|${entry.agent}`;
    if (!all.has(key)) all.set(key, entry);
  }
  return [...all.values()].sort((a, b) => a.at - b.at || a.arrival - b.arrival);
}

// Hot: nearly all timelines are in order, and the keys of the map would cost more than all the rest.
/** Whether each entry comes after the one before it, so that none is there twice. */
function isInOrder(entries: readonly TimelineEntry[]): boolean {
  let last: TimelineEntry | undefined;
  for (const entry of entries) {
    if (last !== undefined && !(entry.at > last.at || (entry.at === last.at && entry.arrival > last.arrival))) return false;
    last = entry;
  }
  return true;
}

/** Writes a hash that the table does not have yet: one of up to 53 bits as seven bytes, a small one as a short number. */
function writeHash(out: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value) || value < SHORT_HASHES) {
    out.byte(HASH.short);
    signed(out, value);
    return;
  }
  const high = Math.floor(value / 2 ** 32);
  out.byte(HASH.long);
  for (let shift = 16; shift >= 0; shift -= 8) out.byte((high >>> shift) & 255);
  for (let shift = 24; shift >= 0; shift -= 8) out.byte((value >>> shift) & 255);
}

function readLongHash(input: ByteReader): number {
  let value = 0;
  for (let left = 7; left > 0; left -= 1) value = value * 256 + input.byte();
  return value;
}

/** Writes a whole number that may be negative. */
function signed(out: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) throw new TeleError('INTERNAL', `A timeline with the number ${value} cannot be stored.`);
  // A hash may have 53 bits, so the sign has a byte of its own when there is no room beside it.
  if (value >= 0 && value < 2 ** 51) out.varint(value * 4);
  else if (value < 0 && value > -(2 ** 51)) out.varint(-value * 4 + 1);
  else {
    out.varint(value < 0 ? 3 : 2);
    out.varint(Math.abs(value));
  }
}

function readSigned(input: ByteReader): number {
  const value = input.varint();
  switch (value % 4) {
    case 0:
      return value / 4;
    case 1:
      return -(value - 1) / 4;
    case 2:
      return input.varint();
    default:
      return -input.varint();
  }
}
