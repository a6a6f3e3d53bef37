import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How private text is written on the wire. */
export const WRITINGS = ['plain', 'percent', 'base64', 'number'] as const;
export type Writing = (typeof WRITINGS)[number];

const LENGTH = 12;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** A text of 12 characters that occurs nowhere by chance; for `number` the digits of a number in Berlin. */
export function makeSentinel(writing: Writing): string {
  const random = (alphabet: string, length: number) =>
    [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length] ?? '').join('');
  return writing === 'number' ? `4930${random('123456789', LENGTH - 4)}` : random(ALPHABET, LENGTH);
}

function percentOf(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** A sentinel as it is put on the wire. */
export function written(sentinel: string, writing: Writing): string {
  if (writing === 'plain') return sentinel;
  if (writing === 'number') return `+${sentinel}`;
  return writing === 'percent' ? percentOf(sentinel) : Buffer.from(sentinel).toString('base64');
}

/** The part of the base64 of any text around the sentinel that does not depend on its neighbours, for each of the three alignments. */
function base64Cores(sentinel: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.from('x'.repeat(shift) + sentinel)
      .toString('base64')
      .replaceAll('=', '');
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
}

/** Every text by which a sentinel would be given away. `cased` must match as it is, `folded` in any case. */
function traces(sentinel: string): { cased: readonly string[]; folded: readonly string[] } {
  return {
    cased: base64Cores(sentinel),
    folded: [sentinel, percentOf(sentinel), Buffer.from(sentinel).toString('hex')],
  };
}

/** The names of the sentinels that occur in some bytes, in whatever writing. */
export function sentinelsIn(bytes: Buffer, sentinels: ReadonlyMap<string, string>): readonly string[] {
  const text = bytes.toString('latin1');
  const folded = text.toLowerCase();
  return [...sentinels].flatMap(([place, sentinel]) => {
    const { cased, folded: any } = traces(sentinel);
    return cased.some((one) => text.includes(one)) || any.some((one) => folded.includes(one)) ? [place] : [];
  });
}

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** The sentinels that occur in files below a folder, as `place in file`. */
export function sentinelsInFiles(folder: string, sentinels: ReadonlyMap<string, string>): readonly string[] {
  return filesBelow(folder).flatMap((path) => sentinelsIn(bytesOf(path), sentinels).map((place) => `${place} in ${path}`));
}

/** What a file holds; nothing once a server that runs has put another one in its place. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
