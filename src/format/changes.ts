import {
  ByteReader,
  ByteWriter,
  LATENCY_FIELDS,
  type LatencyRecord,
  REGISTRATION_FIELDS,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  TeleError,
} from '../core/index.ts';
import { CHANGE_NUMBERS, LATENCY_NUMBERS, REGISTRATION_NUMBERS } from './field-numbers.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter } from './field-writer.ts';
import { PackedCall, writeCall } from './packed-call.ts';
import { createRecordCodec } from './record-codec.ts';
import { encodeTimeline, type TimelineEncoder } from './timeline.ts';
import { readTold, TOLD, type ToldChange } from './told.ts';

/** A registration, told from its start. */
export const REGISTRATION = createRecordCodec<StoredRegistration>(REGISTRATION_FIELDS, REGISTRATION_NUMBERS, { base: 'startedAt' });
const LATENCY = createRecordCodec<LatencyRecord>(LATENCY_FIELDS, LATENCY_NUMBERS);
/** What changes begin with: the letter R, and then the number of their layout. */
const MARK = 0x52;

/** The layout in which changes are written, and what makes a change of it of one of the layouts before. Without a step from one to the next both are the same. */
export interface ChangeLayouts {
  readonly current: number;
  readonly steps: readonly { readonly from: number; readonly upgrade: (change: Uint8Array) => Uint8Array }[];
}

const LAYOUTS: ChangeLayouts = { current: 1, steps: [] };
/** Bytes that the length of a change most likely takes. */
const USUAL_LENGTH = 2;

/** A change of a call whose messages are bytes already. */
export interface CallChange {
  readonly kind: 'call';
  readonly isOpen: boolean;
  readonly record: StoredCall;
  readonly timelineBytes: Uint8Array;
}

/** A change that holds no message as an object. A `PackedCall` is one too. */
export type ChangeToEncode = CallChange | Exclude<StoreChange, { readonly kind: 'call' }> | ToldChange;

/** Changes as bytes. Private values are in their stored form already. Throws `INTERNAL` for a number that cannot be stored. */
export function encodeChanges(changes: readonly StoreChange[]): Uint8Array<ArrayBuffer> {
  return createChangeEncoder()(changes.map((change) => encodeEntries(change, encodeTimeline)));
}

/** The change with its messages as bytes, of which nothing is kept as an object. Throws `INTERNAL` for a number that cannot be stored. */
export function encodeEntries(change: StoreChange, encode: TimelineEncoder): ChangeToEncode {
  if (change.kind !== 'call' || change instanceof PackedCall) return change;
  const { kind, isOpen, record, timeline } = change;
  return { kind, isOpen, record, timelineBytes: encode(timeline) };
}

/** Returns a function that encodes batch after batch, which needs less memory and time for each. */
export function createChangeEncoder(): (changes: readonly ChangeToEncode[]) => Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const to = new FieldWriter(out);
  return (changes) => {
    // A batch that could not be stored may have left something.
    out.clear();
    out.byte(MARK);
    out.varint(LAYOUTS.current);
    for (const change of changes) {
      const at = out.hold(USUAL_LENGTH);
      to.begin();
      writeChange(to, change);
      out.fillLength(at, USUAL_LENGTH);
    }
    return out.take();
  };
}

function writeChange(to: FieldWriter, change: ChangeToEncode): void {
  switch (change.kind) {
    case 'call':
      if (change instanceof PackedCall) to.out.bytes(change.bytes);
      else writeCall(to, change);
      return;
    case 'registration':
      to.nested(CHANGE_NUMBERS.registration, REGISTRATION, change.record);
      return;
    case 'latency':
      to.nested(CHANGE_NUMBERS.latency, LATENCY, change.record);
      return;
    case 'told':
      to.nested(CHANGE_NUMBERS.told, TOLD, change);
  }
}

/** A change of which only that is decoded which is asked for. */
export type PackedChange = PackedCall | Exclude<StoreChange, { readonly kind: 'call' }>;

/** The changes that `encodeChanges` made these bytes of. Throws `STORE_CORRUPT` for other bytes; what lies in a call may only show when it is asked for. */
export function decodeChanges(bytes: Uint8Array, layouts: ChangeLayouts = LAYOUTS): readonly PackedChange[] {
  return decodeSpooled(bytes, layouts).filter((change) => change.kind !== 'told');
}

/** The same with what programs told, which is nothing to the store. */
export function decodeSpooled(bytes: Uint8Array, { current, steps }: ChangeLayouts = LAYOUTS): readonly (PackedChange | ToldChange)[] {
  // Parts of a `Buffer` cost more than those of its memory.
  const input = new ByteReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  const layout = input.byte() === MARK ? input.varint() : 0;
  if (layout === 0 || layout > current)
    throw new TeleError('STORE_CORRUPT', `The spool holds changes of layout ${layout}; this ringscope reads layout ${current}.`);
  const needed = steps.filter(({ from }) => from >= layout).sort((a, b) => a.from - b.from);
  const changes: (PackedChange | ToldChange)[] = [];
  while (!input.isDone) {
    const block = input.block();
    if (input.isBroken) break;
    changes.push(readChange(needed.reduce((change, { upgrade }) => upgrade(change), block)));
  }
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'The spool holds a change that is cut short.');
  return changes;
}

/** `encodeChanges` wrote every field of the declarations. */
function readChange(bytes: Uint8Array): PackedChange | ToldChange {
  const from = new FieldReader(bytes);
  from.goTo(CHANGE_NUMBERS.columns);
  switch (from.field) {
    case CHANGE_NUMBERS.columns:
      return new PackedCall(bytes);
    case CHANGE_NUMBERS.registration:
      return { kind: 'registration', record: decodeRegistration(from.bytes()) };
    case CHANGE_NUMBERS.latency:
      return { kind: 'latency', record: LATENCY.decode(from.nested()) };
    case CHANGE_NUMBERS.told:
      return readTold(from.nested());
    default:
      throw new TeleError('STORE_CORRUPT', `The spool holds a change of the unknown kind ${from.field}.`);
  }
}

/** A registration as bytes, by a writer that is empty. Throws `INTERNAL` for a number that cannot be stored. */
export function encodeRegistration(record: StoredRegistration, to: FieldWriter): Uint8Array {
  to.begin();
  REGISTRATION.write(to, record);
  return to.out.take();
}

/** What `encodeRegistration` wrote. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeRegistration(bytes: Uint8Array): StoredRegistration {
  return REGISTRATION.decode(new FieldReader(bytes));
}
