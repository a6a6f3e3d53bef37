import {
  ByteReader,
  ByteWriter,
  CALL_FIELDS,
  type LatencyRecord,
  LATENCY_FIELDS,
  REGISTRATION_FIELDS,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  TeleError,
} from '../core/index.ts';
import { microseconds, seconds } from './sqlite/day.ts';
import { readText, writeText } from './sqlite/packed-text.ts';
import { createRecordCodec, type RecordCodec } from './sqlite/record-codec.ts';
import { decodeTimeline, encodeTimeline } from './sqlite/timeline-codec.ts';
import type { Words } from './sqlite/words.ts';

/** Rises when bytes of before can no longer be read, as when a field of a record goes. */
const FORMAT = 1;
const KIND = { closedCall: 0, openCall: 1, registration: 2, latency: 3 } as const;

/**
 * Changes as bytes, a sixth of their JSON: their labels and closed words once, then change by change. Private values are in their stored form already.
 * Throws `INTERNAL` for a number that cannot be stored.
 */
export function encodeChanges(changes: readonly StoreChange[]): Uint8Array<ArrayBuffer> {
  const words = createOwnWords([]);
  const codecs = createCodecs(words);
  const body = new ByteWriter();
  for (const change of changes) writeChange(body, codecs, change);
  const out = new ByteWriter();
  out.byte(FORMAT);
  out.varint(words.texts.length);
  for (const text of words.texts) writeText(out, text);
  out.bytes(body.take());
  return Uint8Array.from(out.take());
}

/** The changes that `encodeChanges` made these bytes of. Throws `STORE_CORRUPT` for other bytes. */
export function decodeChanges(bytes: Uint8Array): readonly StoreChange[] {
  const input = new ByteReader(bytes);
  if (input.byte() !== FORMAT) throw new TeleError('STORE_CORRUPT', 'The spool holds changes of another format.');
  const texts: string[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) texts.push(readText(input));
  const codecs = createCodecs(createOwnWords(texts));
  const changes: StoreChange[] = [];
  while (!input.isDone) changes.push(readChange(input, codecs));
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'The spool holds a change that is cut short.');
  return changes;
}

interface Codecs {
  readonly calls: RecordCodec;
  readonly registrations: RecordCodec;
  readonly latencies: RecordCodec;
}

function createCodecs(words: Words): Codecs {
  return {
    calls: createRecordCodec(CALL_FIELDS, words),
    registrations: createRecordCodec(REGISTRATION_FIELDS, words),
    latencies: createRecordCodec(LATENCY_FIELDS, words),
  };
}

function writeChange(out: ByteWriter, codecs: Codecs, change: StoreChange): void {
  switch (change.kind) {
    case 'call':
      out.byte(change.isOpen ? KIND.openCall : KIND.closedCall);
      writeRecord(out, codecs.calls, change.record, change.record.startedAt);
      out.block(encodeTimeline(change.timeline));
      return;
    case 'registration':
      out.byte(KIND.registration);
      writeRecord(out, codecs.registrations, change.record, change.record.startedAt);
      return;
    case 'latency':
      out.byte(KIND.latency);
      writeRecord(out, codecs.latencies, change.record, change.record.at);
  }
}

/** `writeChange` wrote every field of the declarations. */
function readChange(input: ByteReader, codecs: Codecs): StoreChange {
  const kind = input.byte();
  switch (kind) {
    case KIND.openCall:
    case KIND.closedCall: {
      const record = readRecord(input, codecs.calls) as StoredCall;
      return { kind: 'call', isOpen: kind === KIND.openCall, record, timeline: decodeTimeline(input.block()) };
    }
    case KIND.registration:
      return { kind: 'registration', record: readRecord(input, codecs.registrations) as StoredRegistration };
    case KIND.latency:
      return { kind: 'latency', record: readRecord(input, codecs.latencies) as LatencyRecord };
    default:
      throw new TeleError('STORE_CORRUPT', `The spool holds a change of the unknown kind ${kind}.`);
  }
}

function writeRecord(out: ByteWriter, codec: RecordCodec, record: object, at: number): void {
  out.varint(microseconds(at));
  codec.write(out, record, at);
}

function readRecord(input: ByteReader, codec: RecordCodec): unknown {
  return codec.read(input, seconds(input.varint()));
}

/** Words that stand in the bytes themselves. */
function createOwnWords(texts: string[]): Words & { readonly texts: readonly string[] } {
  const ids = new Map(texts.map((text, id) => [text, id]));
  return {
    texts,
    idOf(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, texts.length);
      return texts.push(text) - 1;
    },
    find: (text) => ids.get(text),
    textOf: (id) => texts[id] ?? '',
    reload() {},
  };
}
