import { OTLP_COMPRESSION, OTLP_PROTOCOL, OTLP_RULES, OTLP_SIGNAL } from '../../exporters/index.ts';

/** What an option must be. */
interface OptionRule {
  /** Completes the sentence `expected ...`. */
  readonly expected: string;
  holds(value: unknown): boolean;
}

const MOST_DRAIN_SECONDS = 600;
const FILE: OptionRule = { expected: 'the path of a file', holds: (value) => typeof value === 'string' && value !== '' };

/** Those that the settings of a server have no rule for, or another kind. */
const OWN_RULES: Readonly<Record<string, OptionRule>> = {
  protocol: oneOf(OTLP_PROTOCOL),
  compression: oneOf(OTLP_COMPRESSION),
  headersFile: FILE,
  caFile: FILE,
  certFile: FILE,
  keyFile: FILE,
  signals: {
    expected: `a list of one or more of ${OTLP_SIGNAL.join(', ')}`,
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every((one) => OTLP_SIGNAL.some((known) => known === one)),
  },
  drainSeconds: {
    expected: `seconds from 0 to ${MOST_DRAIN_SECONDS}`,
    holds: (value) => typeof value === 'number' && value >= 0 && value <= MOST_DRAIN_SECONDS,
  },
};

/** What is wrong with the option `otlp`, a sentence each without the value: untyped code may give anything. */
export function otlpFaults(options: unknown): readonly string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return ['otlp: expected true, false or options such as endpoint'];
  return Object.entries(options).flatMap(([name, value]) => {
    const rule = OWN_RULES[name] ?? settingRule(name);
    return rule === undefined || value === undefined || rule.holds(value) ? [] : [`otlp.${name}: expected ${rule.expected}`];
  });
}

/** The rule of the setting of a server with that name. */
function settingRule(name: string): OptionRule | undefined {
  const rule = OTLP_RULES[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
  if (rule === undefined) return undefined;
  const { most, expected } = rule;
  const holds = (value: unknown): boolean => isPlausible(value) && rule.holds(value);
  if (most === undefined) return { expected, holds };
  return {
    expected: `a list, each ${expected}, ${most} at most`,
    holds: (value) => Array.isArray(value) && value.length <= most && value.every(holds),
  };
}

function isPlausible(value: unknown): boolean {
  return typeof value !== 'number' || (Number.isFinite(value) && value >= 0);
}

function oneOf(known: readonly string[]): OptionRule {
  return { expected: `one of ${known.join(', ')}`, holds: (value) => known.some((one) => one === value) };
}
