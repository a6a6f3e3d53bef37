import { AGENT_CLASS, METHOD, TRANSPORT, type LabelText, type TimelineEntry } from '../core/index.ts';
import type { Notes, Seen } from './seen.ts';

/** Numbers that a message may lack. */
const OPTIONAL = [
  'status',
  'fromTag',
  'toTag',
  'sessionExpiresSeconds',
  'expiresSeconds',
  'reasonSip',
  'reasonQ850',
  'sipfragStatus',
] as const satisfies readonly (keyof TimelineEntry)[];

/** What has been made of a message so far. */
const COUNTED = 1;
const HANDED = 2;
const SETTLED = 4;

/** The bits of the first number of a message; above them is the number of branches. */
const SDP = 1;
const CREDENTIALS = 2;
const EMERGENCY = 4;
const NOTED = 8;
const MEDIA = 16;
const FIRST_OPTIONAL = 5;
const BRANCHES = FIRST_OPTIONAL + OPTIONAL.length;
/** More than there are addresses. */
const TEXTS = 4096;
/** An agent's class, or none. */
const CLASSES = AGENT_CLASS.length + 1;

/**
 * Messages of one conversation, in a few arrays of numbers: as objects they take several times as much, and the garbage collector looks at each of them. A form of
 * memory alone, made for speed: nothing of it is written anywhere. For at most a thousand messages.
 */
export class PackedMessages {
  #numbers: number[] = [];
  #flags: number[] = [];
  #agents: LabelText[] = [];
  #addresses: string[] = [];
  /** What their SDP says: the same on each hop, most often. */
  #media: string[] = [];
  /** What few messages have, in their order. */
  #notes: Notes[] = [];

  get count(): number {
    return this.#flags.length;
  }

