import { isSupportedCountry } from 'libphonenumber-js/min';
import { alertHint, ALERTS, isThreshold, thresholdHint } from '../../alerts/index.ts';
import { looksLikeNumber, NO_TRUNK, zoneClock } from '../../core/index.ts';
import { OTLP_RULES } from '../../exporters/index.ts';
import { hep } from '../../sources/index.ts';
import { isComponentLevel } from '../log/levels.ts';
import { isClearPattern, MAX_CLEAR } from '../privacy/clear-people.ts';
import { parseAddress, parseCidr } from './cidr.ts';
import { SERVICE } from './listener-settings.ts';
import { INSTANCE_RULE, RECEIVER_RULES } from './receiver-rules.ts';
import type { SettingRule } from './setting-rule.ts';

const atLeastOne: SettingRule = {
  expected: 'a whole number, 1 or more',
  holds: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 1,
};

export const PATH_RULE: SettingRule = {
  expected: 'a path such as /health/live, without a slash at its end',
  holds: matches(/^(?:\/[\w.~-]+){1,16}$/),
};

/** Less could not hold what one flush hands over. */
const MIN_SPOOL_BYTES = 16 * 1024 * 1024;

/** The rules by the name of the setting as files write it. */
export const SETTING_RULES: ReadonlyMap<string, SettingRule> = new Map([
  [
    'http.hosts',
    {
      expected: 'the name of a host without port, such as ringscope.example.com',
      holds: matches(/^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/i),
    },
  ],
  [
    'auth.trusted_proxies',
    {
      expected: 'the network of your proxies, and not all addresses: whoever is trusted may say that he is anybody',
      holds: (value) => typeof value === 'string' && parseCidr(value)?.prefixBits !== 0,
    },
  ],
  [
    'presets.time_zone',
    { expected: 'an IANA time zone such as Europe/Berlin', holds: (value) => typeof value === 'string' && isZone(value) },
  ],
  ['listeners.serves', { expected: `one of ${SERVICE.join(', ')}`, holds: (value) => SERVICE.some((one) => one === value) }],
  ...['metrics', 'health', 'live', 'ready'].map((name): [string, SettingRule] => [`listeners.paths.${name}`, PATH_RULE]),
  ...['metrics', 'health'].map((name): [string, SettingRule] => [`presets.listen.paths.${name}`, PATH_RULE]),
  ['hep.transports', { expected: 'udp or tcp', holds: matches(/^(?:udp|tcp)$/) }],
  [
    'sources.expected',
    {
      expected: `the name of a source, such as ${hep.name}, or of a program as its events have it`,
      holds: (value) => typeof value === 'string' && matches(/^\S.{0,127}$/)(value) && !looksLikeNumber(value),
    },
  ],
  [
    'store.spool_max_bytes',
    { expected: `${MIN_SPOOL_BYTES} bytes (16 MiB) or more`, holds: (value) => typeof value === 'number' && value >= MIN_SPOOL_BYTES },
  ],
  ['calls.max_calls', atLeastOne],
  ['calls.max_timeline', atLeastOne],
  [
    'calls.own_addresses',
    { expected: 'an IP address, alone or with :port', holds: (value) => typeof value === 'string' && isAddressOrEndpoint(value) },
  ],
  ['calls.sweep_sources', { expected: 'a source and seconds such as api=3600', holds: matches(/^[^=\s]{1,128}=[1-9]\d{0,8}$/) }],
  [
    'alerts.off',
    {
      expected: 'the name of an alert such as TrunkFailing, see docs/alerts.md',
      holds: (value) => ALERTS.some(({ name }) => name === value),
      hint: (value) => alertHint(ALERTS, value),
    },
  ],
  [
    'alerts.thresholds',
    {
      expected: 'an alert, its threshold and a number such as TrunkFailing.ratio=0.7, a ratio from 0 to 1, see docs/alerts.md',
      holds: (value) => typeof value === 'string' && isThreshold(ALERTS, value),
      hint: (value) => thresholdHint(ALERTS, value),
    },
  ],
  [
    'alerts.runbook_url',
    {
      expected: 'an address without a name and a password, such as https://ringscope.example.com/runbooks',
      holds: matches(/^https?:\/\/(?![^/?#]*@)[^\s"{}]{1,500}$/),
    },
  ],
  [
    'traces.url',
    {
      expected: 'an address without a name and a password and with a place for the id, such as https://tempo.example.com/trace/{trace_id}',
      holds: matches(/^https?:\/\/(?![^/?#]*@)(?=.*\{trace_id\})(?:[^\s"'<>{}]|\{trace_id\}){1,500}$/),
    },
  ],
  [
    'traces.poor_mos',
    { expected: 'a mean opinion score from 1 to 5', holds: (value) => typeof value === 'number' && value >= 1 && value <= 5 },
  ],
  ['alerts.instance', INSTANCE_RULE],
  ...Object.entries(RECEIVER_RULES).map(([name, rule]): [string, SettingRule] => [`alerts.receivers.${name}`, rule]),
  ...Object.entries(OTLP_RULES).map(([name, rule]): [string, SettingRule] => [`otlp.${name}`, rule]),
  // The `[otel]` table of RustPBX.
  ...['endpoint', 'service_name', 'sample_ratio'].flatMap((name): [string, SettingRule][] => {
    const rule = OTLP_RULES[name];
    return rule === undefined ? [] : [[`otel.${name}`, rule]];
  }),
  ['log.levels', { expected: 'a component of the log and its level such as store=debug', holds: isComponentLevel }],
  ['calls.emergency_numbers', { expected: 'digits such as 112', holds: matches(/^\+?\d{1,15}$/) }],
  [
    'privacy.clear',
    {
      expected: 'an extension, number or user such as 101, 1xx (at most four x), +49301234* (a * at the end, behind three others) or alice',
      holds: (value) => typeof value === 'string' && isClearPattern(value),
      most: MAX_CLEAR,
    },
  ],
  [
    'privacy.country',
    { expected: 'an ISO 3166 country such as DE', holds: (value) => typeof value === 'string' && isSupportedCountry(value) },
  ],
  ['metrics.namespace', { expected: 'lower-case letters, digits and _, such as telephony', holds: matches(/^[a-z][a-z0-9_]{0,63}$/) }],
]);

/** What the name of a trunk or of another named setting must be: it becomes a label value. */
export const NAME_RULE: SettingRule = {
  expected: `a name of 1 to 64 letters, digits, dots, dashes or _ that is not \`${NO_TRUNK}\``,
  holds: (value) => value !== NO_TRUNK && matches(/^[A-Za-z0-9][\w.-]{0,63}$/)(value),
};

function isAddressOrEndpoint(text: string): boolean {
  if (parseAddress(text) !== undefined) return true;
  const [, six, four] = /^(?:\[(.*)\]|([\d.]+)):\d{1,5}$/.exec(text) ?? [];
  return parseAddress(six ?? four ?? '') !== undefined;
}

function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

function isZone(name: string): boolean {
  try {
    zoneClock(name);
    return true;
  } catch {
    // It throws nothing but that there is no such zone.
    return false;
  }
}
