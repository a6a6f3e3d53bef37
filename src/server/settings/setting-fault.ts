import { visibleText } from '../../core/index.ts';
import { withoutSecrets } from './without-secrets.ts';

/** One thing that is wrong with the settings. */
export interface SettingFault {
  /** `file:line:column`, the name of an environment variable, or a flag. */
  readonly where: string;
  /** What is wrong, what was expected, and a suggestion where there is one. */
  readonly message: string;
}

/** Further faults of one origin are not told: a file of another program has any number. */
export const MAX_FAULTS = 100;

const MAX_SHOWN_LENGTH = 60;

/** A wrong value as a fault shows it; `isSecret` hides what it was. */
export function shownValue(value: unknown, isSecret: boolean): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group';
  if (isSecret) return 'something else';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(typeof value === 'string' ? withoutSecrets(value) : value);
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}..."` : text;
}

/** The sentence for a name that is no setting. */
export function unknownName(name: string, meant: string | undefined): string {
  return `${name} is not a setting${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** All faults as the message of one error. */
export function faultReport(faults: readonly SettingFault[]): string {
  const head = faults.length === 1 ? 'One setting is not valid:' : `${faults.length} settings are not valid:`;
  // A name is whatever stands in a file: each fault is one line all the same.
  return [head, ...faults.map(({ where, message }) => `  ${visibleText(`${where}: ${message}`)}`)].join('\n');
}
