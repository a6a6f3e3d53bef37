/** A series whose window turns. */
export interface Turning {
  /** Its window turns no more. */
  readonly isRemoved: boolean;
  /** Forgets the oldest parts of the window, as many as `steps`, and goes on in the last of these. */
  turn(steps: number): void;
}

/** Turns the windows of all metrics of a registry by its clock. */
export class WindowTurns {
  readonly #rings: { turn(now: number): void }[] = [];

  /** Keeps the windows of one metric, whose parts are of `partSeconds` each. */
  add<T extends Turning>(partSeconds: number): WindowRing<T> {
    const ring = new WindowRing<T>(partSeconds);
    this.#rings.push(ring);
    return ring;
  }

  /** Forgets what is older than the windows. `now`: Unix time in seconds. */
  turn(now: number): void {
    for (const ring of this.#rings) ring.turn(now);
  }
}

/** The series of one metric, whose windows turn together. */
class WindowRing<T extends Turning> {
  readonly #partSeconds: number;
  readonly #cells = new Set<T>();
  #turn: number | undefined;

  constructor(partSeconds: number) {
    this.#partSeconds = partSeconds;
  }

  /** Turns this series from now on; returns it. */
  keep(cell: T): T {
    this.#cells.add(cell);
    return cell;
  }

  turn(now: number): void {
    const turn = Math.floor(now / this.#partSeconds);
    const steps = turn - (this.#turn ?? turn);
    this.#turn = turn;
    // A clock that was set back turns nothing.
    for (const cell of this.#cells) {
      if (cell.isRemoved) this.#cells.delete(cell);
      else if (steps > 0) cell.turn(steps);
    }
  }
}
