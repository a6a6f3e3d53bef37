import { AGENT_CLASS, ByteWriter, METHOD, type TimelineEntry, TRANSPORT } from '../../core/index.ts';
import { microseconds } from './day.ts';
import { writeText } from './packed-text.ts';
import {
  checked,
  ENTRY,
  type EntryBefore,
  METHODS,
  nothingBefore,
  pair,
  USUAL_STATUS,
  writeDuration,
  writeForm,
  writeHash,
  writeSigned,
} from './timeline-form.ts';

/** From here on hashes are taken to be spread over all 53 bits. */
const LONG_HASHES = 2 ** 40;
/** From here on contents are taken to be spread over all 32 bits. */
const WIDE_CONTENTS = 2 ** 14;

/** What of an entry the next one is a difference to; agent and transport are one number. */
interface Compared extends EntryBefore {
  origin: number;
}

function noneBefore(): Compared {
  return { ...nothingBefore(), origin: 0 };
}

/** Numbers that are noted of each entry: its tags, branches, agent and transport, source and destination. */
const NOTES = 4;
const FIRST_ENTRIES = 32;
/** Bytes that the length of all entries most likely takes. */
const USUAL_LENGTH = 1;

// Hot: each message of each call goes through it, in the main thread. One object for many timelines: to make its parts anew costs as much as to write.
/** Packs timelines, entry by entry, as differences from the entry before. Texts, hashes and lists of branches stand in tables before the entries. */
export class TimelineWriter {
  // The tables are short, so that looking through them is faster than a map. They are not emptied, for an array that is emptied gets new memory.
  readonly #texts: string[] = [];
  #textCount = 0;
  readonly #hashes: number[] = [];
  #hashCount = 0;
  readonly #lists: (readonly number[])[] = [];
  #listCount = 0;
  #notes = new Float64Array(NOTES * FIRST_ENTRIES);
  #before = noneBefore();
  #now = noneBefore();

