import { RING_SLOTS, SLOT_BUCKETS, SUMMARY_HEAD } from './family.ts';
import type { BoundSummary, Summary } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { NativeScales } from './native-scale.ts';
import { NativeWindow, WINDOW_HEAD } from './native-window.ts';
import { LabelledCells } from './labelled-cells.ts';
import type { Cells } from './page-writer.ts';
import { SeriesCell } from './series-cell.ts';

/** One series of a summary: the count and the sum of all values ever, then the parts of its window, of which one takes the values of the moment. */
export class SummaryCell extends SeriesCell implements BoundSummary {
  readonly #ring: readonly NativeWindow[];
  readonly #refuse: () => void;
  /** Its windows turn no more. */
  isRemoved = false;
  #slot = 0;
  #window: NativeWindow;

  constructor({ page, offset }: Cells, scales: NativeScales, refuse: () => void) {
    super({ page, offset });
    const ring = Array.from({ length: RING_SLOTS }, (_, slot) => {
      return new NativeWindow(page, offset + SUMMARY_HEAD + slot * (WINDOW_HEAD + SLOT_BUCKETS), SLOT_BUCKETS, scales);
    });
    this.#ring = ring;
    this.#window = slotAt(ring, 0);
    this.#refuse = refuse;
  }

  // Hot: the bucket and three additions.
  observe(value: number): void {
    if (!(value >= 0 && value < Infinity)) {
      this.#refuse();
      return;
    }
    const page = this.page;
    page[this.offset] = (page[this.offset] ?? 0) + 1;
    page[this.offset + 1] = (page[this.offset + 1] ?? 0) + value;
    this.#window.add(value);
  }

  /** Forgets the oldest parts of the window, as many as `steps`, and goes on in the last of these. */
  turn(steps: number): void {
    for (let step = 0; step < Math.min(steps, RING_SLOTS); step += 1) {
      this.#slot = (this.#slot + 1) % RING_SLOTS;
      this.#window = slotAt(this.#ring, this.#slot);
      this.#window.clear();
    }
  }

  override moveTo(cells: Cells): Cells {
    const before = super.moveTo(cells);
    for (const [slot, window] of this.#ring.entries())
      window.moveTo(cells.page, cells.offset + SUMMARY_HEAD + slot * (WINDOW_HEAD + SLOT_BUCKETS));
    this.isRemoved = true;
    return before;
  }

  activity(): number {
    return this.page[this.offset] ?? 0;
  }
}

function slotAt(ring: readonly NativeWindow[], slot: number): NativeWindow {
  const window = ring[slot];
  if (window === undefined) throw new RangeError(`a ring has no slot ${slot}`);
  return window;
}

/** A summary with its series. */
export class SummaryCells extends LabelledCells<SummaryCell> implements Summary<Labels> {
  observe(value: number, labels?: LabelRecord): void {
    this.table.at(labels).observe(value);
  }
}
