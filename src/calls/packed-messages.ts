import { AGENT_CLASS, METHOD, TRANSPORT, type Method, type TimelineEntry } from '../core/index.ts';
import { NumberBytes, NumberReader } from './number-bytes.ts';
import type { Notes, Seen } from './seen.ts';
import { NONE, withNew } from './with-new.ts';

/** What has been made of a message so far. */
const COUNTED = 1;
const HANDED = 2;
const SETTLED = 4;

/** The bits that say what a message is and has. */
const SDP = 1;
const CREDENTIALS = 2;
const EMERGENCY = 4;
const NOTED = 8;
const MEDIA = 16;
const STATUS = 32;
const FROM_TAG = 64;
const TO_TAG = 128;
const SESSION_EXPIRES = 256;
const EXPIRES = 512;
const REASON_SIP = 1024;
const REASON_Q850 = 2048;
const SIPFRAG = 4096;
/** More than a message takes without its branches: thirteen numbers and five times eight bytes. */
const MOST_BYTES = 256;
const HASH_BYTES = 8;
/** An agent's class, or none. */
const CLASSES = AGENT_CLASS.length + 1;
/** A message begins with how many bytes it takes, and what has been made of it. */
const FLAGS_PLACE = 4;
const METHOD_NUMBER: ReadonlyMap<Method, number> = new Map(METHOD.map((method, place) => [method, place]));

/**
 * Messages of one conversation as bytes: as objects they take several times as much, and the garbage collector looks at each of them. A form of memory alone, made for speed: nothing of it
 * is written anywhere.
 */
export class PackedMessages {
  readonly #bytes = new NumberBytes();
  #count = 0;
  /** Agents, addresses and what SDP says: the same in each message, most often. */
  #texts: readonly string[] = NONE;
  /** What few messages have, in their order. */
  #notes: readonly Notes[] = NONE;

  get count(): number {
    return this.#count;
  }