  /** Writes one part of a timeline; nothing for no entries. Throws `INTERNAL` for a number that cannot be stored. */
  write(out: ByteWriter, entries: readonly TimelineEntry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    const transport = TRANSPORT.indexOf(first.transport);
    const at = checked(microseconds(first.at));
    const origin = this.#note(entries, first);
    const isLong = isSpread(this.#hashes, this.#hashCount);
    const hasWideContents = isWide(entries);
    writeForm(out, { count: entries.length, transport, isLong, isWide: hasWideContents });
    writeSigned(out, at);
    this.#writeTables(out, isLong);
    const entriesAt = out.hold(USUAL_LENGTH);
    const before = this.#before;
    before.at = at;
    before.delay = 0;
    before.arrival = -1;
    before.method = 0;
    before.cseq = 0;
    before.tags = 0;
    before.branches = 0;
    before.origin = origin;
    let noted = 0;
    for (const entry of entries) {
      this.#entry(out, entry, noted, hasWideContents);
      noted += NOTES;
    }
    out.fillLength(entriesAt, USUAL_LENGTH);
  }

  /** Fills the tables and notes what entries have of them. The origin of the first. */
  #note(entries: readonly TimelineEntry[], first: TimelineEntry): number {
    this.#textCount = 0;
    this.#hashCount = 0;
    this.#listCount = 0;
    if (this.#notes.length < entries.length * NOTES) this.#notes = new Float64Array(2 * entries.length * NOTES);
    const notes = this.#notes;
    const origin = this.#origin(first);
    let at = 0;
    for (const entry of entries) {
      notes[at] = pair(this.#tag(entry.fromTag), this.#tag(entry.toTag));
      notes[at + 1] = this.#list(entry.branches);
      notes[at + 2] = this.#origin(entry);
      notes[at + 3] = pair(this.#text(entry.src), this.#text(entry.dst));
      at += NOTES;
    }
    return origin;
  }

  #writeTables(out: ByteWriter, isLong: boolean): void {
    out.varint(this.#textCount);
    for (let place = 0; place < this.#textCount; place += 1) writeText(out, this.#texts[place] ?? '');
    out.varint(this.#hashCount);
    for (let place = 0; place < this.#hashCount; place += 1) writeHash(out, this.#hashes[place] ?? 0, isLong);
    out.varint(this.#listCount);
    for (let place = 0; place < this.#listCount; place += 1) {
      const list = this.#lists[place] ?? [];
      out.varint(list.length);
      for (const branch of list) out.varint(this.#hash(branch));
    }
  }

  #entry(out: ByteWriter, entry: TimelineEntry, noted: number, hasWideContents: boolean): void {
    const before = this.#before;
    const now = this.#read(entry, noted);
    const bits = bitsOf(entry) | bitsOfChanges(before, now);
    out.varint(bits);
    writeSigned(out, now.at - before.at);
    out.varint(this.#notes[noted + 3] ?? 0);
    if (hasWideContents) out.uint32(entry.contentHash);
    else writeSigned(out, checked(entry.contentHash));
    writeSigned(out, checked(entry.lengthBytes));
    writeChanges(out, bits, before, now);
    writeOptional(out, entry);
    this.#before = now;
    this.#now = before;
  }

  #read(entry: TimelineEntry, noted: number): Compared {
    const now = this.#now;
    now.at = checked(microseconds(entry.at));
    now.delay = checked(microseconds(entry.receivedAt) - now.at);
    now.arrival = checked(entry.arrival);
    now.method = METHOD.indexOf(entry.method);
    now.cseq = checked(entry.cseq);
    now.tags = this.#notes[noted] ?? 0;
    now.branches = this.#notes[noted + 1] ?? 0;
    now.origin = this.#notes[noted + 2] ?? 0;
    return now;
  }

  #origin(entry: TimelineEntry): number {
    return pair(this.#text(entry.agent), TRANSPORT.indexOf(entry.transport));
  }

  #text(text: string): number {
    const count = this.#textCount;
    for (let known = 0; known < count; known += 1) if (this.#texts[known] === text) return known;
    this.#texts[count] = text;
    this.#textCount = count + 1;
    return count;
  }

  #hash(hash: number): number {
    const count = this.#hashCount;
    for (let known = 0; known < count; known += 1) if (this.#hashes[known] === hash) return known;
    this.#hashes[count] = checked(hash);
    this.#hashCount = count + 1;
    return count;
  }

  /** 0: none. */
  #tag(tag: number | undefined): number {
    return tag === undefined ? 0 : this.#hash(tag) + 1;
  }

  /** 0: none. */
  #list(branches: readonly number[]): number {
    if (branches.length === 0) return 0;
    const count = this.#listCount;
    for (let known = 0; known < count; known += 1) if (isSame(this.#lists[known], branches)) return known + 1;
    for (const branch of branches) this.#hash(branch);
    this.#lists[count] = branches;
    this.#listCount = count + 1;
    return count + 1;
  }
}

/** One timeline in one part; no bytes for no entries. Throws `INTERNAL` for a number that cannot be stored. */
export function encodeTimeline(entries: readonly TimelineEntry[]): Uint8Array {
  const out = new ByteWriter();
  new TimelineWriter().write(out, entries);
  return out.take();
}

function isSame(one: readonly number[] | undefined, two: readonly number[]): boolean {
  if (one?.length !== two.length) return false;
  for (let at = 0; at < two.length; at += 1) if (one[at] !== two[at]) return false;
  return true;
}

function bitsOfChanges(before: Compared, now: Compared): number {
  return (
    (now.method === before.method && now.cseq === before.cseq ? 0 : ENTRY.request) |
    (now.tags === before.tags ? 0 : ENTRY.tags) |
    (now.branches === before.branches ? 0 : ENTRY.branches) |
    (now.delay === before.delay ? 0 : ENTRY.delay) |
    (now.arrival === before.arrival + 1 ? 0 : ENTRY.arrival) |
    (now.origin === before.origin ? 0 : ENTRY.origin)
  );
}

function writeChanges(out: ByteWriter, bits: number, before: Compared, now: Compared): void {
  if ((bits & ENTRY.request) !== 0) writeSigned(out, checked((now.cseq - before.cseq) * METHODS + now.method));
  if ((bits & ENTRY.tags) !== 0) out.varint(now.tags);
  if ((bits & ENTRY.branches) !== 0) out.varint(now.branches);
  if ((bits & ENTRY.delay) !== 0) writeSigned(out, now.delay);
  if ((bits & ENTRY.arrival) !== 0) writeSigned(out, checked(now.arrival - before.arrival));
  if ((bits & ENTRY.origin) !== 0) out.varint(now.origin);
}

function bitsOf(entry: TimelineEntry): number {
  return (
    (entry.hasSdp ? ENTRY.sdp : 0) |
    (entry.hasCredentials ? ENTRY.credentials : 0) |
    (entry.isEmergency ? ENTRY.emergency : 0) |
    has(entry.status, ENTRY.status) |
    has(entry.sessionExpiresSeconds, ENTRY.sessionExpires) |
    has(entry.expiresSeconds, ENTRY.expires) |
    has(entry.reasonSip, ENTRY.reasonSip) |
    has(entry.reasonQ850, ENTRY.reasonQ850) |
    has(entry.sipfragStatus, ENTRY.sipfragStatus) |
    has(entry.agentClass, ENTRY.agentClass)
  );
}

function has(value: number | string | undefined, bit: number): number {
  return value === undefined ? 0 : bit;
}

function writeOptional(out: ByteWriter, entry: TimelineEntry): void {
  if (entry.status !== undefined) writeSigned(out, checked(entry.status) - USUAL_STATUS);
  if (entry.sessionExpiresSeconds !== undefined) writeDuration(out, entry.sessionExpiresSeconds);
  if (entry.agentClass !== undefined) out.byte(AGENT_CLASS.indexOf(entry.agentClass));
  if (entry.expiresSeconds !== undefined) writeDuration(out, entry.expiresSeconds);
  if (entry.reasonSip !== undefined) writeSigned(out, checked(entry.reasonSip));
  if (entry.reasonQ850 !== undefined) writeSigned(out, checked(entry.reasonQ850));
  if (entry.sipfragStatus !== undefined) writeSigned(out, checked(entry.sipfragStatus));
}

function isWide(entries: readonly TimelineEntry[]): boolean {
  let most = 0;
  for (const { contentHash } of entries) {
    if (!(contentHash >= 0 && contentHash < 2 ** 32 && Number.isInteger(contentHash))) return false;
    if (contentHash > most) most = contentHash;
  }
  return most >= WIDE_CONTENTS;
}

/** Whether all may be hashes and one is not small. */
function isSpread(hashes: readonly number[], count: number): boolean {
  let most = 0;
  for (let place = 0; place < count; place += 1) {
    const hash = hashes[place] ?? 0;
    if (hash < 0) return false;
    if (hash > most) most = hash;
  }
  return most >= LONG_HASHES;
}
