import { MAX_COUNT } from './field-schema.ts';
import type { LabelText } from '../metrics/index.ts';
import type { Private, PrivateKind } from './private.ts';

/** JSON Schema of one value, as far as fields need it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What a field holds; docs, validators and generators branch on this, never on a field's name. */
export type FieldKind =
  | 'id'
  | 'text'
  | 'label'
  | 'oneOf'
  | 'private'
  | 'at'
  | 'seconds'
  | 'bytes'
  | 'count'
  | 'ratio'
  | 'number'
  | 'flag'
  | 'list'
  | 'map'
  | 'shape';

/**
 * One field of an event or a record: its kind, and by its type parameters the TypeScript type of its value, whether it may be absent, and whether an
 * input may leave it out because it says what is meant then.
 */
export interface Field<T, Optional extends boolean = false, Initial extends boolean = boolean> {
  readonly kind: FieldKind;
  readonly isOptional: Optional;
  /** One sentence for the reference pages. */
  readonly help: string;
  /** The closed domain of a `oneOf`. */
  readonly values?: readonly string[];
  readonly privateKind?: PrivateKind;
  /** The element of a `list`, or the value of a `map`. */
  readonly element?: Field<unknown, boolean>;
  /** The least that a `number` may be. */
  readonly least?: number;
  /** The most that a `number` may be; the most entries of a `list` or a `map`. */
  readonly most?: number;
  /** The fields of a `shape`. */
  readonly fields?: Fields;
  /** A label that says which person: an address in its place is hidden. */
  readonly isOfPerson?: true;
  /** What an input means that leaves a required field out. Absent when it must not. */
  readonly initial?: unknown;
  optional(): Field<T, true, Initial>;
  /** Turns a word as an input has it into one of the values. Absent: it must be one. */
  readonly fold?: (text: string) => string;
  /** Lets an input leave the field out: `value` is meant then. In code the field stays required. */
  orElse(value: T): Field<T, Optional, true>;
  /** Lets an input say the value in other words, which `fold` turns into one of the values. */
  foldedBy(fold: (text: string) => T & string): Field<T, Optional, Initial>;
  /** Says what the value is and when it is absent. */
  describe(help: string): Field<T, Optional, Initial>;
  /** Carries the type only; never set. */
  readonly phantom?: T;
  /** Carries the type only; never set. */
  readonly phantomInitial?: Initial;
}

export type Fields = { readonly [name: string]: Field<unknown, boolean> };

type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? never : K }[keyof F];
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never;

/** The TypeScript type of an object with these fields. Optional means absent, never null. */
export type ShapeOf<F extends Fields> = { readonly [K in RequiredKeys<F>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};

type GivenKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, true> ? never : F[K] extends Field<unknown, boolean, false> ? K : never;
}[keyof F];
type GivenOf<F> = F extends Field<infer T, boolean> ? (T extends Private ? Private | string : T) : never;

/**
 * What a program gives of an object with these fields: what says what is meant without it may be left out or be undefined, which is the same, and a private value may be its text.
 */
export type GivenShapeOf<F extends Fields> = { readonly [K in GivenKeys<F>]: GivenOf<F[K]> } & {
  readonly [K in Exclude<keyof F, GivenKeys<F>>]?: GivenOf<F[K]> | undefined;
};

interface Extra {
  readonly values?: readonly string[];
  readonly privateKind?: PrivateKind;
  readonly element?: Field<unknown, boolean>;
  readonly least?: number;
  readonly most?: number;
  readonly fields?: Fields;
  readonly isOfPerson?: true;
  readonly initial?: unknown;
  readonly fold?: (text: string) => string;
}

function make<T, Optional extends boolean, Initial extends boolean = false>(
  kind: FieldKind,
  isOptional: Optional,
  help: string,
  extra: Extra,
): Field<T, Optional, Initial> {
  return {
    kind,
    isOptional,
    help,
    ...extra,
    optional: () => make<T, true, Initial>(kind, true, help, extra),
    orElse: (initial) => make<T, Optional, true>(kind, isOptional, help, { ...extra, initial }),
    foldedBy: (fold) => make<T, Optional, Initial>(kind, isOptional, help, { ...extra, fold }),
    describe: (text) => make<T, Optional, Initial>(kind, isOptional, text, extra),
  };
}

/** The kinds of value that events and records are made of. */
export const field = {
  /** An opaque identifier, bounded to 256 characters. Never a metric label. */
  id: () => make<string, false>('id', false, '', {}),
  /** Text that is not private and not an identifier, such as an address. */
  text: () => make<string, false>('text', false, '', {}),
  /** A short name from the configuration or of bounded number, fit for an `open` metric label: a trunk, a source, an agent. */
  label: () => make<LabelText, false>('label', false, '', {}),
  /** The same of a person at a desk or a mailbox: one that is an address, `user@domain`, is hidden. */
  personLabel: () => make<LabelText, false>('label', false, '', { isOfPerson: true }),
  /** One value of a closed domain. */
  oneOf: <const V extends readonly string[]>(values: V) => make<V[number], false>('oneOf', false, '', { values }),
  /** A value that only `reveal` opens. */
  private: (privateKind: PrivateKind = 'text') => make<Private, false>('private', false, '', { privateKind }),
  /** Unix time in seconds, with a fraction. In an event that comes from outside it is used only within an hour after its arrival and so long before it as calls are kept. */
  at: () => make<number, false>('at', false, '', {}),
  /** A duration in seconds, from 0 to ten years. */
  seconds: () => make<number, false>('seconds', false, '', {}),
  /** A size in bytes, at most 1 PiB. */
  bytes: () => make<number, false>('bytes', false, '', {}),
  /** A whole number from 0 to a million millions. */
  count: () => make<number, false>('count', false, '', {}),
  /** A share from 0 to 1. */
  ratio: () => make<number, false>('ratio', false, '', {}),
  /** Any other number, as far from 0 as a count unless it says its bounds. */
  number: (least = -MAX_COUNT, most = MAX_COUNT) => make<number, false>('number', false, '', { least, most }),
  /** A hash of at most 53 bits. */
  hash: () => make<number, false>('number', false, '', { least: 0, most: Number.MAX_SAFE_INTEGER }),
  flag: () => make<boolean, false>('flag', false, '', {}),
  /** At most `most` values. `Infinity` is for answers alone, whose length something else bounds: a fact that comes in says a number. */
  list: <T>(element: Field<T, boolean>, most: number) => make<readonly T[], false>('list', false, '', { element, most }),
  /** At most `most` values by name, e.g. counts by outcome. */
  map: <T>(element: Field<T, boolean>, most: number) => make<Readonly<Record<string, T>>, false>('map', false, '', { element, most }),
  shape: <const F extends Fields>(fields: F) => make<ShapeOf<F>, false>('shape', false, '', { fields }),
};
