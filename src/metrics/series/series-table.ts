import type { Family } from '../pages/family.ts';
import { cellsPerSeries, isBare } from '../pages/family.ts';
import { LabelIndex, type LabelRecord } from './label-index.ts';
import type { Labels } from '../declare/label.ts';
import { MetricError } from '../declare/metric-error.ts';
import type { Cells, PageWriter } from '../pages/page-writer.ts';
import type { SeriesCell } from './series-cell.ts';
import { CellSlots, MAX_CELL_SLOTS } from './cell-slots.ts';
import { MAX_ARRAY, SeriesSlots, type Slots } from './series-slots.ts';

/** Where the moves that a metric refuses are counted. */
export interface Refusals {
  /** A label value was outside its domain, or a key was not declared. */
  label(metric: string, label: string): void;
  /** A value was not finite, or negative where a metric takes none. */
  value(metric: string): void;
  /** There was no room for a new series. */
  room(): void;
}

/** What a table needs to know of its metric besides the family. */
interface TableLabels {
  readonly labels: Labels;
  /** See `MetricDef`. */
  readonly fallback?: Readonly<Record<string, string | undefined>>;
}

/** Under this name keys that are not declared are counted: they may be anything, so they are not shown. */
const UNDECLARED = 'undeclared';

/** Room for labels is taken in such steps where series come and go, so that one finds room in the place of another. */
const ROOM_STEP = 32;
/** Elsewhere the next record begins at the next 32-bit word. */
const WORD_STEP = 4;

/** What is known of a series that may become idle. */
interface Watched {
  activity: number;
  /** The round of `collect` that last saw a move, Unix seconds. Undefined before the first. */
  movedAt: number | undefined;
}

const NO_LABELS: LabelRecord = {};

/** Finds the series of one metric, and makes each when it is first touched. `T` is its bound handle. */
export class SeriesTable<T extends SeriesCell> {
  readonly #family: Family;
  readonly #number: number | undefined;
  /** Numbers the series. */
  readonly index: LabelIndex;
  /** The series touched so far by their number. */
  readonly slots: Slots<T>;
  readonly #writer: PageWriter;
  readonly #refusals: Refusals;
  readonly #bind: (cells: Cells) => T;
  /** Cells that nobody reads: where handles lead whose series cannot be had or is removed. */
  readonly #nowhere: Cells;
  readonly #sink: T;
  readonly #idleSeconds: number;
  /** No handle is kept but those that somebody has. */
  readonly #isBare: boolean;
  /** By number of the series; empty where none may become idle. */
  readonly #watched = new Map<number, Watched>();
  /** The handles that somebody keeps, by place; where each series has one for ever, only of series that may become idle. */
  readonly #held = new Map<number, T>();
  readonly #refuseLabel = (label: string): void => this.#refusals.label(this.#family.name, label);

  constructor(family: Family, { labels, fallback }: TableLabels, writer: PageWriter, refusals: Refusals, bind: (cells: Cells) => T) {
    this.#family = family;
    this.#number = writer.addFamily(family);
    this.index = new LabelIndex(labels, fallback);
    this.#writer = writer;
    this.#refusals = refusals;
    this.#bind = bind;
    this.#nowhere = { page: new Float64Array(cellsPerSeries(family)), offset: 0 };
    this.#sink = bind(this.#nowhere);
    const { size } = this.index;
    this.#isBare = size > MAX_ARRAY && size <= MAX_CELL_SLOTS && isBare(family);
    this.slots = this.#isBare ? new CellSlots(bind(this.#nowhere)) : new SeriesSlots(size);
    this.#idleSeconds = Math.min(...Object.values(labels).map((domain) => ('max' in domain ? (domain.idleSeconds ?? Infinity) : Infinity)));
  }

  /** The series that these labels name. When it cannot be had, the refusal is counted and a handle that leads nowhere is returned. */
  at(labels: LabelRecord = NO_LABELS): T {
    const index = this.index.indexOf(labels);
    return (index < 0 ? undefined : this.slots.get(index)) ?? this.#first(labels);
  }

