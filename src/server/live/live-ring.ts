import type { StoredCall } from '../../core/index.ts';

/** What the feed keeps to be read again. */
const MAX_ENTRIES = 8192;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** One change, or a place where some are missing. */
export interface LiveEntry {
  /** Its number; of a place where some are missing that of the last of them. */
  readonly position: number;
  /** The event as it is sent, but for its id. Empty where some are missing. */
  readonly text: string;
  /** What conditions look at. Absent for what is no call. */
  readonly call?: StoredCall;
  /** How many are missing here. */
  readonly missing?: number;
}

/** The newest changes in order, bounded by number and size. */
export class LiveRing {
  #entries: LiveEntry[] = [];
  /** How many at the front are gone already: the array is moved together now and then. */
  #gone = 0;
  #characters = 0;
  #floor: number;
  #last: number;
  readonly #evicted: (entry: LiveEntry) => void;

  /** `position`: the number of the last change before. `evicted` hears of each entry that makes room. */
  constructor(position: number, evicted: (entry: LiveEntry) => void) {
    this.#floor = position;
    this.#last = position;
    this.#evicted = evicted;
  }

  /** Everything after this number is here. */
  get floor(): number {
    return this.#floor;
  }

  /** The number of the newest change. */
  get last(): number {
    return this.#last;
  }

  add(entry: LiveEntry): void {
    this.#entries.push(entry);
    this.#last = entry.position;
    this.#characters += entry.text.length;
    while (this.#entries.length - this.#gone > MAX_ENTRIES || this.#characters > MAX_CHARACTERS) this.#evict();
  }

  /** The entries after a number, oldest first. */
  *after(position: number): Generator<LiveEntry, void> {
    for (let place = this.#placeAfter(position); place < this.#entries.length; place += 1) {
      const entry = this.#entries[place];
      if (entry !== undefined) yield entry;
    }
  }

  #placeAfter(position: number): number {
    let low = this.#gone;
    let high = this.#entries.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#entries[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #evict(): void {
    const entry = this.#entries[this.#gone];
    if (entry === undefined) return;
    this.#evicted(entry);
    this.#floor = entry.position;
    this.#characters -= entry.text.length;
    this.#gone += 1;
    if (this.#gone < MAX_ENTRIES) return;
    this.#entries = this.#entries.slice(this.#gone);
    this.#gone = 0;
  }
}
