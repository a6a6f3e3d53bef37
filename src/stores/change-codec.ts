import {
  ByteReader,
  ByteWriter,
  type LatencyRecord,
  LATENCY_FIELDS,
  REGISTRATION_FIELDS,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  TeleError,
} from '../core/index.ts';
import type { CallLabels } from './sqlite/call-columns.ts';
import { CallShape } from './sqlite/call-shape.ts';
import { microseconds } from './sqlite/day.ts';
import { PackedCall, writeCall } from './sqlite/packed-call.ts';
import { readText, writeText } from './sqlite/packed-text.ts';
import { createRecordCodec, type RecordCodec } from './sqlite/record-codec.ts';
import { numberedWords, RecordReader, RecordWriter, whole, WHOLE_WORDS } from './sqlite/record-stream.ts';
import { TimelineWriter } from './sqlite/timeline-writer.ts';
import { createWordList, type WordList } from './sqlite/word-list.ts';

const REGISTRATION = createRecordCodec(REGISTRATION_FIELDS);
const LATENCY = createRecordCodec(LATENCY_FIELDS);
/** Rises when bytes of before can no longer be read, as when a field of a record goes. */
const FORMAT = 6;
/** Bytes that the number of a shape and the length of a call most likely take. */
const USUAL_NUMBER = 1;
const USUAL_LENGTH = 2;
const NOTHING = new Uint8Array(0);
const KIND = { closedCall: 0, openCall: 1, registration: 2, latency: 3 } as const;

/**
 * Changes as bytes, a tenth of their JSON: their labels and closed words once, the shapes of their calls once, then change by change. Private values are in
 * their stored form already. Throws `INTERNAL` for a number that cannot be stored.
 */
export function encodeChanges(changes: readonly StoreChange[]): Uint8Array<ArrayBuffer> {
  return createChangeEncoder()(changes);
}

/** Returns an `encodeChanges` for many batches, which needs less memory and time for each. */
export function createChangeEncoder(): typeof encodeChanges {
  const written = new ChangeWriter();
  const out = new ByteWriter();
  return (changes) => {
    // A batch that could not be stored may have left something.
    written.clear();
    for (const change of changes) written.write(change);
    written.moveTo(out);
    return out.take();
  };
}

/** The labels of a call or of its record. */
type LabelsOf = Pick<StoredCall, 'direction' | 'trunk' | 'agent' | 'codec'> | CallLabels;

/** Collects changes. */
export class ChangeWriter {
  readonly #words = createWordList([]);
  readonly #shapes: Uint8Array[] = [];
  /** Of the shapes: by their hash when they were written here, by their key when they came packed. */
  readonly #numbers = new Map<number | string, number>();
  readonly #shapeBytes = new ByteWriter();
  readonly #body = new ByteWriter();
  /** Its shape is that of the change at hand. */
  readonly #call = new RecordWriter(new ByteWriter(), this.#body, WHOLE_WORDS);
  readonly #timelines = new TimelineWriter();
  readonly #record = new RecordWriter(this.#body, this.#body, numberedWords(this.#words));

  /** Bytes of the changes so far. */
  get length(): number {
    return this.#body.length;
  }

