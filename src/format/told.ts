import { ByteWriter } from '../core/index.ts';
import { PROGRAM_NUMBERS, TOLD_NUMBERS } from './field-numbers.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter } from './field-writer.ts';
import { microseconds, seconds } from './microseconds.ts';

/** How far a program has told its events. */
export interface ProgramMark {
  /** What the program calls itself: a random text, another one after each of its starts. */
  readonly instance: string;
  /** The number of the last of its events that was taken. */
  readonly sequence: number;
  /** When that was, Unix seconds. */
  readonly heardAt: number;
}

/** What programs told, in the frame of the changes that it has made: all of it is kept, or nothing. */
export interface ToldChange {
  readonly kind: 'told';
  readonly programs: readonly ProgramMark[];
  /** The events that metrics are moved by, as a JSON list. Empty when there are none. */
  readonly events: string;
}

const PROGRAM = {
  write(to: FieldWriter, record: object): void {
    // It is called for these alone.
    const { instance, sequence, heardAt } = record as ProgramMark;
    to.text(PROGRAM_NUMBERS.instance, instance);
    to.whole(PROGRAM_NUMBERS.sequence, sequence);
    to.whole(PROGRAM_NUMBERS.heardAt, microseconds(heardAt));
  },
};

/** Writes what programs told as a record within another. */
export const TOLD = {
  write(to: FieldWriter, record: object): void {
    // It is called for these alone.
    const { programs, events } = record as ToldChange;
    for (const program of programs) to.nested(TOLD_NUMBERS.program, PROGRAM, program);
    if (events !== '') to.bytes(TOLD_NUMBERS.events, Buffer.from(events, 'utf8'));
  },
};

/** What `TOLD` wrote. Throws `STORE_CORRUPT` for bytes that are none. */
export function readTold(from: FieldReader): ToldChange {
  const programs: ProgramMark[] = [];
  let events = '';
  while (from.next()) {
    if (from.field === TOLD_NUMBERS.program) programs.push(readProgram(from.nested()));
    else if (from.field === TOLD_NUMBERS.events) events = from.text();
  }
  return { kind: 'told', programs, events };
}

function readProgram(from: FieldReader): ProgramMark {
  let [instance, sequence, heardAt] = ['', 0, 0];
  while (from.next()) {
    if (from.field === PROGRAM_NUMBERS.instance) instance = from.text();
    else if (from.field === PROGRAM_NUMBERS.sequence) sequence = from.number();
    else if (from.field === PROGRAM_NUMBERS.heardAt) heardAt = seconds(from.number());
  }
  return { instance, sequence, heardAt };
}

/** Some marks as bytes, for a file of their own. */
export function encodeMarks(programs: readonly ProgramMark[]): Uint8Array {
  const to = new FieldWriter(new ByteWriter());
  to.begin();
  TOLD.write(to, { kind: 'told', programs, events: '' } satisfies ToldChange);
  return to.out.take();
}

/** What `encodeMarks` wrote. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeMarks(bytes: Uint8Array): readonly ProgramMark[] {
  return readTold(new FieldReader(bytes)).programs;
}
