import type { RefusedSender } from '../core/index.ts';

/** Addresses that are told apart, and reasons of each of them. */
const MAX_ADDRESSES = 256;
const MAX_REASONS = 16;
/** What sent nothing for so long gives its place to the next. */
const IDLE_SECONDS = 600;
/** From one look for idle addresses to the next. */
const LOOK_SECONDS = 1;

interface Refused {
  count: number;
  lastAt: number;
}

/** Counts what is refused by sender address and reason. Addresses can be forged: their number is bounded, and what finds no place is one count. */
export class RefusedSenders {
  readonly #byAddress = new Map<string, Map<string, Refused>>();
  #lookedAt = 0;
  /** What found no place, or has given it back. */
  #others = 0;

  /** Hot: a flood may be refused whole. `now`: Unix seconds. */
  add(address: string, reason: string, now: number): void {
    const reasons = this.#byAddress.get(address) ?? this.#admit(address, now);
    const known = reasons?.get(reason);
    if (known !== undefined) {
      known.count += 1;
      known.lastAt = now;
    } else if (reasons === undefined || reasons.size >= MAX_REASONS) this.#others += 1;
    else reasons.set(reason, { count: 1, lastAt: now });
  }

  /** What was refused so far, the latest first. */
  all(): readonly RefusedSender[] {
    const all = [...this.#byAddress].flatMap(([address, reasons]) =>
      [...reasons].map(([reason, { count, lastAt }]) => ({ address: plainAddress(address), reason, count, lastAt })),
    );
    return all.toSorted((a, b) => b.lastAt - a.lastAt);
  }

  get others(): number {
    return this.#others;
  }

  #admit(address: string, now: number): Map<string, Refused> | undefined {
    if (this.#byAddress.size >= MAX_ADDRESSES) this.#dropIdle(now);
    if (this.#byAddress.size >= MAX_ADDRESSES) return undefined;
    const reasons = new Map<string, Refused>();
    this.#byAddress.set(address, reasons);
    return reasons;
  }

  #dropIdle(now: number): void {
    if (Math.abs(now - this.#lookedAt) < LOOK_SECONDS) return;
    this.#lookedAt = now;
    for (const [address, reasons] of this.#byAddress) {
      const all = [...reasons.values()];
      if (all.some(({ lastAt }) => lastAt + IDLE_SECONDS > now)) continue;
      this.#others += all.reduce((sum, { count }) => sum + count, 0);
      this.#byAddress.delete(address);
    }
  }
}

/** An IPv4 address that came in through an IPv6 socket, as IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
