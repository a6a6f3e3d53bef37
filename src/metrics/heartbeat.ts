/** When a thread last ticked, readable by other threads while it is stuck. One thread calls `beat`, any number `ageSeconds`. */
export class Heartbeat {
  /** To be handed to another thread, which makes its own `Heartbeat` of it. */
  readonly buffer: SharedArrayBuffer;
  readonly #at: Float64Array;

  /** Without a buffer it makes a new one. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer;
    this.#at = new Float64Array(buffer);
  }

  /** Says that the thread is alive at `now`, seconds of a clock that its readers use too. */
  beat(now: number): void {
    this.#at[0] = now;
  }

  /** Seconds from the last beat to `now`, 0 or more. Undefined before the first beat. */
  ageSeconds(now: number): number | undefined {
    const at = this.#at[0] ?? 0;
    return at === 0 ? undefined : Math.max(0, now - at);
  }
}