  /** The same for the values of all labels in the order of the declaration. */
  atValues(values: readonly unknown[]): T {
    const index = this.index.learn(values, this.#refuseLabel);
    return index < 0 ? this.#sink : (this.slots.get(index) ?? this.#make(index));
  }

  /** The same as `at` for somebody who keeps the handle. */
  held(labels: LabelRecord = NO_LABELS): T {
    const index = this.index.indexOf(labels);
    const series = index < 0 ? undefined : this.slots.get(index);
    return series === undefined ? this.hold(this.#first(labels)) : this.keep(series, labels);
  }

  /** Holds a series that these labels led to, and counts the keys among them that are no labels. */
  keep(series: T, labels: LabelRecord): T {
    if (!this.index.hasOnlyLabels(labels)) this.#countUndeclared(labels);
    return this.hold(series);
  }

  /** Whether series may be removed for being idle. */
  get isEvictable(): boolean {
    return this.#idleSeconds < Infinity;
  }

  /** Whether a handle must go through `hold` before somebody keeps it. */
  get mustHold(): boolean {
    return this.isEvictable || this.#isBare;
  }

  /** The handle of a series for somebody who keeps it, which also keeps the series from being removed for being idle. */
  hold(series: T): T {
    if (!this.mustHold || series === this.#sink) return series;
    const { place } = series;
    const held = this.#held.get(place);
    if (held !== undefined) return held;
    const handle = this.#isBare ? this.#bind(series.cells) : series;
    this.#held.set(place, handle);
    return handle;
  }

  /** Removes the series that nobody keeps and that were not moved for too long. */
  collect(now: number): void {
    for (const [index, watched] of this.#watched) {
      const series = this.slots.get(index);
      if (series === undefined) continue;
      const activity = series.activity();
      const isMoved = Number.isNaN(activity) || activity !== watched.activity;
      if (!Number.isNaN(activity)) watched.activity = activity;
      if (isMoved) watched.movedAt = now;
      watched.movedAt ??= now;
      if (now - watched.movedAt >= this.#idleSeconds && !this.#held.has(series.place)) this.#remove(index, series);
    }
  }

  /** Finds series by the values of all labels in the order of these names. */
  lookup(names: readonly string[]): (...values: readonly unknown[]) => T {
    const places = this.placesOf(names);
    // In the order of the declaration.
    const order = this.index.dimensions.map((_, dimension) => places.indexOf(dimension));
    const dimensions = this.index.dimensions.map((dimension, declared) => ({ dimension, place: order[declared] ?? 0 }));
    return (...values) => {
      let index = 0;
      for (const { dimension, place } of dimensions) {
        const id = dimension.idOf(values[place]);
        index = id < 0 || index < 0 ? -1 : index * dimension.size + id;
      }
      const known = index < 0 ? undefined : this.slots.get(index);
      return this.hold(known ?? this.atValues(order.map((place) => values[place])));
    };
  }

  /** Which label of the declaration each name is. Throws when they are not all labels, each once. */
  placesOf(names: readonly string[]): readonly number[] {
    const declared = this.index.dimensions.map(({ name }) => name);
    const places = names.map((name) => declared.indexOf(name));
    if (names.length !== declared.length || new Set(places).size !== declared.length || places.includes(-1)) {
      throw new MetricError('METRIC_INVALID', `${this.#family.name}: the labels by position are not ${declared.join(', ')} in some order.`);
    }
    return places;
  }

  /** Removes a series. Handles of it lead nowhere from then on. False when there was none. */
  remove(labels: LabelRecord = NO_LABELS): boolean {
    const index = this.index.find(labels);
    const series = index < 0 ? undefined : this.slots.get(index);
    if (series === undefined) return false;
    this.#remove(index, series);
    return true;
  }

  #remove(index: number, series: T): void {
    this.slots.delete(index);
    this.index.release(index);
    this.#watched.delete(index);
    const { cells, place } = series;
    (this.#isBare ? this.#held.get(place) : series)?.moveTo(this.#nowhere);
    this.#held.delete(place);
    this.#writer.removeSeries(cells);
  }

  /** The series of labels that nobody has looked at yet. */
  #first(labels: LabelRecord): T {
    this.#countUndeclared(labels);
    return this.atValues(this.index.valuesOf(labels));
  }

  #countUndeclared(labels: LabelRecord): void {
    for (let count = this.index.undeclaredIn(labels); count > 0; count -= 1) this.#refuseLabel(UNDECLARED);
  }

  #make(index: number): T {
    this.index.hold(index);
    const step = this.isEvictable ? ROOM_STEP : WORD_STEP;
    const width = cellsPerSeries(this.#family);
    const series =
      this.#number === undefined ? undefined : this.#writer.addSeries(this.#number, this.index.textOf(index), width, step, this.#bind);
    if (series === undefined) {
      this.index.release(index);
      this.#refusals.room();
      return this.#sink;
    }
    this.slots.set(index, series);
    if (this.isEvictable) this.#watched.set(index, { activity: 0, movedAt: undefined });
    return series;
  }
}
