import { labelText, type LabelText } from '../core/index.ts';
import { hashBytes } from '../wire/index.ts';

/** Messages remembered: those of a minute of a thousand per second, for the clocks of interfaces may differ. */
const MAX_MESSAGES = 65_536;

/**
 * Tells the interfaces of a pcapng file apart as vantages where it matters: a datagram that was captured on another interface before is seen from a second vantage, `file@1`, and is
 * no retransmission however far the clocks of the interfaces lie apart. All else is of one vantage, for a tap has an interface for each direction.
 */
export class CaptureInterfaces {
  readonly #file: LabelText;
  /** The interface that a message was captured on first, by its hash; the oldest first. */
  readonly #firstOf = new Map<number, number>();

  constructor(file: LabelText) {
    this.#file = file;
  }

  /** The vantage of a message that was captured on an interface. */
  vantageOf(message: Uint8Array, interfaceIndex: number): LabelText {
    const key = hashBytes(message, 0, message.length, 0);
    const first = this.#firstOf.get(key);
    if (first !== undefined) return first === interfaceIndex ? this.#file : labelText(`${this.#file}@${interfaceIndex}`);
    for (const oldest of this.#firstOf.keys()) {
      if (this.#firstOf.size >= MAX_MESSAGES) this.#firstOf.delete(oldest);
      break;
    }
    this.#firstOf.set(key, interfaceIndex);
    return this.#file;
  }
}
