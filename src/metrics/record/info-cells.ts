import type { BoundInfo, Info } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';

/** One series of an info: 1, and behind it 1 while it is set, as for a gauge. */
export class InfoCell extends SeriesCell implements BoundInfo {
  constructor(cells: Cells) {
    super(cells);
    this.page[this.offset] = 1;
  }

  set(): void {
    this.page[this.offset + 1] = 1;
  }

  clear(): void {
    this.page[this.offset + 1] = 0;
  }

  /** An info that is set is never idle. */
  activity(): number {
    return this.page[this.offset + 1] === 1 ? NaN : 0;
  }
}

/** An info with its series. */
export class InfoCells extends LabelledCells<InfoCell> implements Info<Labels> {
  set(labels?: LabelRecord): void {
    this.table.at(labels).set();
  }

  clear(labels?: LabelRecord): void {
    this.table.at(labels).clear();
  }
}
