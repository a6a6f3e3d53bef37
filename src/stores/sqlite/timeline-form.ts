import { type ByteReader, type ByteWriter, TeleError, TRANSPORT } from '../../core/index.ts';
import { microseconds, seconds } from './day.ts';

/** What an entry has or what in it differs from the entry before, one bit each; those of nearly all entries in the first byte. */
export const ENTRY = {
  status: 1,
  sdp: 2,
  /** Another method or sequence number. */
  request: 4,
  tags: 8,
  branches: 16,
  /** Another time from `at` to `receivedAt`. */
  delay: 32,
  /** Its arrival is not the next number. */
  arrival: 64,
  /** Another agent or transport. */
  origin: 128,
  sessionExpires: 256,
  agentClass: 512,
  credentials: 1024,
  emergency: 2048,
  expires: 4096,
  reasonSip: 8192,
  reasonQ850: 16_384,
  sipfragStatus: 32_768,
} as const;

/** Methods and differences of sequence numbers are one number. */
export const METHODS = 16;
/** Nearly all status codes are up to 63 away from it, so that they take one byte. */
export const USUAL_STATUS = 163;

/** What of an entry the next one is a difference to. */
export interface EntryBefore {
  at: number;
  delay: number;
  arrival: number;
  method: number;
  cseq: number;
  tags: number;
  branches: number;
}

/** What the first entry of a part is a difference to. */
export function nothingBefore(): EntryBefore {
  return { at: 0, delay: 0, arrival: -1, method: 0, cseq: 0, tags: 0, branches: 0 };
}

/** How a part is written. */
export interface PartForm {
  readonly count: number;
  /** The place of the first transport in `TRANSPORT`. */
  readonly transport: number;
  /** Its hashes take seven bytes each. */
  readonly isLong: boolean;
  /** Its contents take four bytes each. */
  readonly isWide: boolean;
}

/** Writes what a part begins with. */
export function writeForm(out: ByteWriter, { count, transport, isLong, isWide }: PartForm): void {
  out.varint((count * TRANSPORT.length + transport) * 4 + Number(isLong) * 2 + Number(isWide));
}

/** What `writeForm` wrote. */
export function readForm(input: ByteReader): PartForm {
  const value = input.varint();
  const rest = Math.floor(value / 4);
  return {
    count: Math.floor(rest / TRANSPORT.length),
    transport: rest % TRANSPORT.length,
    isLong: (value & 2) !== 0,
    isWide: (value & 1) !== 0,
  };
}

/** Two whole numbers as one, which is small when both are (Szudzik). */
export function pair(one: number, two: number): number {
  return one >= two ? one * one + one + two : two * two + one;
}

/** The first number of a pair. */
export function firstOf(paired: number): number {
  const root = Math.floor(Math.sqrt(paired));
  const rest = paired - root * root;
  return rest < root ? rest : root;
}

/** The second number of a pair. */
export function secondOf(paired: number): number {
  const root = Math.floor(Math.sqrt(paired));
  const rest = paired - root * root;
  return rest < root ? root : rest - root;
}

/** Writes a whole number that may be negative. Throws `INTERNAL` for any other. */
export function writeSigned(out: ByteWriter, value: number): void {
  if (value >= 0 && value < 2 ** 52) out.varint(value * 2);
  else if (value < 0 && value > -(2 ** 52)) out.varint(1 - value * 2);
  else {
    // One and a sign: what has no room for the sign in it.
    out.varint(1);
    out.byte(value < 0 ? 1 : 0);
    out.varint(Math.abs(value));
  }
}

/** What `writeSigned` wrote. */
export function readSigned(input: ByteReader): number {
  const value = input.varint();
  if (value % 2 === 0) return value / 2;
  if (value > 1) return (1 - value) / 2;
  return input.byte() === 1 ? -input.varint() : input.varint();
}

/** A number of a timeline; throws `INTERNAL` for one that is not whole, or too large. */
export function checked(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TeleError('INTERNAL', `A timeline with the number ${value} cannot be stored.`);
  return value;
}

/** Writes a duration; whole seconds are shorter. */
export function writeDuration(out: ByteWriter, duration: number): void {
  const micros = microseconds(duration);
  writeSigned(out, checked(micros % 1e6 === 0 ? micros / 5e5 : micros * 2 + 1));
}

/** What `writeDuration` wrote, in seconds. */
export function readDuration(input: ByteReader): number {
  const value = readSigned(input);
  return value % 2 === 0 ? value / 2 : seconds((value - 1) / 2);
}

/** Writes a hash. */
export function writeHash(out: ByteWriter, value: number, isLong: boolean): void {
  if (!isLong) {
    writeSigned(out, value);
    return;
  }
  const high = Math.floor(value / 2 ** 32);
  out.byte(high & 255);
  out.byte((high >>> 8) & 255);
  out.byte(high >>> 16);
  out.uint32(value);
}

/** What `writeHash` wrote. */
export function readHash(input: ByteReader, isLong: boolean): number {
  if (!isLong) return readSigned(input);
  const high = input.byte() + input.byte() * 256 + input.byte() * 65_536;
  return high * 2 ** 32 + input.uint32();
}
