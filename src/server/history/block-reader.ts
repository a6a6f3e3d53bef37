import { type HistoryFile, PART_SERIES } from '../../stores/index.ts';
import { asTeleError } from '../thread-port.ts';

/** What was read of blocks is kept up to so many values: 8 bytes each. */
const MOST_VALUES = 4_000_000;

/** A part of a block that is over. */
export interface ReadPart {
  readonly times: readonly number[];
  readonly byId: ReadonlyMap<number, ArrayLike<number>>;
}

/** Reads blocks of a file, and keeps those that were read last. */
export class BlockReader {
  readonly #file: HistoryFile;
  readonly #kept = new Map<string, ReadPart>();
  #values = 0;
  #problem: string | undefined;

  constructor(file: HistoryFile) {
    this.#file = file;
  }

  /** Why the file could not be read the last time; what cannot be read is as if it were not there. Undefined when it could. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The part of a block that the series of a number is in. */
  part(block: number, id: number): ReadPart | undefined {
    const part = Math.floor(id / PART_SERIES);
    const key = `${block} ${part}`;
    const kept = this.#kept.get(key);
    const read = kept ?? this.#read(block, part);
    if (read === undefined) return undefined;
    // The newest stands last.
    this.#kept.delete(key);
    this.#kept.set(key, read);
    if (kept === undefined) this.#makeRoom(read);
    return read;
  }

  /** Blocks have changed. */
  clear(): void {
    this.#kept.clear();
    this.#values = 0;
  }

  #read(block: number, part: number): ReadPart | undefined {
    try {
      const values = this.#file.part(block, part);
      this.#problem = undefined;
      return values && { times: values.times, byId: new Map(values.series.map((one) => [one.id, one.values])) };
    } catch (error) {
      this.#problem = asTeleError(error).message;
      return undefined;
    }
  }

  #makeRoom(added: ReadPart): void {
    this.#values += sizeOf(added);
    for (const [key, read] of this.#kept) {
      if (this.#values <= MOST_VALUES) return;
      this.#kept.delete(key);
      this.#values -= sizeOf(read);
    }
  }
}

function sizeOf({ times, byId }: ReadPart): number {
  return times.length * (byId.size + 1);
}
