import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { TeleError } from '../../core/index.ts';

/** So much is kept in memory before it goes to a file. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Place {
  readonly at: number;
  readonly tie: string;
  readonly offset: number;
  readonly length: number;
}

/** Texts that are read back by time, however many: beyond a few megabytes they lie in a file that has no name and goes with this process. */
export class SortedPile {
  readonly #places: Place[] = [];
  readonly #parts: Buffer[] = [];
  #partBytes = 0;
  #fileBytes = 0;
  #file: number | undefined;

  /** Those of one time are in the order of `tie`. */
  add(at: number, tie: string, text: string): void {
    const bytes = Buffer.from(text);
    this.#places.push({ at, tie, offset: this.#fileBytes + this.#partBytes, length: bytes.length });
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    if (this.#partBytes >= MAX_BYTES) this.#spill();
  }

  /** The first so many texts, the oldest first. */
  *read(most: number): Generator<string, void> {
    const inMemory = Buffer.concat(this.#parts);
    const places = this.#places.toSorted((a, b) => a.at - b.at || (a.tie < b.tie ? -1 : Number(a.tie > b.tie)));
    for (const { offset, length } of places.slice(0, most)) {
      const start = offset - this.#fileBytes;
      if (start >= 0) {
        yield inMemory.toString('utf8', start, start + length);
        continue;
      }
      const bytes = Buffer.allocUnsafe(length);
      if (this.#file === undefined || readSync(this.#file, bytes, 0, length, offset) !== length)
        throw new TeleError('FILE_UNREADABLE', 'The file with the calls that were found could not be read back.');
      yield bytes.toString();
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #spill(): void {
    try {
      this.#file ??= openNameless();
      for (const part of this.#parts) writeSync(this.#file, part);
    } catch (cause) {
      throw new TeleError('FILE_UNWRITABLE', `The calls that were found need room in ${tmpdir()}, and could not be written there.`, cause);
    }
    this.#fileBytes += this.#partBytes;
    this.#partBytes = 0;
    this.#parts.length = 0;
  }
}

/** A file that nobody else can open, and that is gone when it is closed. */
function openNameless(): number {
  const path = join(tmpdir(), `ringscope-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}
