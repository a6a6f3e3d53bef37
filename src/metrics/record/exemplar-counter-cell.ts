import { CounterCell } from './counter-cells.ts';
import type { Exemplar, ExemplarCells } from '../pages/exemplar-cells.ts';
import type { Cells } from '../pages/page-writer.ts';

/** One series of a counter with exemplars: its cell, and behind it the last exemplar. */
export class ExemplarCounterCell extends CounterCell {
  readonly #exemplars: ExemplarCells;

  constructor(cells: Cells, refuse: () => void, exemplars: ExemplarCells) {
    super(cells, refuse);
    this.#exemplars = exemplars;
  }

  override addWith(exemplar: Exemplar, amount: number): void {
    this.add(amount);
    if (amount >= 0 && amount < Infinity) this.#exemplars.set(0, exemplar, amount);
  }

  override moveTo(cells: Cells): Cells {
    this.#exemplars.moveTo(cells);
    return super.moveTo(cells);
  }
}