  /** Hot: per message. */
  push(seen: Seen): void {
    const { entry, notes } = seen;
    const { branches } = entry;
    const bytes = this.#bytes;
    const start = bytes.length;
    if (notes !== undefined) this.#notes = this.#notes.concat([notes]);
    this.#count += 1;
    bytes.reserve(MOST_BYTES + branches.length * HASH_BYTES);
    bytes.word(0);
    bytes.byte(flagsOf(seen));
    bytes.short((notes === undefined ? 0 : NOTED) | entryBits(entry));
    bytes.number(wordsOf(entry));
    bytes.double(entry.at);
    bytes.double(entry.receivedAt);
    bytes.number(entry.arrival);
    bytes.number(this.#placeOf(entry.agent));
    bytes.number(this.#placeOf(entry.src));
    bytes.number(this.#placeOf(entry.dst));
    bytes.number(entry.cseq);
    bytes.number(branches.length);
    for (let place = 0; place < branches.length; place += 1) bytes.double(branches[place] ?? 0);
    bytes.double(entry.contentHash);
    bytes.number(entry.lengthBytes);
    this.#pushOptional(entry);
    bytes.setWord(start, bytes.length - start);
  }

  /** Hot: one by one, for fields that are asked for by name in a loop are found in three times the time. */
  #pushOptional(entry: TimelineEntry): void {
    const bytes = this.#bytes;
    if (entry.status !== undefined) bytes.number(entry.status);
    if (entry.fromTag !== undefined) bytes.double(entry.fromTag);
    if (entry.toTag !== undefined) bytes.double(entry.toTag);
    if (entry.sessionExpiresSeconds !== undefined) bytes.number(entry.sessionExpiresSeconds);
    if (entry.expiresSeconds !== undefined) bytes.number(entry.expiresSeconds);
    if (entry.reasonSip !== undefined) bytes.number(entry.reasonSip);
    if (entry.reasonQ850 !== undefined) bytes.number(entry.reasonQ850);
    if (entry.sipfragStatus !== undefined) bytes.number(entry.sipfragStatus);
    if (entry.media !== undefined) bytes.number(this.#placeOf(entry.media));
  }

  /** All of them, each an object of its own. */
  unpack(): Seen[] {
    const messages: Seen[] = [];
    const reader = new MessageReader(this.#bytes, this.#texts, this.#notes);
    while (messages.length < this.#count) messages.push(reader.next());
    return messages;
  }

  /** Takes over what was made of the messages since they were unpacked, and those that were added behind them. */
  update(messages: readonly Seen[]): void {
    const { count } = this;
    let start = 0;
    for (let place = 0; place < messages.length; place += 1) {
      const seen = messages[place];
      if (seen === undefined) continue;
      if (place >= count) this.push(seen);
      else {
        this.#bytes.setByte(start + FLAGS_PLACE, flagsOf(seen));
        start += this.#bytes.wordAt(start);
      }
    }
  }

  /** Lets go of the room for more. */
  trim(): void {
    this.#bytes.trim();
  }

  #placeOf(text: string): number {
    const place = this.#texts.indexOf(text);
    if (place !== -1) return place;
    this.#texts = withNew(this.#texts, text);
    return this.#texts.length - 1;
  }
}

type OpenEntry = { -readonly [K in keyof TimelineEntry]: TimelineEntry[K] };

/** Reads one message behind the other. */
class MessageReader {
  readonly #reader: NumberReader;
  readonly #texts: readonly string[];
  readonly #notes: readonly Notes[];
  #noted = 0;

  constructor(bytes: NumberBytes, texts: readonly string[], notes: readonly Notes[]) {
    this.#reader = new NumberReader(bytes);
    this.#texts = texts;
    this.#notes = notes;
  }

  next(): Seen {
    const reader = this.#reader;
    reader.place += FLAGS_PLACE;
    const flags = reader.byte();
    const bits = reader.short();
    const entry = this.#entry(bits);
    const isNoted = (bits & NOTED) > 0;
    if (isNoted) this.#noted += 1;
    return {
      entry,
      notes: isNoted ? this.#notes[this.#noted - 1] : undefined,
      isCounted: (flags & COUNTED) > 0,
      isHanded: (flags & HANDED) > 0,
      isSettled: (flags & SETTLED) > 0,
    };
  }

  #entry(bits: number): TimelineEntry {
    const reader = this.#reader;
    const words = reader.number();
    const word = Math.floor(words / CLASSES);
    const agentClass = AGENT_CLASS[(words % CLASSES) - 1];
    // In the order of `timelineEntry`, so that both are objects of one kind.
    const entry: OpenEntry = {
      at: reader.double(),
      receivedAt: reader.double(),
      arrival: reader.number(),
      // It was the agent of a message, so it is a label.
      agent: this.#text() as TimelineEntry['agent'],
      transport: TRANSPORT[word % TRANSPORT.length] ?? 'other',
      src: this.#text(),
      dst: this.#text(),
      method: METHOD[Math.floor(word / TRANSPORT.length)] ?? 'OTHER',
      cseq: reader.number(),
      branches: this.#branches(),
      contentHash: reader.double(),
      lengthBytes: reader.number(),
      hasSdp: (bits & SDP) > 0,
      hasCredentials: (bits & CREDENTIALS) > 0,
      isEmergency: (bits & EMERGENCY) > 0,
    };
    this.#readOptional(entry, bits);
    if (agentClass !== undefined) entry.agentClass = agentClass;
    return entry;
  }

  #readOptional(entry: OpenEntry, bits: number): void {
    const reader = this.#reader;
    if ((bits & STATUS) > 0) entry.status = reader.number();
    if ((bits & FROM_TAG) > 0) entry.fromTag = reader.double();
    if ((bits & TO_TAG) > 0) entry.toTag = reader.double();
    if ((bits & SESSION_EXPIRES) > 0) entry.sessionExpiresSeconds = reader.number();
    if ((bits & EXPIRES) > 0) entry.expiresSeconds = reader.number();
    if ((bits & REASON_SIP) > 0) entry.reasonSip = reader.number();
    if ((bits & REASON_Q850) > 0) entry.reasonQ850 = reader.number();
    if ((bits & SIPFRAG) > 0) entry.sipfragStatus = reader.number();
    if ((bits & MEDIA) > 0) entry.media = this.#text();
  }

  #text(): string {
    return this.#texts[this.#reader.number()] ?? '';
  }

  #branches(): number[] {
    const count = this.#reader.number();
    const branches: number[] = [];
    while (branches.length < count) branches.push(this.#reader.double());
    return branches;
  }
}

function flagsOf({ isCounted, isHanded, isSettled }: Seen): number {
  return (isCounted ? COUNTED : 0) | (isHanded ? HANDED : 0) | (isSettled ? SETTLED : 0);
}

function entryBits(entry: TimelineEntry): number {
  return (entry.hasSdp ? SDP : 0) | (entry.hasCredentials ? CREDENTIALS : 0) | (entry.isEmergency ? EMERGENCY : 0) | optionalBits(entry);
}

function optionalBits(entry: TimelineEntry): number {
  let bits = entry.media === undefined ? 0 : MEDIA;
  if (entry.status !== undefined) bits |= STATUS;
  if (entry.fromTag !== undefined) bits |= FROM_TAG;
  if (entry.toTag !== undefined) bits |= TO_TAG;
  if (entry.sessionExpiresSeconds !== undefined) bits |= SESSION_EXPIRES;
  if (entry.expiresSeconds !== undefined) bits |= EXPIRES;
  if (entry.reasonSip !== undefined) bits |= REASON_SIP;
  if (entry.reasonQ850 !== undefined) bits |= REASON_Q850;
  if (entry.sipfragStatus !== undefined) bits |= SIPFRAG;
  return bits;
}

/** The words of a message as one number. */
function wordsOf({ method, transport, agentClass }: TimelineEntry): number {
  const word = (METHOD_NUMBER.get(method) ?? 0) * TRANSPORT.length + TRANSPORT.indexOf(transport);
  return word * CLASSES + (agentClass === undefined ? 0 : AGENT_CLASS.indexOf(agentClass) + 1);
}
