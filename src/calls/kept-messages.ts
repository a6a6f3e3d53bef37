import { PackedMessages } from './packed-messages.ts';
import type { Seen } from './seen.ts';

/** The messages of one conversation that are kept, in the order of arrival: packed but while they are looked at. */
export class KeptMessages {
  #packed = new PackedMessages();
  /** The same as objects, and those that came since. Undefined: only the packed ones are kept. */
  #unpacked: Seen[] | undefined;

  get length(): number {
    return this.#unpacked?.length ?? this.#packed.count;
  }

  push(seen: Seen): void {
    if (this.#unpacked === undefined) this.#packed.push(seen);
    else this.#unpacked.push(seen);
  }

  /** All of them, unpacked: what is changed in one is kept. */
  all(): readonly Seen[] {
    this.#unpacked ??= this.#packed.unpack();
    return this.#unpacked;
  }

  /** Packs all of them: whoever holds one no longer holds what is kept. */
  pack(): void {
    if (this.#unpacked !== undefined) this.#packed.update(this.#unpacked);
    this.#unpacked = undefined;
  }

  /** The same to look at: what is changed in one need not be kept. */
  read(): readonly Seen[] {
    return this.#unpacked ?? this.#packed.unpack();
  }

  /** Lets go of the room for more, once no more are expected. */
  trim(): void {
    this.#packed.trim();
  }

  /** Lets go of those that a test does not hold. */
  keepOnly(isKept: (seen: Seen) => boolean): void {
    this.#unpacked = this.all().filter(isKept);
    this.#packed = new PackedMessages();
  }
}
