import { RING_SLOTS } from './family.ts';
import type { SummaryCell } from './summary-cells.ts';

/** Turns the windows of all summaries of a registry by its clock. */
export class SummaryTurns {
  readonly #rings: SummaryRing[] = [];

  /** Keeps the windows of one summary, of `windowSeconds` each. */
  add(windowSeconds: number): SummaryRing {
    const ring = new SummaryRing(windowSeconds / RING_SLOTS);
    this.#rings.push(ring);
    return ring;
  }

  /** Forgets what is older than the window. `now`: Unix time in seconds. */
  turn(now: number): void {
    for (const ring of this.#rings) ring.turn(now);
  }
}

/** The series of one summary, whose windows turn together. */
class SummaryRing {
  readonly #slotSeconds: number;
  readonly #cells = new Set<SummaryCell>();
  #turn: number | undefined;

  constructor(slotSeconds: number) {
    this.#slotSeconds = slotSeconds;
  }

  /** Turns this series from now on; returns it. */
  keep(cell: SummaryCell): SummaryCell {
    this.#cells.add(cell);
    return cell;
  }

  turn(now: number): void {
    const turn = Math.floor(now / this.#slotSeconds);
    const steps = turn - (this.#turn ?? turn);
    this.#turn = turn;
    // A clock that was set back turns nothing.
    for (const cell of this.#cells) {
      if (cell.isRemoved) this.#cells.delete(cell);
      else if (steps > 0) cell.turn(steps);
    }
  }
}
