import { escapeLabelValue } from '../text/escape.ts';
import { type Labels, labelText, MAX_LABEL_LENGTH } from '../declare/label.ts';

/** The value of an open label whose cap is reached. */
export const OVERFLOW = 'overflow';

/** Up to this many values, a closed label is searched by comparing each. */
export const MAX_COMPARED = 16;

/** A label object as it may arrive at run time, when a caller got past the types. */
export type LabelRecord = { readonly [name: string]: unknown };

/** One label of a metric: its values as numbers from 0. */
export interface Dimension {
  readonly name: string;
  /** Numbers that `idOf` may return. */
  readonly size: number;
  /** The values of a closed label in the order of their numbers. Undefined for an open one. */
  readonly values: readonly string[] | undefined;
  /** The numbers of values known so far. An open label may know more later, and forget some. */
  readonly ids: ReadonlyMap<unknown, number>;
  /** The number of a value that is known, -1 otherwise. */
  idOf(value: unknown): number;
  /** The same for a value in any form, as it comes or as it is exposed. */
  find(value: unknown): number;
  /** The number of a value that is not known, which an open label gives it now; -1 when it cannot be a value. */
  learn(value: unknown): number;
  /** Counts one more series with this value. */
  hold(id: number): void;
  /** Counts one series less with this value, and forgets it when that was the last. */
  release(id: number): void;
  textOf(id: number): string;
}

/** Maps label values to series numbers and back: mixed-radix arithmetic over the domains, so no two label sets share a number. */
export class LabelIndex {
  readonly dimensions: readonly Dimension[];
  /** Series that could exist. */
  readonly size: number;
  readonly #names: readonly string[];
  readonly #sizes: readonly number[];
  /** The values of each label that are few enough to be compared one by one. */
  readonly #compared: readonly (readonly string[])[];

  constructor(labels: Labels, fallback: Readonly<Record<string, string | undefined>> = {}) {
    this.dimensions = Object.entries(labels).map(([name, domain]) =>
      'max' in domain ? new OpenDimension(name, domain.max) : new ClosedDimension(name, domain, fallback[name]),
    );
    this.size = this.dimensions.reduce((product, dimension) => product * dimension.size, 1);
    this.#names = this.dimensions.map(({ name }) => name);
    this.#sizes = this.dimensions.map(({ size }) => size);
    this.#compared = this.dimensions.map(({ values }) => (values === undefined || values.length > MAX_COMPARED ? [] : values));
  }

