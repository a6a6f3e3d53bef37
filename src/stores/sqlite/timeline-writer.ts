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

/** What of an entry the next one is a difference to; agent, transport, source and destination are one number. */
interface Compared extends EntryBefore {
  origin: number;
}

function noneBefore(): Compared {
  return { ...nothingBefore(), origin: 0 };
}

// Hot: each message of each call goes through it, in the main thread. One object for many timelines: to make its parts anew costs as much as to write.
/** Packs timelines, entry by entry, as differences from the entry before. Texts, hashes and lists of branches stand in tables before the entries. */
export class TimelineWriter {
  // The tables are short, so that looking through them is faster than a map.
  readonly #texts: string[] = [];
  readonly #hashes: number[] = [];
  readonly #lists: (readonly number[])[] = [];
  readonly #packedTexts = new ByteWriter();
  readonly #packedLists = new ByteWriter();
  readonly #entries = new ByteWriter();
  #isWide = false;
  #before = noneBefore();
  #now = noneBefore();

  /** Writes one part of a timeline; nothing for no entries. Throws `INTERNAL` for a number that cannot be stored. */
  write(out: ByteWriter, entries: readonly TimelineEntry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    const at = this.#begin(first, isWide(entries));
    for (const entry of entries) this.#entry(entry);
    const hashes = this.#hashes;
    const isLong = isSpread(hashes, LONG_HASHES, Number.MAX_SAFE_INTEGER);
    const transport = TRANSPORT.indexOf(first.transport);
    writeForm(out, { count: entries.length, transport, isLong, isWide: this.#isWide });
    writeSigned(out, at);
    out.varint(this.#texts.length);
    out.append(this.#packedTexts);
    out.varint(hashes.length);
    for (const hash of hashes) writeHash(out, hash, isLong);
    out.varint(this.#lists.length);
    out.append(this.#packedLists);
    out.move(this.#entries);
  }

  #begin(first: TimelineEntry, hasWideContents: boolean): number {
    this.#texts.length = 0;
    this.#hashes.length = 0;
    this.#lists.length = 0;
    // Whoever failed before may have left something.
    this.#packedTexts.clear();
    this.#packedLists.clear();
    this.#entries.clear();
    this.#isWide = hasWideContents;
    const before = this.#before;
    before.at = checked(microseconds(first.at));
    before.delay = 0;
    before.arrival = -1;
    before.method = 0;
    before.cseq = 0;
    before.tags = 0;
    before.branches = 0;
    before.origin = pair(this.#text(first.agent), TRANSPORT.indexOf(first.transport));
    return before.at;
  }

  #entry(entry: TimelineEntry): void {
    const out = this.#entries;
    const before = this.#before;
    const now = this.#read(entry);
    const bits = bitsOf(entry) | bitsOfChanges(before, now);
    out.varint(bits);
    writeSigned(out, now.at - before.at);
    out.varint(pair(this.#text(entry.src), this.#text(entry.dst)));
    if (this.#isWide) out.uint32(entry.contentHash);
    else writeSigned(out, checked(entry.contentHash));
    writeSigned(out, checked(entry.lengthBytes));
    writeChanges(out, bits, before, now);
    writeOptional(out, entry);
    this.#before = now;
    this.#now = before;
  }

  #read(entry: TimelineEntry): Compared {
    const now = this.#now;
    now.at = checked(microseconds(entry.at));
    now.delay = checked(microseconds(entry.receivedAt) - now.at);
    now.arrival = checked(entry.arrival);
    now.method = METHOD.indexOf(entry.method);
    now.cseq = checked(entry.cseq);
    now.tags = pair(this.#tag(entry.fromTag), this.#tag(entry.toTag));
    now.branches = this.#list(entry.branches);
    now.origin = pair(this.#text(entry.agent), TRANSPORT.indexOf(entry.transport));
    return now;
  }

  #text(text: string): number {
    const known = this.#texts.indexOf(text);
    if (known >= 0) return known;
    writeText(this.#packedTexts, text);
    return this.#texts.push(text) - 1;
  }

  #hash(hash: number): number {
    const known = this.#hashes.indexOf(hash);
    return known >= 0 ? known : this.#hashes.push(checked(hash)) - 1;
  }

  /** 0: none. */
  #tag(tag: number | undefined): number {
    return tag === undefined ? 0 : this.#hash(tag) + 1;
  }

  /** 0: none. */
  #list(branches: readonly number[]): number {
    if (branches.length === 0) return 0;
    for (let known = 0; known < this.#lists.length; known += 1) if (isSame(this.#lists[known], branches)) return known + 1;
    this.#packedLists.varint(branches.length);
    for (const branch of branches) this.#packedLists.varint(this.#hash(branch));
    return this.#lists.push(branches);
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
}

function isWide(entries: readonly TimelineEntry[]): boolean {
  let most = 0;
  for (const { contentHash } of entries) {
    if (!(contentHash >= 0 && contentHash < 2 ** 32 && Number.isInteger(contentHash))) return false;
    if (contentHash > most) most = contentHash;
  }
  return most >= WIDE_CONTENTS;
}

/** Whether all are from 0 to `last` and one is not small. */
function isSpread(numbers: readonly number[], small: number, last: number): boolean {
  let most = 0;
  for (const number of numbers) {
    if (!(number >= 0 && number <= last)) return false;
    if (number > most) most = number;
  }
  return most >= small;
}
