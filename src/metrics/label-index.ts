import { escapeLabelValue } from './escape.ts';
import { type Labels, labelText, MAX_LABEL_LENGTH } from './label.ts';

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
  /** The numbers of values known so far. An open label may know more later. */
  readonly ids: ReadonlyMap<unknown, number>;
  /** The number of a value, or -1 when it is outside the domain. */
  idOf(value: unknown): number;
  textOf(id: number): string;
}

/** Maps label objects to series numbers and back: mixed-radix arithmetic over the domains, so no two label sets share a number. */
export class LabelIndex {
  readonly dimensions: readonly Dimension[];
  /** Series that could exist. */
  readonly size: number;
  readonly #names: readonly string[];
  readonly #sizes: readonly number[];
  /** The values of each label that are few enough to be compared one by one. */
  readonly #compared: readonly (readonly string[])[];

  constructor(labels: Labels) {
    this.dimensions = Object.entries(labels).map(([name, domain]) =>
      'max' in domain ? new OpenDimension(name, domain.max) : new ClosedDimension(name, domain),
    );
    this.size = this.dimensions.reduce((product, dimension) => product * dimension.size, 1);
    this.#names = this.dimensions.map(({ name }) => name);
    this.#sizes = this.dimensions.map(({ size }) => size);
    this.#compared = this.dimensions.map(({ values }) => (values === undefined || values.length > MAX_COMPARED ? [] : values));
  }

  /** The number of the series that these labels name, or `-1 - i` when the value of the i-th label is outside its domain. */
  indexOf(labels: LabelRecord): number {
    const names = this.#names;
    let index = 0;
    for (let position = 0; position < names.length; position += 1) {
      const value = labels[names[position] ?? ''];
      let id = placeIn(this.#compared[position] ?? [], value);
      if (id < 0) id = this.dimensions[position]?.idOf(value) ?? -1;
      if (id < 0) return -1 - position;
      index = index * (this.#sizes[position] ?? 1) + id;
    }
    return index;
  }

  /** The same for the values of all labels in the order of the declaration. */
  indexOfValues(values: readonly unknown[]): number {
    return this.indexOf(Object.fromEntries(this.dimensions.map(({ name }, position) => [name, values[position]])));
  }

  /** The numbers of known values, label by label. */
  idMaps(): readonly ReadonlyMap<unknown, number>[] {
    return this.dimensions.map(({ ids }) => ids);
  }

  /** The name of the label that `indexOf` refused. */
  refusedName(refusal: number): string {
    return this.dimensions[-1 - refusal]?.name ?? '';
  }

  /** The rendered labels of a series, e.g. `a="x",b="y"`; empty without labels. */
  textOf(index: number): string {
    const parts: string[] = [];
    let rest = index;
    for (const dimension of [...this.dimensions].reverse()) {
      const id = rest % dimension.size;
      rest = (rest - id) / dimension.size;
      parts.push(`${dimension.name}="${escapeLabelValue(dimension.textOf(id))}"`);
    }
    return parts.reverse().join(',');
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

  constructor(name: string, values: readonly string[]) {
    this.name = name;
    this.size = values.length;
    this.values = [...values];
    this.ids = new Map(values.map((value, id) => [value, id]));
  }

  idOf(value: unknown): number {
    return this.ids.get(value) ?? -1;
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
  readonly #texts: string[] = [];
  readonly #ids = new Map<unknown, number>();
  readonly ids: ReadonlyMap<unknown, number> = this.#ids;

  constructor(name: string, max: number) {
    this.name = name;
    this.size = max + 1;
  }

  idOf(value: unknown): number {
    return this.#ids.get(value) ?? this.#intern(value);
  }

  textOf(id: number): string {
    return this.#texts[id] ?? OVERFLOW;
  }

  #intern(value: unknown): number {
    if (typeof value !== 'string') return -1;
    if (value === OVERFLOW) return this.size - 1;
    const isFull = this.#texts.length === this.size - 1;
    // Once full, only a value that is exposed in another form could still be a known one.
    if (isFull && value.length <= MAX_LABEL_LENGTH && !/\p{Surrogate}/u.test(value)) return this.size - 1;
    const text = copyOf(value);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (isFull) return this.size - 1;
    this.#texts.push(text);
    this.#ids.set(text, this.#texts.length - 1);
    return this.#texts.length - 1;
  }
}

/** A copy that holds on to no larger text, in the form in which it is exposed: cut to length, lone surrogates replaced. */
function copyOf(value: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(labelText(value)));
}
