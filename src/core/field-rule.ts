import { MAX_BYTES, MAX_COUNT, MAX_ID, MAX_LABEL, MAX_SECONDS, MAX_TEXT } from './field-schema.ts';
import type { Field, FieldKind } from './field.ts';

/** What a value of a kind must be, as it comes in: a private value is still its text. Plain data, so that a check can be made of it in more than one way. */
export interface FieldRule {
  /** In words, behind "Expected". */
  readonly expected: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** Of the number, or of the length of the text. */
  readonly least: number;
  readonly most: number;
  readonly isWhole?: true;
}

const text = (least: number, most: number): FieldRule => ({
  expected: least === 0 ? `a text of at most ${most} characters` : `a text of ${least} to ${most} characters`,
  type: 'string',
  least,
  most,
});
const number = (least: number, most: number): FieldRule => ({ expected: `a number from ${least} to ${most}`, type: 'number', least, most });
const whole = (most: number): FieldRule => ({
  expected: `a whole number from 0 to ${most}`,
  type: 'number',
  least: 0,
  most,
  isWhole: true,
});

/** The kinds of field whose value is of one piece and has no word list. */
type Ruled = Exclude<FieldKind, 'oneOf' | 'list' | 'map' | 'shape'>;

/** The rules by kind of field. A `oneOf` has its words; lists, maps and shapes are made of others. */
const FIELD_RULES: { readonly [K in Ruled]: FieldRule } = {
  id: text(1, MAX_ID),
  label: text(1, MAX_LABEL),
  text: text(0, MAX_TEXT),
  private: text(0, MAX_TEXT),
  // What is out of bounds is not refused: the arrival stands for it.
  at: { expected: 'a Unix time in seconds, 0 or more', type: 'number', least: 0, most: Number.MAX_VALUE },
  seconds: { ...number(0, MAX_SECONDS), expected: `a number of seconds from 0 to ${MAX_SECONDS}` },
  bytes: whole(MAX_BYTES),
  count: whole(MAX_COUNT),
  ratio: number(0, 1),
  number: number(-MAX_COUNT, MAX_COUNT),
  flag: { expected: 'true or false', type: 'boolean', least: 0, most: 0 },
};

/** The rule of a field: that of its kind, or of the bounds that it says itself. */
export function ruleOf(kind: Ruled, { least, most }: Pick<Field<unknown, boolean>, 'least' | 'most'>): FieldRule {
  return least === undefined || most === undefined ? FIELD_RULES[kind] : number(least, most);
}

/** Whether a value is what the rule says. */
export function holdsRule({ type, least, most, isWhole }: FieldRule, value: unknown): boolean {
  if (typeof value === 'string') return type === 'string' && value.length >= least && value.length <= most;
  if (typeof value === 'number')
    return type === 'number' && value >= least && value <= most && (isWhole !== true || Number.isInteger(value));
  return typeof value === 'boolean' && type === 'boolean';
}

/** The same as an expression over a variable. */
export function ruleSource({ type, least, most, isWhole }: FieldRule, variable: string): string {
  const measured = type === 'string' ? `${variable}.length` : variable;
  const bounds = type === 'boolean' ? '' : ` && ${measured} >= ${least} && ${measured} <= ${most}`;
  return `typeof ${variable} === ${JSON.stringify(type)}${bounds}${isWhole === true ? ` && Number.isInteger(${variable})` : ''}`;
}
