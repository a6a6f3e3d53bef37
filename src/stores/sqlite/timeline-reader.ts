import { AGENT_CLASS, ByteReader, labelText, METHOD, TeleError, type TimelineEntry, TRANSPORT } from '../../core/index.ts';
import { seconds } from './day.ts';
import { readText } from './packed-text.ts';
import {
  ENTRY,
  type EntryBefore,
  firstOf,
  METHODS,
  nothingBefore,
  type PartForm,
  readDuration,
  readForm,
  readHash,
  readSigned,
  secondOf,
  USUAL_STATUS,
} from './timeline-form.ts';

/** The tables of a part. */
interface Tables {
  readonly form: PartForm;
  readonly at: number;
  readonly texts: readonly string[];
  readonly hashes: readonly number[];
  readonly lists: readonly (readonly number[])[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
const NO_BRANCHES: readonly number[] = [];

/** The entries that a `TimelineWriter` wrote, part after part, as they were given to it. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTimeline(bytes: Uint8Array): TimelineEntry[] {
  const input = new ByteReader(bytes);
  const entries: TimelineEntry[] = [];
  while (!input.isDone) readPart(input, entries);
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A timeline is cut short.');
  return entries;
}

function readPart(input: ByteReader, entries: TimelineEntry[]): void {
  const tables = readTables(input);
  const { form } = tables;
  const part = new ByteReader(input.block());
  const before: Before = { ...nothingBefore(), at: tables.at, agent: 0, transport: form.transport };
  for (let left = form.count; left > 0 && !part.isDone; left -= 1) entries.push(readEntry(part, tables, before));
  if (part.isBroken || !part.isDone) throw new TeleError('STORE_CORRUPT', 'A part of a timeline is cut short.');
}

function readTables(input: ByteReader): Tables {
  const form = readForm(input);
  const at = readSigned(input);
  const texts = readTable(input, () => readText(input));
  const hashes = readTable(input, () => readHash(input, form.isLong));
  const lists: number[][] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) {
    const list: number[] = [];
    for (let more = input.varint(); more > 0 && !input.isDone; more -= 1) list.push(found(hashes, input.varint()));
    lists.push(list);
  }
  return { form, at, texts, hashes, lists };
}

function readTable<T>(input: ByteReader, read: () => T): T[] {
  const table: T[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) table.push(read());
  return table;
}

function found<T>(table: readonly T[], place: number): T {
  const item = table[place];
  if (item === undefined) throw new TeleError('STORE_CORRUPT', 'A timeline refers to what it does not have.');
  return item;
}

interface Before extends EntryBefore {
  agent: number;
  transport: number;
}

function readEntry(input: ByteReader, tables: Tables, before: Before): TimelineEntry {
  const bits = input.varint();
  before.at += readSigned(input);
  const path = input.varint();
  const contentHash = tables.form.isWide ? input.uint32() : readSigned(input);
  const lengthBytes = readSigned(input);
  readChanges(input, bits, before);
  // Hot: one literal and assignments; spreading a second object costs more than reading both.
  const entry: Writable<TimelineEntry> = {
    at: seconds(before.at),
    receivedAt: seconds(before.at + before.delay),
    arrival: before.arrival,
    method: METHOD[before.method] ?? 'OTHER',
    transport: TRANSPORT[before.transport] ?? 'other',
    agent: labelText(found(tables.texts, before.agent)),
    src: found(tables.texts, firstOf(path)),
    dst: found(tables.texts, secondOf(path)),
    cseq: before.cseq,
    contentHash,
    lengthBytes,
    hasSdp: (bits & ENTRY.sdp) !== 0,
    hasCredentials: (bits & ENTRY.credentials) !== 0,
    isEmergency: (bits & ENTRY.emergency) !== 0,
    branches: before.branches === 0 ? NO_BRANCHES : found(tables.lists, before.branches - 1),
  };
  const from = firstOf(before.tags);
  const to = secondOf(before.tags);
  if (from > 0) entry.fromTag = found(tables.hashes, from - 1);
  if (to > 0) entry.toTag = found(tables.hashes, to - 1);
  readOptional(input, bits, entry);
  return entry;
}

function readChanges(input: ByteReader, bits: number, before: Before): void {
  if (bits & ENTRY.request) {
    const value = readSigned(input);
    before.method = ((value % METHODS) + METHODS) % METHODS;
    before.cseq += (value - before.method) / METHODS;
  }
  if (bits & ENTRY.tags) before.tags = input.varint();
  if (bits & ENTRY.branches) before.branches = input.varint();
  if (bits & ENTRY.delay) before.delay = readSigned(input);
  before.arrival += bits & ENTRY.arrival ? readSigned(input) : 1;
  if (bits & ENTRY.origin) {
    const origin = input.varint();
    before.agent = firstOf(origin);
    before.transport = secondOf(origin);
  }
}

function readOptional(input: ByteReader, bits: number, entry: Writable<TimelineEntry>): void {
  if (bits & ENTRY.status) entry.status = readSigned(input) + USUAL_STATUS;
  if (bits & ENTRY.sessionExpires) entry.sessionExpiresSeconds = readDuration(input);
  if (bits & ENTRY.agentClass) entry.agentClass = AGENT_CLASS[input.byte()] ?? 'other';
  if (bits & ENTRY.expires) entry.expiresSeconds = readDuration(input);
  if (bits & ENTRY.reasonSip) entry.reasonSip = readSigned(input);
  if (bits & ENTRY.reasonQ850) entry.reasonQ850 = readSigned(input);
  if (bits & ENTRY.sipfragStatus) entry.sipfragStatus = readSigned(input);
}
