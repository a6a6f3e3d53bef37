import type { SipMeta } from './sip-event.ts';

/** How long the rest of a message may take. */
const MAX_WAIT_SECONDS = 0.2;
const MAX_WAITING = 256;
const MAX_JOINED_BYTES = 65_536;

/** A message whose sender announced more than its packet held. */
export interface Waiting {
  readonly bytes: Uint8Array;
  readonly meta: SipMeta;
  readonly arrival: number;
}

/**
 * SIP messages that came in several packets: capture agents that read a TCP stream send what each read returned. The parts of one message are joined
 * by capture agent and both ends. Memory is bounded: 256 messages of at most 64 KiB.
 */
export class SipFragments {
  readonly #waiting = new Map<string, Waiting>();
  readonly #release: (waiting: Waiting) => void;

  /** `release` is called with each message whose rest did not come. */
  constructor(release: (waiting: Waiting) => void) {
    this.#release = release;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Keeps a copy of the first part of a message. */
  hold(waiting: Waiting): void {
    if (this.#waiting.size >= MAX_WAITING) this.#releaseOldest();
    this.#waiting.set(keyOf(waiting.meta), { ...waiting, bytes: new Uint8Array(waiting.bytes) });
  }

  /** Takes out the message that waits between these ends, with the part appended. Undefined when none waits or the whole would be too long. */
  join(part: Uint8Array, meta: SipMeta): Waiting | undefined {
    const key = keyOf(meta);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined || waiting.bytes.length + part.length > MAX_JOINED_BYTES) return undefined;
    this.#waiting.delete(key);
    const bytes = new Uint8Array(waiting.bytes.length + part.length);
    bytes.set(waiting.bytes);
    bytes.set(part, waiting.bytes.length);
    return { ...waiting, bytes };
  }

  /** A new message began between these ends: what waits there will get no more. */
  releaseBefore(meta: SipMeta): void {
    const waiting = this.#waiting.get(keyOf(meta));
    if (waiting !== undefined) this.#let(waiting);
  }

  /** Lets go of what has waited long enough at `now`, Unix seconds. */
  releaseDue(now: number): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.meta.receivedAt + MAX_WAIT_SECONDS > now) return;
      this.#let(waiting);
    }
  }

  #releaseOldest(): void {
    for (const waiting of this.#waiting.values()) {
      this.#let(waiting);
      return;
    }
  }

  #let(waiting: Waiting): void {
    this.#waiting.delete(keyOf(waiting.meta));
    this.#release(waiting);
  }
}

function keyOf(meta: SipMeta): string {
  return `${meta.agent} ${meta.transport} ${meta.src} ${meta.dst}`;
}
