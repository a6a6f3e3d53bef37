/** A hash is two digits of so many bits. */
const DIGIT_BITS = 14;
const DIGIT_MASK = 2 ** DIGIT_BITS - 1;
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
    let [first, last] = [Infinity, 0];
    for (let at = 0; at < this.#length; at += 1) {
      const seq = this.#seqs[at] ?? 0;
      if (seq < first) first = seq;
      if (seq > last) last = seq;
    }
    return [first, last];
  }

  eachHash(use: (hash: number) => void): void {
    for (const hash of this.#hashes.subarray(0, this.#length)) use(hash);
  }

  /** Hands over all entries by their hashes. */
  eachInOrder(use: (hash: number, seq: number) => void): void {
    this.#sort();
    for (let at = 0; at < this.#length; at += 1) use(this.#hashes[at] ?? 0, this.#seqs[at] ?? 0);
  }

  // Hot: four entries a call, and each again whenever runs are joined. By comparing, this would cost three times as much.
  /** Sorts by the lower digit of the hashes, then by the upper one. */
  #sort(): void {
    const [hashes, seqs] = [this.#hashes.subarray(0, this.#length), this.#seqs.subarray(0, this.#length)];
    const [otherHashes, otherSeqs] = [new Int32Array(this.#length), new Float64Array(this.#length)];
    moveByDigit(0, hashes, seqs, otherHashes, otherSeqs);
    moveByDigit(DIGIT_BITS, otherHashes, otherSeqs, hashes, seqs);
  }

  #grow(): void {
    const [hashes, seqs] = [new Int32Array(2 * this.#length), new Float64Array(2 * this.#length)];
    hashes.set(this.#hashes);
    seqs.set(this.#seqs);
    this.#hashes = hashes;
    this.#seqs = seqs;
  }
}

/** Copies entries in the order of the digit that begins at a bit; those with the same one stay in their order. */
function moveByDigit(bit: number, hashes: Int32Array, seqs: Float64Array, toHashes: Int32Array, toSeqs: Float64Array): void {
  const ends = new Int32Array(DIGIT_MASK + 1);
  for (let at = 0; at < hashes.length; at += 1) {
    const digit = ((hashes[at] ?? 0) >>> bit) & DIGIT_MASK;
    ends[digit] = (ends[digit] ?? 0) + 1;
  }
  for (let digit = 1; digit <= DIGIT_MASK; digit += 1) ends[digit] = (ends[digit] ?? 0) + (ends[digit - 1] ?? 0);
  for (let at = hashes.length - 1; at >= 0; at -= 1) {
    const hash = hashes[at] ?? 0;
    const digit = (hash >>> bit) & DIGIT_MASK;
    const to = (ends[digit] ?? 0) - 1;
    ends[digit] = to;
    toHashes[to] = hash;
    toSeqs[to] = seqs[at] ?? 0;
  }
}
