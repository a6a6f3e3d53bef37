const HASHES_MIN = 2 ** 20;
const HASHES_MAX = 2 ** 26;
/** Bits for each hash when a filter is made, at least, and when it is full: at three bits a hash 0.5 and 1 % of others seem to be in it. */
const BITS_WHEN_MADE = 16;
const BITS_WHEN_FULL = 12;

/** Tells which hashes are certainly not among some (a Bloom filter). 128 kB to 8 MB. */
export class HashFilter {
  readonly #bits: Uint32Array;
  readonly #mask: number;
  #count = 0;

  /** `count`: how many hashes there are now, at most. */
  constructor(count: number) {
    const size = Math.min(HASHES_MAX, Math.max(HASHES_MIN, 2 ** Math.ceil(Math.log2(1 + count * BITS_WHEN_MADE))));
    this.#bits = new Uint32Array(size / 32);
    this.#mask = size - 1;
  }

  /** A larger one would tell more. */
  get isFull(): boolean {
    return this.#mask < HASHES_MAX - 1 && this.#count * BITS_WHEN_FULL > this.#mask;
  }

  add(hash: number): void {
    this.#count += 1;
    let bit = hash;
    for (let probe = 0; probe < 3; probe += 1) {
      bit = nextBit(bit);
      const word = (bit & this.#mask) >>> 5;
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False: it was not added. */
  mayHave(hash: number): boolean {
    let bit = hash;
    for (let probe = 0; probe < 3; probe += 1) {
      bit = nextBit(bit);
      if (((this.#bits[(bit & this.#mask) >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

function nextBit(bit: number): number {
  const mixed = Math.imul(bit ^ (bit >>> 15), 0x2c1b3c6d) + 0x5bd1e995;
  return mixed ^ (mixed >>> 12);
}
