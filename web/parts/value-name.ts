import { WORDS } from '../words.ts';

/** What calls have that have no value of a dimension. */
const NONE = 'none';
/** Codes by which somebody is asked for a password: no failure, unless nothing else came. */
const CHALLENGES: readonly string[] = ['401', '407'];

/** A value of a dimension in words: that there is none says what that means. */
export function valueName(by: string, value: string): string {
  if (value === NONE) return Object.entries(WORDS.noneOf).find(([name]) => name === by)?.[1] ?? value;
  return isChallenge(by, value) ? WORDS.challengedWith(value) : value.replaceAll('_', ' ');
}

/** A series of a panel in words: where one of its labels says that there is no trunk, its name says what that means. */
export function seriesName(name: string, labels: Readonly<Record<string, string>>): string {
  return labels['trunk'] === NONE && name === NONE ? WORDS.noneOf.trunk : name.replaceAll('_', ' ');
}

/** Values in their order, but those that explain no failure behind the others. */
export function explainedFirst<V extends { readonly value: string }>(by: string, values: readonly V[]): readonly V[] {
  const explains = ({ value }: V): boolean => value !== NONE && !isChallenge(by, value);
  return [...values.filter(explains), ...values.filter((one) => !explains(one))];
}

function isChallenge(by: string, value: string): boolean {
  return by === 'hopCode' && CHALLENGES.includes(value);
}
