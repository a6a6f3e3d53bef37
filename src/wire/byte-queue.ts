/** Bytes that arrive in chunks of any size and are taken in pieces of known size. It holds what was pushed and not yet taken. */
export class ByteQueue {
  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #toSkip = 0;

  /** How many bytes can be taken. */
  get length(): number {
    return this.#bytes.length - this.#offset;
  }

  /** How many bytes of a skip have not arrived yet. */
  get pendingSkip(): number {
    return this.#toSkip;
  }

  /** Appends a chunk, which the queue owns from then on. */
  push(chunk: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, chunk.length);
    this.#toSkip -= skipped;
    const rest = chunk.subarray(skipped);
    if (this.length === 0) {
      this.#bytes = rest;
    } else {
      const joined = new Uint8Array(this.length + rest.length);
      joined.set(this.#bytes.subarray(this.#offset));
      joined.set(rest, this.length);
      this.#bytes = joined;
    }
    this.#offset = 0;
  }

  /** A view of the next `count` bytes, which stay. Undefined when fewer have arrived. */
  peek(count: number): Uint8Array | undefined {
    return this.length < count ? undefined : this.#bytes.subarray(this.#offset, this.#offset + count);
  }

  /** A view of the next `count` bytes, which are gone from the queue. Undefined when fewer have arrived. */
  take(count: number): Uint8Array | undefined {
    const piece = this.peek(count);
    if (piece !== undefined) this.#offset += count;
    return piece;
  }

  /** Drops the next `count` bytes, those that have not arrived yet as soon as they do. */
  skip(count: number): void {
    const here = Math.min(count, this.length);
    this.#offset += here;
    this.#toSkip += count - here;
  }
}
