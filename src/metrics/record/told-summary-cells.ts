import { SUMMARY_HEAD } from '../pages/family.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { LabelRecord } from '../series/label-index.ts';
import { SeriesCell } from '../series/series-cell.ts';
import type { Labels } from '../declare/label.ts';
import type { BoundToldSummary, SummaryFigures, ToldSummary } from './instrument.ts';

/** Cells of a series of a summary that is computed elsewhere: count, sum, whether there are quantiles, and the quantiles. */
export class ToldSummaryCell extends SeriesCell implements BoundToldSummary {
  tell({ count, sum, quantiles }: SummaryFigures): void {
    const { page, offset } = this;
    page[offset] = count;
    page[offset + 1] = sum;
    page[offset + SUMMARY_HEAD] = quantiles === undefined ? 0 : 1;
    for (const [index, value] of (quantiles ?? []).entries()) page[offset + SUMMARY_HEAD + 1 + index] = value;
  }

  activity(): number {
    return this.page[this.offset] ?? 0;
  }
}

/** A summary that is computed elsewhere with its series. */
export class ToldSummaryCells extends LabelledCells<ToldSummaryCell> implements ToldSummary<Labels> {
  tell(figures: SummaryFigures, labels?: LabelRecord): void {
    this.table.at(labels).tell(figures);
  }
}
