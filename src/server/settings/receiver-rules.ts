import { MATCHER_EXPECTED, parseMatcher } from '../../alerts/index.ts';
import type { SettingRule } from './setting-rule.ts';

const MOST_SECONDS = 31 * 86_400;

/** What the settings of receivers of alerts must be, by their names in files. */
export const RECEIVER_RULES: Readonly<Record<string, SettingRule>> = {
  name: { expected: 'a name of 1 to 64 letters, digits, dots, dashes or _, such as on-call', holds: matches(/^[A-Za-z0-9][\w.-]{0,63}$/) },
  url: {
    expected: 'an address such as https://alerts.example.com/hook, without a user or password: one with a secret belongs into url_file',
    holds: (value) => typeof value === 'string' && isPlainAddress(value),
  },
  severities: { expected: 'critical, warning, info or none', holds: matches(/^(?:critical|warning|info|none)$/) },
  match: { expected: MATCHER_EXPECTED, holds: (value) => typeof value === 'string' && parseMatcher(value) !== undefined, most: 16 },
  group_by: { expected: 'the name of a label such as trunk', holds: matches(/^[A-Za-z_]\w{0,63}$/), most: 16 },
  wait_seconds: between(0, 3600),
  interval_seconds: between(1, MOST_SECONDS),
  repeat_seconds: between(10, MOST_SECONDS),
  timeout_seconds: between(1, 120),
};

/** It becomes a label value. */
export const INSTANCE_RULE: SettingRule = {
  expected: 'a name of 1 to 128 letters, digits and . : _ - such as ringscope-berlin',
  holds: matches(/^[A-Za-z0-9][\w.:-]{0,127}$/),
};

function isPlainAddress(text: string): boolean {
  if (text.length > 2048 || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function between(least: number, most: number): SettingRule {
  return { expected: `seconds from ${least} to ${most}`, holds: (value) => typeof value === 'number' && value >= least && value <= most };
}

function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}
