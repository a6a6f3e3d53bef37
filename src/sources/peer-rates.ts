/** Peers that are counted by themselves within one second; those above share one count. */
const MAX_PEERS = 4096;
const REST = '';

/** Counts the frames of each sender address within a second. A sender cannot choose the address that it is counted by as freely as the name in its frames. */
export class PeerRates {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();
  #windowAt = 0;

  /** `limit`: frames per second and sender. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a frame; true when it is one too many. `now`: Unix seconds. */
  isOver(peer: string, now: number): boolean {
    if (now - this.#windowAt >= 1 || now < this.#windowAt) {
      this.#windowAt = now;
      this.#counts.clear();
    }
    const key = this.#counts.size < MAX_PEERS || this.#counts.has(peer) ? peer : REST;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count > this.#limit;
  }
}
