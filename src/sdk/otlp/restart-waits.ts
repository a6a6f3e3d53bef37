const FIRST_WAIT_SECONDS = 1;
const MOST_WAIT_SECONDS = 300;
/** A thread that ran so long and ended is no longer one that ends again and again. */
const CALM_SECONDS = 600;

/** How long is waited before what has ended is started again: twice as long from time to time, and from the beginning once it has run for long. */
export class RestartWaits {
  #ends = 0;
  #begunAt: number | undefined;

  /** It runs, as of a time in seconds that is never set back. */
  begun(at: number): void {
    this.#begunAt = at;
  }

  /** It has ended, or could not begin. Returns the seconds to wait. */
  ended(at: number): number {
    if (this.#begunAt !== undefined && at - this.#begunAt > CALM_SECONDS) this.#ends = 0;
    this.#begunAt = undefined;
    const wait = Math.min(MOST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(10, this.#ends));
    this.#ends += 1;
    return wait;
  }
}
