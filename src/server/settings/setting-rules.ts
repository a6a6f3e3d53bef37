import { isSupportedCountry } from 'libphonenumber-js/min';
import { looksLikeNumber, NO_TRUNK, zoneClock } from '../../core/index.ts';
import { hep } from '../../sources/index.ts';
import { isComponentLevel } from '../log/levels.ts';
import { parseAddress, parseCidr } from './cidr.ts';
import { SERVICE } from './listener-settings.ts';

/** What one setting asks of its value, or of each element of a list, beyond its kind. */
export interface SettingRule {
  /** Completes the sentence `expected ...`. */
  readonly expected: string;
  holds(value: unknown): boolean;
}

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
  ['log.levels', { expected: 'a component of the log and its level such as store=debug', holds: isComponentLevel }],
  ['calls.emergency_numbers', { expected: 'digits such as 112', holds: matches(/^\+?\d{1,15}$/) }],
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