  write(change: StoreChange): void {
    const body = this.#body;
    switch (change.kind) {
      case 'call': {
        const shapeAt = this.#begin(change.isOpen, change.record);
        const callAt = body.hold(USUAL_LENGTH);
        writeCall(this.#call, change.record);
        body.fillLength(callAt, USUAL_LENGTH);
        const timelineAt = body.hold(USUAL_LENGTH);
        this.#timelines.write(body, change.timeline);
        body.fillLength(timelineAt, USUAL_LENGTH);
        body.fill(shapeAt, USUAL_NUMBER, this.#takeShape());
        return;
      }
      case 'registration':
        body.byte(KIND.registration);
        this.#writeRecord(REGISTRATION, change.record, change.record.startedAt);
        return;
      case 'latency':
        body.byte(KIND.latency);
        this.#writeRecord(LATENCY, change.record, change.record.at);
    }
  }

  /** Writes a call that is packed already. Where its head begins, as `length` counts. */
  repack({ isOpen, shape, labels, bytes, headAt, timelineBytes }: PackedCall): number {
    const body = this.#body;
    body.fill(this.#begin(isOpen, labels), USUAL_NUMBER, this.#numberOf(shape));
    body.block(bytes);
    const at = body.length - bytes.length + headAt;
    body.block(timelineBytes);
    return at;
  }

  /** Writes all of them; none is left. */
  moveTo(out: ByteWriter): void {
    out.byte(FORMAT);
    out.varint(this.#words.texts.length);
    for (const text of this.#words.texts) writeText(out, text);
    out.varint(this.#shapes.length);
    out.append(this.#shapeBytes);
    out.append(this.#body);
    this.clear();
  }

  clear(): void {
    this.#words.clear();
    this.#shapes.length = 0;
    this.#numbers.clear();
    for (const part of [this.#shapeBytes, this.#body, this.#call.shape]) part.clear();
  }

  /** Writes what stands before the bytes of a call. Where there is room for the number of its shape. */
  #begin(isOpen: boolean, { direction, trunk, agent, codec }: LabelsOf): number {
    const body = this.#body;
    const words = this.#words;
    body.byte(isOpen ? KIND.openCall : KIND.closedCall);
    const shapeAt = body.hold(USUAL_NUMBER);
    body.varint(words.idOf(direction));
    body.varint(words.idOf(trunk));
    body.varint(words.idOf(agent));
    body.varint(codec === undefined ? 0 : words.idOf(codec) + 1);
    return shapeAt;
  }

  /** The number of the shape of the change at hand, of which nothing is left. */
  #takeShape(): number {
    const { shape } = this.#call;
    // Equal bytes have one hash; others that share it go to the next one that is free.
    for (let hash = shape.hash(); ; hash += 1) {
      const number = this.#numbers.get(hash);
      if (number === undefined) {
        this.#numbers.set(hash, this.#shapes.length);
        return this.#addShape(shape.take());
      }
      if (shape.equals(this.#shapes[number] ?? NOTHING)) {
        shape.clear();
        return number;
      }
    }
  }

  #numberOf({ key, bytes }: CallShape): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#shapes.length);
    return this.#addShape(bytes);
  }

  #addShape(bytes: Uint8Array): number {
    this.#shapeBytes.block(bytes);
    return this.#shapes.push(bytes) - 1;
  }

  #writeRecord(codec: RecordCodec, record: object, at: number): void {
    const base = microseconds(at);
    this.#body.varint(whole(base));
    this.#record.begin(base);
    codec.write(this.#record, record);
  }
}

/** A change of which only that is decoded which is asked for. */
export type PackedChange = PackedCall | Exclude<StoreChange, { readonly kind: 'call' }>;

/** The changes that `encodeChanges` made these bytes of. Throws `STORE_CORRUPT` for other bytes; what lies in a call may only show when it is asked for. */
export function decodeChanges(bytes: Uint8Array): readonly PackedChange[] {
  const from = sourceOf(bytes);
  const changes: PackedChange[] = [];
  while (!from.input.isDone) changes.push(readChange(from));
  requireWhole(from);
  return changes;
}

/** Returns the function that reads the call whose change begins at a place among all these bytes. Both throw `STORE_CORRUPT` as `decodeChanges` does. */
export function callReader(bytes: Uint8Array): (at: number) => PackedCall {
  const from = sourceOf(bytes);
  return (at) => {
    from.input.goTo(at);
    const change = readChange(from);
    requireWhole(from);
    if (change.kind !== 'call') throw new TeleError('STORE_CORRUPT', 'The spool holds a change that is none of a call.');
    return change;
  };
}

/** What changes are read from. */
interface ChangeSource {
  readonly input: ByteReader;
  /** What `input` reads. */
  readonly buffer: Uint8Array;
  readonly shapes: readonly CallShape[];
  readonly words: WordList;
}

/** Reads what stands before the changes. */
function sourceOf(bytes: Uint8Array): ChangeSource {
  // Parts of a `Buffer` cost more than those of its memory.
  const buffer = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const input = new ByteReader(buffer);
  if (input.byte() !== FORMAT) throw new TeleError('STORE_CORRUPT', 'The spool holds changes of another format.');
  const texts: string[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) texts.push(readText(input));
  const shapes: CallShape[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) shapes.push(new CallShape(input.block()));
  return { input, buffer, shapes, words: createWordList(texts) };
}

function requireWhole({ input }: ChangeSource): void {
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'The spool holds a change that is cut short.');
}

/** `ChangeWriter` wrote every field of the declarations. */
function readChange(from: ChangeSource): PackedChange {
  const { input, buffer, shapes } = from;
  const kind = input.byte();
  switch (kind) {
    case KIND.openCall:
    case KIND.closedCall: {
      const shape = shapes[input.varint()];
      if (shape === undefined) throw new TeleError('STORE_CORRUPT', 'The spool holds a call of a shape that it does not hold.');
      return new PackedCall(input, buffer, { isOpen: kind === KIND.openCall, shape, labels: readLabels(from) });
    }
    case KIND.registration:
      return { kind: 'registration', record: readRecord(from, REGISTRATION) as StoredRegistration };
    case KIND.latency:
      return { kind: 'latency', record: readRecord(from, LATENCY) as LatencyRecord };
    default:
      throw new TeleError('STORE_CORRUPT', `The spool holds a change of the unknown kind ${kind}.`);
  }
}

function readLabels({ input, words }: ChangeSource): CallLabels {
  const direction = words.textOf(input.varint());
  const trunk = words.textOf(input.varint());
  const agent = words.textOf(input.varint());
  const codec = input.varint();
  return { direction, trunk, agent, codec: codec === 0 ? undefined : words.textOf(codec - 1) };
}

function readRecord({ input, words }: ChangeSource, codec: RecordCodec): unknown {
  const base = input.varint();
  return codec.read(new RecordReader(input, input, numberedWords(words), base));
}
