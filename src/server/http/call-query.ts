import { z } from 'zod';
import { CAUSE, DIRECTION, OUTCOME, present, TeleError, type CallFilter } from '../../core/index.ts';
import { readParameters } from './read-parameters.ts';

const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 100;
const MAX_TEXT = 256;

const time = z
  .string()
  .transform((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000))
  .refine((at) => Number.isFinite(at), 'is neither Unix seconds nor an ISO 8601 time');
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'is no whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`);
const text = z.string().min(1, 'is empty').max(MAX_TEXT, `is longer than ${MAX_TEXT} characters`);
const oneOf = <const V extends readonly string[]>(values: V) => z.enum(values, `is not one of ${values.join(', ')}`);

/** The parameters of the list of calls. */
const callQuery = z.object({
  since: time.optional(),
  until: time.optional(),
  outcome: oneOf(OUTCOME).optional(),
  cause: oneOf(CAUSE).optional(),
  direction: oneOf(DIRECTION).optional(),
  trunk: text.optional(),
  sipCode: whole(100, 699).optional(),
  active: oneOf(['true', 'false']).optional(),
  limit: whole(1, MAX_LIMIT).optional(),
  cursor: text.optional(),
});

// The shape of a schema is typed; `Object.keys` loses the names.
const NAMES = Object.keys(callQuery.shape) as (keyof typeof callQuery.shape)[];

/** Reads the filter of a list of calls from the parameters of a URL. Throws `BAD_REQUEST` that names the parameter. */
export function parseCallQuery(parameters: URLSearchParams): CallFilter {
  const parsed = callQuery.safeParse(readParameters(parameters, NAMES));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TeleError('BAD_REQUEST', `The parameter ${String(issue?.path[0])} ${issue?.message ?? 'is invalid'}.`);
  }
  const { active, limit, ...filter } = parsed.data;
  return present({ ...filter, isActive: active === undefined ? undefined : active === 'true', limit: limit ?? DEFAULT_LIMIT });
}