  /** Hot: per message. */
  push(seen: Seen): void {
    const { entry, notes } = seen;
    const { branches } = entry;
    if (notes !== undefined) this.#notes.push(notes);
    this.#flags.push(flagsOf(seen));
    const places = (placeOf(entry.agent, this.#agents) * TEXTS + placeOf(entry.src, this.#addresses)) * TEXTS;
    const numbers = this.#numbers;
    numbers.push(
      (notes === undefined ? 0 : NOTED) | entryBits(entry) | (branches.length << BRANCHES),
      wordsOf(entry) * TEXTS ** 3 + places + placeOf(entry.dst, this.#addresses),
      entry.at,
      entry.receivedAt,
      entry.arrival,
      entry.cseq,
    );
    for (let place = 0; place < branches.length; place += 1) numbers.push(branches[place] ?? 0);
    numbers.push(entry.contentHash, entry.lengthBytes);
    for (let place = 0; place < OPTIONAL.length; place += 1) {
      const name = OPTIONAL[place];
      const value = name === undefined ? undefined : entry[name];
      if (value !== undefined) numbers.push(value);
    }
    if (entry.media !== undefined) numbers.push(placeOf(entry.media, this.#media));
  }

  /** All of them, each an object of its own. */
  unpack(): Seen[] {
    const messages: Seen[] = [];
    const reader = new PackedReader(this.#numbers, this.#agents, this.#addresses, this.#media, this.#notes);
    for (let place = 0; place < this.#flags.length; place += 1) messages.push(reader.next(this.#flags[place] ?? 0));
    return messages;
  }

  /** Takes over what was made of the messages since they were unpacked, and those that were added behind them. */
  update(messages: readonly Seen[]): void {
    const { count } = this;
    for (let place = 0; place < messages.length; place += 1) {
      const seen = messages[place];
      if (seen === undefined) continue;
      if (place < count) this.#flags[place] = flagsOf(seen);
      else this.push(seen);
    }
    // Without the room that arrays keep for more.
    this.#numbers = this.#numbers.slice();
    this.#flags = this.#flags.slice();
    this.#agents = this.#agents.slice();
    this.#addresses = this.#addresses.slice();
    this.#media = this.#media.slice();
    this.#notes = this.#notes.slice();
  }
}

/** Reads one message behind the other. */
class PackedReader {
  readonly #numbers: readonly number[];
  readonly #agents: readonly LabelText[];
  readonly #addresses: readonly string[];
  readonly #media: readonly string[];
  readonly #notes: readonly Notes[];
  #place = 0;
  #noted = 0;

  constructor(
    numbers: readonly number[],
    agents: readonly LabelText[],
    addresses: readonly string[],
    media: readonly string[],
    notes: readonly Notes[],
  ) {
    this.#numbers = numbers;
    this.#agents = agents;
    this.#addresses = addresses;
    this.#media = media;
    this.#notes = notes;
  }

  next(flags: number): Seen {
    const bits = this.#number();
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

  #number(): number {
    this.#place += 1;
    return this.#numbers[this.#place - 1] ?? 0;
  }

  #entry(bits: number): TimelineEntry {
    const joined = this.#number();
    const words = Math.floor(joined / TEXTS ** 3);
    const word = Math.floor(words / CLASSES);
    const agent = this.#agents[Math.floor(joined / TEXTS ** 2) % TEXTS];
    const agentClass = AGENT_CLASS[(words % CLASSES) - 1];
    if (agent === undefined) throw new RangeError('Packed messages are not whole.');
    // In the order of `timelineEntry`, so that both are objects of one kind.
    const entry: { -readonly [K in keyof TimelineEntry]: TimelineEntry[K] } = {
      at: this.#number(),
      receivedAt: this.#number(),
      arrival: this.#number(),
      agent,
      transport: TRANSPORT[word % TRANSPORT.length] ?? 'other',
      src: this.#addresses[Math.floor(joined / TEXTS) % TEXTS] ?? '',
      dst: this.#addresses[joined % TEXTS] ?? '',
      method: METHOD[Math.floor(word / TRANSPORT.length)] ?? 'OTHER',
      cseq: this.#number(),
      branches: this.#branches(bits >> BRANCHES),
      contentHash: this.#number(),
      lengthBytes: this.#number(),
      hasSdp: (bits & SDP) > 0,
      hasCredentials: (bits & CREDENTIALS) > 0,
      isEmergency: (bits & EMERGENCY) > 0,
    };
    for (let place = 0; place < OPTIONAL.length; place += 1) {
      const name = OPTIONAL[place];
      if (name !== undefined && (bits & (1 << (FIRST_OPTIONAL + place))) > 0) entry[name] = this.#number();
    }
    const media = (bits & MEDIA) > 0 ? this.#media[this.#number()] : undefined;
    if (media !== undefined) entry.media = media;
    if (agentClass !== undefined) entry.agentClass = agentClass;
    return entry;
  }

  #branches(count: number): number[] {
    const branches: number[] = [];
    while (branches.length < count) branches.push(this.#number());
    return branches;
  }
}

function flagsOf({ isCounted, isHanded, isSettled }: Seen): number {
  return (isCounted ? COUNTED : 0) | (isHanded ? HANDED : 0) | (isSettled ? SETTLED : 0);
}

function entryBits(entry: TimelineEntry): number {
  let bits = (entry.hasSdp ? SDP : 0) | (entry.hasCredentials ? CREDENTIALS : 0) | (entry.isEmergency ? EMERGENCY : 0);
  if (entry.media !== undefined) bits |= MEDIA;
  for (let place = 0; place < OPTIONAL.length; place += 1) {
    const name = OPTIONAL[place];
    if (name !== undefined && entry[name] !== undefined) bits |= 1 << (FIRST_OPTIONAL + place);
  }
  return bits;
}

/** The words of a message as one number. */
function wordsOf({ method, transport, agentClass }: TimelineEntry): number {
  const word = METHOD.indexOf(method) * TRANSPORT.length + TRANSPORT.indexOf(transport);
  return word * CLASSES + (agentClass === undefined ? 0 : AGENT_CLASS.indexOf(agentClass) + 1);
}

function placeOf<T extends string>(text: T, texts: T[]): number {
  const place = texts.indexOf(text);
  return place === -1 ? texts.push(text) - 1 : place;
}
