declare const labelBrand: unique symbol;

/** Text that may be the value of an `open` label. Plain strings (ids, numbers, free text) do not type-check as one. */
export type LabelText = string & { readonly [labelBrand]: true };

/** The longest label value kept; longer ones are cut. */
export const MAX_LABEL_LENGTH = 128;

/** Declares that a text is fit to be a label: it comes from configuration, or its number is bounded by something else than traffic. */
export function labelText(text: string): LabelText {
  const cut = text.length > MAX_LABEL_LENGTH ? text.slice(0, MAX_LABEL_LENGTH) : text;
  // The brand exists only in the type.
  return cut as LabelText;
}

/** A label whose values are not known at declaration: at most `max` of them get series, later ones share an overflow series. */
export interface OpenDomain {
  readonly max: number;
  /** After how long without a move a series of the metric is removed, which frees the places of its values. Absent: never. */
  readonly idleSeconds?: number;
}

/**
 * Declares an open label with its cap. With `idleSeconds`, a series that was not moved for so long disappears at a round of `collect`, unless somebody holds its handle;
 * when it is moved again it begins anew at 0. Several labels with `idleSeconds` count as the least of them.
 */
export function open(max: number, options: { readonly idleSeconds?: number } = {}): OpenDomain {
  return options.idleSeconds === undefined ? { max } : { max, idleSeconds: options.idleSeconds };
}

/** The values a label may have: a closed list, or an open one with a cap. */
export type LabelDomain = readonly string[] | OpenDomain;
export type Labels = { readonly [name: string]: LabelDomain };

/** The object that names one series of a metric with these labels. */
export type LabelValues<L extends Labels> = {
  readonly [K in keyof L]: L[K] extends readonly (infer V)[] ? V : LabelText;
};

/** The label argument of a verb: none for a metric without labels. */
export type LabelArgs<L extends Labels> = keyof L extends never ? [] : [labels: LabelValues<L>];

/** A value of each closed label to use instead of one that is not declared. */
export type Fallback<L extends Labels> = { readonly [K in keyof L]?: L[K] extends readonly (infer V extends string)[] ? V : never };

/** Names of labels, as long as none of a metric's is missing. */
export type AllNames<L extends Labels, N extends readonly unknown[]> = [keyof L] extends [N[number]] ? N : never;

/** Finds the handle of a series by the values of its labels in a fixed order. */
export type Positional<L extends Labels, N extends readonly unknown[], B> = (
  ...values: { readonly [I in keyof N]: N[I] extends keyof L ? LabelValues<L>[N[I]] : never }
) => B;
