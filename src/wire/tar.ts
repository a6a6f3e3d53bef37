import type { Malformed } from './malformed.ts';

/** Length of a header, and what lengths are filled up to. */
export const TAR_BLOCK = 512;

/** Why a block is no header. */
export const TAR_MALFORMED = ['tar_checksum', 'tar_length'] as const;
export type TarMalformed = Malformed<(typeof TAR_MALFORMED)[number]>;

/** What one header of an archive says (POSIX ustar, and GNU tar for lengths beyond 8 GiB). */
export interface TarHeader {
  readonly name: string;
  readonly lengthBytes: number;
  /** A regular file. All else is a folder, a link or about the next file. */
  readonly isFile: boolean;
}

const [NAME, LENGTH, CHECKSUM, TYPE, MAGIC, PREFIX, PREFIX_END] = [0, 124, 148, 156, 257, 345, 500] as const;
const NAME_BYTES = 100;
const FIELD_BYTES = 12;
const CHECKSUM_BYTES = 8;
const SPACE = 32;
/** Marks a length as binary. */
const BINARY = 0x80;

/** Reads a block of 512 bytes. Undefined: it is empty, and the archive ends. */
export function parseTarHeader(block: Uint8Array): TarHeader | TarMalformed | undefined {
  if (block.length < TAR_BLOCK) return { malformed: 'tar_length' };
  if (block.every((byte) => byte === 0)) return undefined;
  if (octal(block, CHECKSUM, CHECKSUM_BYTES) !== checksum(block)) return { malformed: 'tar_checksum' };
  const lengthBytes = block[LENGTH] === BINARY ? binary(block) : octal(block, LENGTH, FIELD_BYTES);
  if (lengthBytes === undefined || !Number.isSafeInteger(lengthBytes)) return { malformed: 'tar_length' };
  const prefix = text(block, MAGIC, MAGIC + 5) === 'ustar' ? text(block, PREFIX, PREFIX_END) : '';
  const name = text(block, NAME, NAME + NAME_BYTES);
  const type = block[TYPE] ?? 0;
  return { name: prefix === '' ? name : `${prefix}/${name}`, lengthBytes, isFile: type === 0 || type === 0x30 || type === 0x37 };
}

/** The sum of the bytes with spaces where it stands itself. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (const [place, byte] of block.entries()) sum += place >= CHECKSUM && place < CHECKSUM + CHECKSUM_BYTES ? SPACE : byte;
  return sum;
}

function text(block: Uint8Array, start: number, end: number): string {
  const zero = block.indexOf(0, start);
  return new TextDecoder().decode(block.subarray(start, zero < 0 ? end : Math.min(zero, end)));
}

/** Undefined for what is no number. */
function octal(block: Uint8Array, start: number, bytes: number): number | undefined {
  const digits = text(block, start, start + bytes).trim();
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function binary(block: Uint8Array): number {
  let value = 0;
  for (let place = LENGTH + 1; place < LENGTH + FIELD_BYTES; place += 1) value = value * 256 + (block[place] ?? 0);
  return value;
}

/** The header of a regular file. Of a name that is longer than 100 bytes its end. */
export function encodeTarHeader(name: string, lengthBytes: number): Uint8Array {
  const block = new Uint8Array(TAR_BLOCK);
  const write = (place: number, value: string): void => block.set(new TextEncoder().encode(value), place);
  block.set(new TextEncoder().encode(name).slice(-NAME_BYTES), NAME);
  write(NAME + NAME_BYTES, '0000600\0' + '0000000\0'.repeat(2));
  if (lengthBytes < 8 ** 11) write(LENGTH, lengthBytes.toString(8).padStart(11, '0'));
  else {
    block[LENGTH] = BINARY;
    for (let place = LENGTH + FIELD_BYTES - 1, rest = lengthBytes; place > LENGTH; place -= 1, rest = Math.floor(rest / 256))
      block[place] = rest % 256;
  }
  write(LENGTH + FIELD_BYTES, '00000000000\0');
  write(TYPE, '0');
  write(MAGIC, 'ustar\u000000');
  write(CHECKSUM, `${checksum(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** How many bytes fill a file of a length up to whole blocks. */
export function tarPadding(lengthBytes: number): number {
  return (TAR_BLOCK - (lengthBytes % TAR_BLOCK)) % TAR_BLOCK;
}
