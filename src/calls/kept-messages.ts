import { packMessages, unpackMessages, type PackedMessages } from './packed-messages.ts';
import type { Seen } from './seen.ts';

/** The messages of one conversation that are kept, in the order of arrival: packed while nothing happens in it. */
export class KeptMessages {
  #packed: PackedMessages | undefined;
  /** Those behind the packed ones. */
  #rest: Seen[] = [];

  get length(): number {
    return (this.#packed?.count ?? 0) + this.#rest.length;
  }

  push(seen: Seen): void {
    this.#rest.push(seen);
  }

  /** All of them, unpacked: what is changed in one is kept. */
  all(): readonly Seen[] {
    if (this.#packed !== undefined) this.#rest = this.#read();
    this.#packed = undefined;
    return this.#rest;
  }

  /** Packs all of them: whoever holds one no longer holds what is kept. */
  pack(): void {
    if (this.#rest.length === 0) return;
    this.#packed = packMessages(this.all());
    this.#rest = [];
  }

  /** Whether one of them passes a test that changes nothing. */
  some(test: (seen: Seen) => boolean): boolean {
    return this.#read().some(test);
  }

  /** Lets go of those that a test does not hold. */
  keepOnly(isKept: (seen: Seen) => boolean): void {
    this.#rest = this.all().filter(isKept);
  }

  #read(): Seen[] {
    return this.#packed === undefined ? this.#rest : [...unpackMessages(this.#packed), ...this.#rest];
  }
}
