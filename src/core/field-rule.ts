import { MAX_ID, MAX_LABEL, MAX_TEXT } from './field-schema.ts';
import type { FieldKind } from './field.ts';

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
const SECONDS: FieldRule = { expected: 'a number of seconds, 0 or more', type: 'number', least: 0, most: Number.MAX_VALUE };
const COUNT: FieldRule = { expected: 'a whole number, 0 or more', type: 'number', least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: true };

/** The rules by kind of field. A `oneOf` has its words; lists, maps and shapes are made of others. */
export const FIELD_RULES: { readonly [K in Exclude<FieldKind, 'oneOf' | 'list' | 'map' | 'shape'>]: FieldRule } = {
  id: text(1, MAX_ID),
  label: text(1, MAX_LABEL),
  text: text(0, MAX_TEXT),
  private: text(0, MAX_TEXT),
  at: SECONDS,
  seconds: SECONDS,
  bytes: COUNT,
  count: COUNT,
  ratio: { expected: 'a number from 0 to 1', type: 'number', least: 0, most: 1 },
  number: { expected: 'a number', type: 'number', least: -Number.MAX_VALUE, most: Number.MAX_VALUE },
  flag: { expected: 'true or false', type: 'boolean', least: 0, most: 0 },
};

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
