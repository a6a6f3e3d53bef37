import { LOOKUP_HASHES } from './lookup-hash.ts';

/** A number of 53 bits holds a hash and one of so many positions. */
const POSITIONS = 2 ** 53 / LOOKUP_HASHES;
/** Room for so many stays for the next ones. */
const KEPT_ENTRIES = 2 ** 14;

/** Entries of a lookup that are not written: the hash of a text and the `seq` of a row. */
export class LookupEntries {
  #hashes = new Int32Array(64);
  #seqs = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(hash: number, seq: number): void {
    const at = this.#length;
    if (at === this.#hashes.length) this.#grow();
    this.#hashes[at] = hash;
    this.#seqs[at] = seq;
    this.#length = at + 1;
  }

  /** The `seq` of a hash. */
  find(hash: number): number[] {
    const hashes = this.#hashes.subarray(0, this.#length);
    const found: number[] = [];
    for (let at = hashes.indexOf(hash); at >= 0; at = hashes.indexOf(hash, at + 1)) found.push(this.#seqs[at] ?? 0);
    return found;
  }

  /** Removes an entry, however often it was added. False when it was not. */
  remove(hash: number, seq: number): boolean {
    if (!this.find(hash).includes(seq)) return false;
    const before = this.#length;
    this.#length = 0;
    for (let at = 0; at < before; at += 1) {
      const [oneHash, oneSeq] = [this.#hashes[at] ?? 0, this.#seqs[at] ?? 0];
      if (oneHash !== hash || oneSeq !== seq) this.add(oneHash, oneSeq);
    }
    return true;
  }

  /** Removes all entries. */
  clear(): void {
    this.#length = 0;
    if (this.#hashes.length <= KEPT_ENTRIES) return;
    this.#hashes = new Int32Array(KEPT_ENTRIES);
    this.#seqs = new Float64Array(KEPT_ENTRIES);
  }

  /** The smallest and the largest `seq`. */
  extent(): readonly [first: number, last: number] {
    const seqs = this.#seqs.subarray(0, this.#length);
    return [seqs.reduce((a, b) => Math.min(a, b), Infinity), seqs.reduce((a, b) => Math.max(a, b), 0)];
  }

  eachHash(use: (hash: number) => void): void {
    for (const hash of this.#hashes.subarray(0, this.#length)) use(hash);
  }

  // Hot: four entries a call, and each again whenever runs are joined. Numbers are sorted without calling back.
  /** Hands over all entries by their hashes. */
  eachInOrder(use: (hash: number, seq: number) => void): void {
    const order = new Float64Array(this.#length);
    for (let at = 0; at < order.length; at += 1) order[at] = (this.#hashes[at] ?? 0) * POSITIONS + at;
    order.sort();
    for (const one of order) {
      const hash = Math.floor(one / POSITIONS);
      use(hash, this.#seqs[one - hash * POSITIONS] ?? 0);
    }
  }

  #grow(): void {
    const [hashes, seqs] = [new Int32Array(2 * this.#length), new Float64Array(2 * this.#length)];
    hashes.set(this.#hashes);
    seqs.set(this.#seqs);
    this.#hashes = hashes;
    this.#seqs = seqs;
  }
}
