import { MOST_QUEUE_ITEMS, OTLP_SIGNAL } from './otlp-options.ts';
import { ENDPOINT_EXPECTED, isCollectorAddress } from './transport-faults.ts';

/** What one setting asks of its value, or of each element of a list, beyond its kind. */
export interface OtlpRule {
  /** Completes the sentence `expected ...`. */
  readonly expected: string;
  holds(value: unknown): boolean;
  /** Most elements of a list. */
  readonly most?: number;
}

/** What the settings of the export by OTLP must be, by their names in files. */
export const OTLP_RULES: Readonly<Record<string, OtlpRule>> = {
  endpoint: {
    expected: ENDPOINT_EXPECTED,
    holds: (value) => typeof value === 'string' && isCollectorAddress(value),
  },
  signals: { expected: `one of ${OTLP_SIGNAL.join(', ')}`, holds: (value) => OTLP_SIGNAL.some((one) => one === value) },
  service_name: { expected: 'a name of 1 to 255 characters', holds: matches(/^\S.{0,254}$/) },
  resource: {
    expected: 'a name and a value such as deployment.environment.name=production',
    holds: matches(/^[\w./-]{1,255}=.{0,1024}$/),
    most: 64,
  },
  timeout_seconds: between(0.1, 600),
  metrics_seconds: between(1, 86_400),
  sample_ratio: { expected: 'a number from 0 to 1', holds: (value) => typeof value === 'number' && value <= 1 },
  queue_items: {
    expected: `a whole number from 1 to ${MOST_QUEUE_ITEMS}`,
    holds: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_QUEUE_ITEMS,
  },
};

function between(least: number, most: number): OtlpRule {
  return { expected: `seconds from ${least} to ${most}`, holds: (value) => typeof value === 'number' && value >= least && value <= most };
}

function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}
