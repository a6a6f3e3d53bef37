import { RING_SLOTS, SLOT_BUCKETS, SLOT_CELLS } from '../histogram/summary-ring.ts';
import { SUMMARY_HEAD } from '../pages/family.ts';
import type { BoundSummary, Summary } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import type { NativeScales } from '../histogram/native-scale.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import { NativeWindow } from '../histogram/native-window.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';
import type { Turning } from './window-turns.ts';

/** One series of a summary: the count and the sum of all values ever, then the parts of its window, of which one takes the values of the moment. */
export class SummaryCell extends SeriesCell implements BoundSummary, Turning {
  readonly #ring: readonly NativeWindow[];
  readonly #refuse: () => void;
  isRemoved = false;
  #slot = 0;
  #window: NativeWindow;
  /** The cell with the greatest value of the part of the moment. */
  #greatest = 0;

  constructor({ page, offset }: Cells, scales: NativeScales, refuse: () => void) {
    super({ page, offset });
    const ring = Array.from({ length: RING_SLOTS }, (_, slot) => {
      return new NativeWindow(page, offset + SUMMARY_HEAD + slot * SLOT_CELLS + 1, SLOT_BUCKETS, scales);
    });
    this.#ring = ring;
    this.#window = slotAt(ring, 0);
    this.#greatest = offset + SUMMARY_HEAD;
    this.#refuse = refuse;
  }

  // Hot: the bucket, three additions and a comparison.
  observe(value: number): void {
    const bucket = this.#window.cellOf(value);
    if (bucket < 0) {
      this.#refuse();
      return;
    }
    const page = this.page;
    page[this.offset] = (page[this.offset] ?? 0) + 1;
    page[this.offset + 1] = (page[this.offset + 1] ?? 0) + value;
    if (value > (page[this.#greatest] ?? 0)) page[this.#greatest] = value;
    // Last, since where it is is known last.
    page[bucket] = (page[bucket] ?? 0) + 1;
  }

  turn(steps: number): void {
    for (let step = 0; step < Math.min(steps, RING_SLOTS); step += 1) {
      this.#slot = (this.#slot + 1) % RING_SLOTS;
      this.#window = slotAt(this.#ring, this.#slot);
      this.#greatest = this.offset + SUMMARY_HEAD + this.#slot * SLOT_CELLS;
      this.page[this.#greatest] = 0;
      this.#window.clear();
    }
  }

  override moveTo(cells: Cells): Cells {
    const before = super.moveTo(cells);
    for (const [slot, window] of this.#ring.entries()) window.moveTo(cells.page, cells.offset + SUMMARY_HEAD + slot * SLOT_CELLS + 1);
    this.#greatest = cells.offset + SUMMARY_HEAD;
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
