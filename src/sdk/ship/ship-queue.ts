/** Lines that wait for the server, the oldest first. Bounded by number and by bytes: the oldest goes for a new one. */
export class ShipQueue {
  readonly #maxLines: number;
  readonly #maxBytes: number;
  #lines: string[] = [];
  #sizes: number[] = [];
  /** Those before it were taken. */
  #first = 0;
  #bytes = 0;

  constructor(maxLines: number, maxBytes: number) {
    this.#maxLines = maxLines;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#lines.length - this.#first;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Puts a line behind the others. How many were dropped for it, or with it when it alone is too long. */
  put(line: string): number {
    const size = Buffer.byteLength(line);
    if (size > this.#maxBytes) return 1;
    let dropped = 0;
    while (this.length >= this.#maxLines || this.#bytes + size > this.#maxBytes) {
      this.#passFirst();
      dropped += 1;
    }
    this.#lines.push(line);
    this.#sizes.push(size);
    this.#bytes += size;
    return dropped;
  }

  /** Takes the oldest lines: so many at most, and so many bytes unless the first alone has more. */
  take(maxLines: number, maxBytes: number): readonly string[] {
    const from = this.#first;
    let bytes = 0;
    while (this.#first < this.#lines.length && this.#first - from < maxLines) {
      bytes += this.#sizes[this.#first] ?? 0;
      if (bytes > maxBytes && this.#first > from) break;
      this.#bytes -= this.#sizes[this.#first] ?? 0;
      this.#first += 1;
    }
    const taken = this.#lines.slice(from, this.#first);
    this.#compact();
    return taken;
  }

  #passFirst(): void {
    this.#bytes -= this.#sizes[this.#first] ?? 0;
    this.#lines[this.#first] = '';
    this.#first += 1;
    this.#compact();
  }

  /** Costs each line one move at most: half of them are gone. */
  #compact(): void {
    if (this.#first * 2 < this.#lines.length) return;
    this.#lines = this.#lines.slice(this.#first);
    this.#sizes = this.#sizes.slice(this.#first);
    this.#first = 0;
  }
}
