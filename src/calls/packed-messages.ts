import { AGENT_CLASS, METHOD, TRANSPORT, type LabelText, type TimelineEntry } from '../core/index.ts';
import type { Seen } from './seen.ts';

/**
 * The messages of one conversation while nothing happens in it, in a few arrays: as objects they take several times as much, and the garbage collector looks at
 * each of them. A form of memory alone, made for speed: nothing of it is written anywhere. For at most a thousand messages.
 */
export interface PackedMessages {
  readonly count: number;
  readonly numbers: readonly number[];
  readonly agents: readonly LabelText[];
  readonly addresses: readonly string[];
  /** What few messages have, in their order. */
  readonly notes: readonly Notes[];
}

/** What stands beside the timeline, and is kept as it is. */
type Notes = Omit<Seen, 'entry' | 'isCounted' | 'isHanded' | 'isSettled'>;

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

/** The bits of the first number of a message; above them is the number of branches. */
const COUNTED = 1;
const HANDED = 2;
const SETTLED = 4;
const SDP = 8;
const CREDENTIALS = 16;
const EMERGENCY = 32;
const NOTED = 64;
const FIRST_OPTIONAL = 7;
const BRANCHES = FIRST_OPTIONAL + OPTIONAL.length;
/** More than there are addresses. */
const TEXTS = 4096;
/** An agent's class, or none. */
const CLASSES = AGENT_CLASS.length + 1;

/** Packs messages. They are as before after `unpackMessages`, but are other objects. */
export function packMessages(messages: readonly Seen[]): PackedMessages {
  // Hot: once or twice per call.
  const numbers: number[] = [];
  const agents: LabelText[] = [];
  const addresses: string[] = [];
  const notes: Notes[] = [];
  for (const seen of messages) {
    const { entry, isCounted, isHanded, isSettled, ...rest } = seen;
    const hasNotes = hasAny(rest);
    if (hasNotes) notes.push(rest);
    const { branches } = entry;
    const flags = (isCounted ? COUNTED : 0) | (isHanded ? HANDED : 0) | (isSettled ? SETTLED : 0) | (hasNotes ? NOTED : 0);
    const places = (placeOf(entry.agent, agents) * TEXTS + placeOf(entry.src, addresses)) * TEXTS + placeOf(entry.dst, addresses);
    numbers.push(flags | entryBits(entry) | (branches.length << BRANCHES), wordsOf(entry) * TEXTS ** 3 + places);
    numbers.push(entry.at, entry.receivedAt, entry.arrival, entry.cseq);
    for (const branch of branches) numbers.push(branch);
    numbers.push(entry.contentHash, entry.lengthBytes);
    for (const name of OPTIONAL) {
      const value = entry[name];
      if (value !== undefined) numbers.push(value);
    }
  }
  return { count: messages.length, numbers: numbers.slice(), agents, addresses, notes };
}

/** The messages that were packed. */
export function unpackMessages(packed: PackedMessages): Seen[] {
  const messages: Seen[] = [];
  const reader = new PackedReader(packed);
  for (let count = packed.count; count > 0; count -= 1) messages.push(reader.next());
  return messages;
}

/** Reads one message behind the other. */
class PackedReader {
  readonly #packed: PackedMessages;
  #place = 0;
  #noted = 0;

  constructor(packed: PackedMessages) {
    this.#packed = packed;
  }

  next(): Seen {
    const bits = this.#number();
    const entry = this.#entry(bits);
    const seen: Seen = { entry, isCounted: (bits & COUNTED) > 0, isHanded: (bits & HANDED) > 0, isSettled: (bits & SETTLED) > 0 };
    if ((bits & NOTED) === 0) return seen;
    this.#noted += 1;
    return { ...seen, ...this.#packed.notes[this.#noted - 1] };
  }

  #number(): number {
    this.#place += 1;
    return this.#packed.numbers[this.#place - 1] ?? 0;
  }

  #entry(bits: number): TimelineEntry {
    const { agents, addresses } = this.#packed;
    const joined = this.#number();
    const words = Math.floor(joined / TEXTS ** 3);
    const word = Math.floor(words / CLASSES);
    const agent = agents[Math.floor(joined / TEXTS ** 2) % TEXTS];
    const agentClass = AGENT_CLASS[(words % CLASSES) - 1];
    if (agent === undefined) throw new RangeError('Packed messages are not whole.');
    // In the order of `timelineEntry`, so that both are objects of one kind.
    const entry: { -readonly [K in keyof TimelineEntry]: TimelineEntry[K] } = {
      at: this.#number(),
      receivedAt: this.#number(),
      arrival: this.#number(),
      agent,
      transport: TRANSPORT[word % TRANSPORT.length] ?? 'other',
      src: addresses[Math.floor(joined / TEXTS) % TEXTS] ?? '',
      dst: addresses[joined % TEXTS] ?? '',
      method: METHOD[Math.floor(word / TRANSPORT.length)] ?? 'OTHER',
      cseq: this.#number(),
      branches: this.#branches(bits >> BRANCHES),
      contentHash: this.#number(),
      lengthBytes: this.#number(),
      hasSdp: (bits & SDP) > 0,
      hasCredentials: (bits & CREDENTIALS) > 0,
      isEmergency: (bits & EMERGENCY) > 0,
    };
    for (const [place, name] of OPTIONAL.entries()) if ((bits & (1 << (FIRST_OPTIONAL + place))) > 0) entry[name] = this.#number();
    if (agentClass !== undefined) entry.agentClass = agentClass;
    return entry;
  }

  #branches(count: number): number[] {
    const branches: number[] = [];
    while (branches.length < count) branches.push(this.#number());
    return branches;
  }
}

function hasAny(notes: Notes): boolean {
  for (const _ in notes) return true;
  return false;
}

function entryBits(entry: TimelineEntry): number {
  let bits = (entry.hasSdp ? SDP : 0) | (entry.hasCredentials ? CREDENTIALS : 0) | (entry.isEmergency ? EMERGENCY : 0);
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
