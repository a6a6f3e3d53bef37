import {
  ByteReader,
  ByteWriter,
  type LatencyRecord,
  LATENCY_FIELDS,
  REGISTRATION_FIELDS,
  type StoreChange,
  type StoredRegistration,
  TeleError,
} from '../core/index.ts';
import { microseconds, seconds } from './sqlite/day.ts';
import { PackedCall, writeCall } from './sqlite/packed-call.ts';
import { readText, writeText } from './sqlite/packed-text.ts';
import { createRecordCodec, type RecordCodec, whole, type WordTable } from './sqlite/record-codec.ts';
import { TimelineWriter } from './sqlite/timeline-writer.ts';
import { createWordList, type WordList } from './sqlite/word-list.ts';

/** Rises when bytes of before can no longer be read, as when a field of a record goes. */
const FORMAT = 4;
const KIND = { closedCall: 0, openCall: 1, registration: 2, latency: 3 } as const;

/**
 * Changes as bytes, a sixth of their JSON: their labels and closed words once, then change by change. Private values are in their stored form already.
 * Throws `INTERNAL` for a number that cannot be stored.
 */
export function encodeChanges(changes: readonly StoreChange[]): Uint8Array<ArrayBuffer> {
  return createChangeEncoder()(changes);
}

/** Returns an `encodeChanges` for many batches, which needs less memory and time for each. */
export function createChangeEncoder(): typeof encodeChanges {
  const out = new ByteWriter();
  const body = new ByteWriter();
  const scratch = { body: new ByteWriter(), detail: new ByteWriter(), timelines: new TimelineWriter() };
  return (changes) => {
    // A batch that could not be stored may have left something.
    for (const writer of [out, body, scratch.body, scratch.detail]) writer.clear();
    const words = createWordList([]);
    for (const change of changes) writeChange(body, change, words, scratch);
    writeHead(out, words);
    out.append(body);
    return out.take();
  };
}

/** The same of calls that are packed already: how many lists of words they have, and a block for each. `block` is an empty writer that is empty afterwards. */
export function repackCalls(out: ByteWriter, block: ByteWriter, calls: readonly PackedCall[]): void {
  const byWords = new Map<WordList, PackedCall[]>();
  for (const call of calls) {
    const some = byWords.get(call.words);
    if (some === undefined) byWords.set(call.words, [call]);
    else some.push(call);
  }
  out.varint(byWords.size);
  for (const [words, some] of byWords) {
    writeHead(block, words);
    for (const call of some) {
      block.byte(call.isOpen ? KIND.openCall : KIND.closedCall);
      block.block(call.bytes);
      block.block(call.timelineBytes);
    }
    out.move(block);
  }
}

function writeHead(out: ByteWriter, { texts }: WordList): void {
  out.byte(FORMAT);
  out.varint(texts.length);
  for (const text of texts) writeText(out, text);
}

/** A change of which only that is decoded which is asked for. */
export type PackedChange = PackedCall | Exclude<StoreChange, { readonly kind: 'call' }>;

/** The changes that `encodeChanges` made these bytes of. Throws `STORE_CORRUPT` for other bytes; what lies in a call may only show when it is asked for. */
export function decodeChanges(bytes: Uint8Array): readonly PackedChange[] {
  // Parts of a `Buffer` cost more than those of its memory.
  const input = new ByteReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  if (input.byte() !== FORMAT) throw new TeleError('STORE_CORRUPT', 'The spool holds changes of another format.');
  const texts: string[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) texts.push(readText(input));
  const words = createWordList(texts);
  const changes: PackedChange[] = [];
  while (!input.isDone) changes.push(readChange(input, words));
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'The spool holds a change that is cut short.');
  return changes;
}

const REGISTRATION = createRecordCodec(REGISTRATION_FIELDS);
const LATENCY = createRecordCodec(LATENCY_FIELDS);

/** Writers for the parts of one change, used again and again. */
interface Scratch {
  readonly body: ByteWriter;
  readonly detail: ByteWriter;
  readonly timelines: TimelineWriter;
}

function writeChange(out: ByteWriter, change: StoreChange, words: WordTable, scratch: Scratch): void {
  switch (change.kind) {
    case 'call': {
      out.byte(change.isOpen ? KIND.openCall : KIND.closedCall);
      writeCall(scratch.body, scratch.detail, change.record, words);
      out.move(scratch.body);
      scratch.timelines.write(scratch.body, change.timeline);
      out.move(scratch.body);
      return;
    }
    case 'registration':
      out.byte(KIND.registration);
      writeRecord(out, REGISTRATION, change.record, change.record.startedAt, words);
      return;
    case 'latency':
      out.byte(KIND.latency);
      writeRecord(out, LATENCY, change.record, change.record.at, words);
  }
}

/** `writeChange` wrote every field of the declarations. */
function readChange(input: ByteReader, words: WordList): PackedChange {
  const kind = input.byte();
  switch (kind) {
    case KIND.openCall:
    case KIND.closedCall:
      return new PackedCall(input.block(), input.block(), words, kind === KIND.openCall);
    case KIND.registration:
      return { kind: 'registration', record: readRecord(input, REGISTRATION, words) as StoredRegistration };
    case KIND.latency:
      return { kind: 'latency', record: readRecord(input, LATENCY, words) as LatencyRecord };
    default:
      throw new TeleError('STORE_CORRUPT', `The spool holds a change of the unknown kind ${kind}.`);
  }
}

function writeRecord(out: ByteWriter, codec: RecordCodec, record: object, at: number, words: WordTable): void {
  out.varint(whole(microseconds(at)));
  codec.write(out, record, at, words);
}

function readRecord(input: ByteReader, codec: RecordCodec, words: WordTable): unknown {
  return codec.read(input, seconds(input.varint()), words);
}