  /** The number of the series that these labels name, or -1 when one of the values is not known. */
  // Hot where code generation is refused: a comparison or two for each label.
  indexOf(labels: LabelRecord): number {
    const names = this.#names;
    let index = 0;
    for (let position = 0; position < names.length; position += 1) {
      const value = labels[names[position] ?? ''];
      let id = placeIn(this.#compared[position] ?? [], value);
      if (id < 0) id = this.dimensions[position]?.idOf(value) ?? -1;
      if (id < 0) return -1;
      index = index * (this.#sizes[position] ?? 1) + id;
    }
    return index;
  }

  /** The number of the series that these labels name, in any form of the values, or -1 when one of them is not known. */
  find(labels: LabelRecord): number {
    return this.dimensions.reduce((index, dimension) => {
      const id = dimension.find(labels[dimension.name]);
      return index < 0 || id < 0 ? -1 : index * dimension.size + id;
    }, 0);
  }

  /** The values of all labels in the order of the declaration. */
  valuesOf(labels: LabelRecord): readonly unknown[] {
    return this.#names.map((name) => labels[name]);
  }

  /**
   * The number of the series that these values name, in the order of the declaration. An open label takes up a value that it does not know, unless another label refuses its own.
   * `refuse` hears the name of each label whose value is outside its domain; -1 when one of those has no fallback.
   */
  learn(values: readonly unknown[], refuse: (label: string) => void): number {
    let isLost = false;
    const ids = this.dimensions.map((dimension, position) => {
      const value = values[position];
      const known = dimension.idOf(value);
      if (known >= 0 || (dimension.values === undefined && typeof value === 'string')) return known;
      refuse(dimension.name);
      const substitute = dimension.learn(value);
      isLost ||= substitute < 0;
      return substitute;
    });
    if (isLost) return -1;
    return this.dimensions.reduce((index, dimension, position) => {
      const id = ids[position] ?? -1;
      return index * dimension.size + (id < 0 ? dimension.learn(values[position]) : id);
    }, 0);
  }

  /** Counts one more series of this number, so that its values keep their places. */
  hold(index: number): void {
    for (const [dimension, id] of this.#idsOf(index)) dimension.hold(id);
  }

  /** Counts one series less of this number. */
  release(index: number): void {
    for (const [dimension, id] of this.#idsOf(index)) dimension.release(id);
  }

  /** The numbers of known values, label by label. */
  idMaps(): readonly ReadonlyMap<unknown, number>[] {
    return this.dimensions.map(({ ids }) => ids);
  }

  /** Whether there are as many keys as labels. */
  hasOnlyLabels(labels: LabelRecord): boolean {
    let count = 0;
    // Sooner done than an array of the keys; inherited ones, if any, are looked at more closely.
    for (const _ in labels) count += 1;
    return count === this.#names.length;
  }

  /** How many of these keys are no labels. */
  undeclaredIn(labels: LabelRecord): number {
    return Object.keys(labels).filter((key) => !this.#names.includes(key)).length;
  }

  /** The rendered labels of a series, e.g. `a="x",b="y"`; empty without labels. */
  textOf(index: number): string {
    return this.#idsOf(index)
      .map(([dimension, id]) => `${dimension.name}="${escapeLabelValue(dimension.textOf(id))}"`)
      .join(',');
  }

  /** Each label with the number of its value. */
  #idsOf(index: number): readonly (readonly [Dimension, number])[] {
    let rest = index;
    return this.dimensions
      .toReversed()
      .map((dimension) => {
        const id = rest % dimension.size;
        rest = (rest - id) / dimension.size;
        return [dimension, id] as const;
      })
      .reverse();
  }
}

// Hot: comparing a few values is sooner done than hashing one.
function placeIn(values: readonly unknown[], value: unknown): number {
  for (let place = 0; place < values.length; place += 1) if (values[place] === value) return place;
  return -1;
}

class ClosedDimension implements Dimension {
  readonly name: string;
  readonly size: number;
  readonly values: readonly string[];
  readonly ids: ReadonlyMap<unknown, number>;
  readonly #fallback: number;

  constructor(name: string, values: readonly string[], fallback: string | undefined) {
    this.name = name;
    this.size = values.length;
    this.values = [...values];
    this.ids = new Map(values.map((value, id) => [value, id]));
    this.#fallback = this.idOf(fallback);
  }

  idOf(value: unknown): number {
    return this.ids.get(value) ?? -1;
  }

  find(value: unknown): number {
    return this.idOf(value);
  }

  learn(): number {
    return this.#fallback;
  }

  hold(): void {
    // Its values are there from the beginning.
  }

  release(): void {
    // And they stay.
  }

  textOf(id: number): string {
    return this.values[id] ?? '';
  }
}

/** Numbers values in order of appearance; the last number is the overflow. */
class OpenDimension implements Dimension {
  readonly name: string;
  readonly size: number;
  readonly values = undefined;
  /** The value of each number; undefined for one that is free again. */
  readonly #texts: (string | undefined)[] = [];
  /** How many series have the value of each number. */
  readonly #uses: number[] = [];
  /** Numbers that are free again. */
  readonly #free: number[] = [];
  readonly #ids = new Map<unknown, number>();
  readonly ids: ReadonlyMap<unknown, number> = this.#ids;

  constructor(name: string, max: number) {
    this.name = name;
    this.size = max + 1;
  }

  idOf(value: unknown): number {
    return this.#ids.get(value) ?? -1;
  }

  find(value: unknown): number {
    if (typeof value !== 'string') return -1;
    return value === OVERFLOW ? this.size - 1 : this.idOf(copyOf(value));
  }

  textOf(id: number): string {
    return this.#texts[id] ?? OVERFLOW;
  }

  learn(value: unknown): number {
    if (typeof value !== 'string') return -1;
    if (value === OVERFLOW) return this.size - 1;
    const isFull = this.#ids.size === this.size - 1;
    // Once full, only a value that is exposed in another form could still be a known one.
    if (isFull && value.length <= MAX_LABEL_LENGTH && !/\p{Surrogate}/u.test(value)) return this.size - 1;
    const text = copyOf(value);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (isFull) return this.size - 1;
    const id = this.#free.pop() ?? this.#texts.length;
    this.#texts[id] = text;
    this.#uses[id] = 0;
    this.#ids.set(text, id);
    return id;
  }

  hold(id: number): void {
    if (id < this.size - 1) this.#uses[id] = (this.#uses[id] ?? 0) + 1;
  }

  release(id: number): void {
    const text = this.#texts[id];
    if (text === undefined) return;
    const uses = (this.#uses[id] ?? 0) - 1;
    this.#uses[id] = uses;
    if (uses > 0) return;
    this.#ids.delete(text);
    this.#texts[id] = undefined;
    this.#free.push(id);
  }
}

/** A copy that holds on to no larger text, in the form in which it is exposed: cut to length, lone surrogates replaced. */
function copyOf(value: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(labelText(value)));
}
