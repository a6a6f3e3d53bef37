const KEPT_SECONDS = 60;

/** By how much a count that only rises has risen within the last minute. */
export class RisingCount {
  readonly #seen: { readonly at: number; readonly count: number }[] = [];

  /** Takes the count as it is now, once a second at most. `at`: monotonic seconds. */
  note(count: number, at: number): void {
    this.#seen.push({ at, count });
    // The oldest one that is left is a minute old.
    while ((this.#seen[1]?.at ?? Infinity) <= at - KEPT_SECONDS) this.#seen.shift();
  }

  get recent(): number {
    return (this.#seen.at(-1)?.count ?? 0) - (this.#seen[0]?.count ?? 0);
  }
}
