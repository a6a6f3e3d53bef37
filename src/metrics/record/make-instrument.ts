import { BucketSearch } from '../histogram/bucket-search.ts';
import type { CompileCode } from '../series/compile-code.ts';
import { CounterCell, CounterCells } from './counter-cells.ts';
import type { HistogramDef, MetricDef } from '../declare/declare.ts';
import { ExemplarCells } from '../pages/exemplar-cells.ts';
import { ExemplarCounterCell } from './exemplar-counter-cell.ts';
import { RING_SLOTS } from '../histogram/summary-ring.ts';
import { createdCell, exemplarCells, type Family, WINDOW_PARTS } from '../pages/family.ts';
import { GaugeCell, GaugeCells } from './gauge-cells.ts';
import { generateVerbs } from '../series/generate-verbs.ts';
import { HistogramCell, HistogramCells } from './histogram-cells.ts';
import { InfoCell, InfoCells } from './info-cells.ts';
import { NativeHistogramCell } from './native-histogram-cell.ts';
import { NativeScales, schemaOf } from '../histogram/native-scale.ts';
import { NativeWindow } from '../histogram/native-window.ts';
import type { Cells, PageWriter } from '../pages/page-writer.ts';
import type { SeriesCell } from '../series/series-cell.ts';
import { type Refusals, SeriesTable } from '../series/series-table.ts';
import { SummaryCell, SummaryCells } from './summary-cells.ts';
import { ToldSummaryCell, ToldSummaryCells } from './told-summary-cells.ts';
import { UpDownGaugeCell, UpDownGaugeCells } from './up-down-gauge-cells.ts';
import { WindowedCell, WindowedCells } from './windowed-cells.ts';
import type { WindowTurns } from './window-turns.ts';

/** A window of 160 buckets per part begins this fine: 0.3 % from the beginning to the end of a bucket. Where values lie further apart it takes coarser ones. */
const SUMMARY_SCHEMA = 8;

/** Under this label an exemplar is counted that is no trace. */
const TRACE_LABEL = 'trace_id';

/** What an instrument needs of its registry. */
export interface InstrumentHome {
  readonly writer: PageWriter;
  readonly compile: CompileCode;
  readonly refusals: Refusals;
  readonly turns: WindowTurns;
  /** The metrics whose series may become idle. */
  readonly tables: Pick<SeriesTable<SeriesCell>, 'collect'>[];
  /** The time, Unix time in seconds. Undefined when the registry has no clock. */
  readonly now: (() => number) | undefined;
}

/** Makes the verbs of a metric: as code of their own where that is allowed, else through a class that reads labels by name. */
export function makeInstrument(def: MetricDef, family: Family, home: InstrumentHome): unknown {
  const refuse = (): void => home.refusals.value(family.name);
  const room = exemplarCells(family);
  const refuseExemplar = (): void => home.refusals.label(family.name, TRACE_LABEL);
  const exemplarsOf = (cells: Cells): ExemplarCells | undefined =>
    room === undefined ? undefined : new ExemplarCells(cells, room.at, room.places, refuseExemplar);
  const tableOf = <T extends SeriesCell>(bind: (cells: Cells) => T): SeriesTable<T> => seriesOf(def, family, home, bind);
  const verbs = <T extends SeriesCell>(table: SeriesTable<T>, scan: (table: SeriesTable<T>) => unknown): unknown =>
    generateVerbs(def.kind, table, home.compile) ?? scan(table);
  switch (def.kind) {
    case 'counter':
      return verbs(
        tableOf((cells) => counterCell(cells, refuse, exemplarsOf(cells))),
        (table) => new CounterCells(table),
      );
    case 'gauge':
      return verbs(
        tableOf((cells) => new GaugeCell(cells, refuse)),
        (table) => new GaugeCells(table),
      );
    case 'upDownGauge':
      return verbs(
        tableOf((cells) => new UpDownGaugeCell(cells, refuse)),
        (table) => new UpDownGaugeCells(table),
      );
    case 'info':
      return verbs(
        tableOf((cells) => new InfoCell(cells)),
        (table) => new InfoCells(table),
      );
    case 'histogram':
      return verbs(tableOf(bindHistogram(def, refuse, exemplarsOf)), (table) => new HistogramCells(table));
    case 'summary': {
      const scales = new NativeScales(SUMMARY_SCHEMA);
      const ring = home.turns.add<SummaryCell>(def.windowSeconds / RING_SLOTS);
      return verbs(
        tableOf((cells) => ring.keep(new SummaryCell(cells, scales, refuse))),
        (table) => new SummaryCells(table),
      );
    }
    case 'toldSummary':
      return verbs(
        tableOf((cells) => new ToldSummaryCell(cells)),
        (table) => new ToldSummaryCells(table),
      );
    case 'windowed': {
      const ring = home.turns.add<WindowedCell>(def.windowSeconds / WINDOW_PARTS);
      return verbs(
        tableOf((cells) => ring.keep(new WindowedCell(cells, def.shows, refuse))),
        (table) => new WindowedCells(table),
      );
    }
  }
}

/** Makes the handle of a series of a histogram. */
function bindHistogram(
  { buckets, native }: HistogramDef,
  refuse: () => void,
  exemplarsOf: (cells: Cells) => ExemplarCells | undefined,
): (cells: Cells) => HistogramCell | NativeHistogramCell {
  const search = new BucketSearch(buckets);
  if (native === undefined) return (cells) => new HistogramCell(cells, search, refuse, exemplarsOf(cells));
  const scales = new NativeScales(schemaOf(native.factor));
  return ({ page, offset }) => {
    const window = new NativeWindow(page, offset + search.count + 2, native.maxBuckets, scales);
    return new NativeHistogramCell({ page, offset }, search, window, refuse, exemplarsOf({ page, offset }));
  };
}

function counterCell(cells: Cells, refuse: () => void, exemplars: ExemplarCells | undefined): CounterCell {
  return exemplars === undefined ? new CounterCell(cells, refuse) : new ExemplarCounterCell(cells, refuse, exemplars);
}

/** The series of a metric. One without labels has a value from the start, unless that has to be set. */
function seriesOf<T extends SeriesCell>(
  def: MetricDef,
  family: Family,
  { writer, refusals, tables, now }: InstrumentHome,
  bind: (cells: Cells) => T,
): SeriesTable<T> {
  const created = createdCell(family);
  const table = new SeriesTable(family, def, writer, refusals, (cells) => {
    // A series may get another handle later.
    if (created !== undefined && cells.page[cells.offset + created] === 0) cells.page[cells.offset + created] = now?.() ?? 0;
    return bind(cells);
  });
  if (table.isEvictable) tables.push(table);
  if (Object.keys(def.labels).length === 0 && def.kind !== 'gauge' && def.kind !== 'info') table.at();
  return table;
}
