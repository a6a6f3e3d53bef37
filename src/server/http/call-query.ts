import { z } from 'zod';
import { CAUSE, DIRECTION, OUTCOME, present, TeleError, type CallFilter } from '../../core/index.ts';

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
    .regex(/^\d{1,6}$/, `is no whole number`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`);
const text = z.string().min(1, 'is empty').max(MAX_TEXT, `is longer than ${MAX_TEXT} characters`);
const oneOf = <const V extends readonly string[]>(values: V) => z.enum(values, `is not one of ${values.join(', ')}`);

/** The parameters of the list of calls. */
const callQuery = z.strictObject({
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

/** Reads the filter of a list of calls from the query of a URL. Throws `BAD_REQUEST` that names the parameter. */
export function parseCallQuery(query: { readonly [name: string]: readonly string[] }): CallFilter {
  const single: Record<string, string> = {};
  for (const [name, values] of Object.entries(query)) {
    const [value, second] = values;
    if (second !== undefined) throw new TeleError('BAD_REQUEST', `The parameter ${shown(name)} is given more than once.`);
    if (value !== undefined) single[name] = value;
  }
  const parsed = callQuery.safeParse(single);
  if (!parsed.success) throw new TeleError('BAD_REQUEST', faultOf(parsed.error.issues[0]));
  const { active, limit, ...filter } = parsed.data;
  return present({ ...filter, isActive: active === undefined ? undefined : active === 'true', limit: limit ?? DEFAULT_LIMIT });
}

function faultOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return `There is no parameter ${shown(issue.keys[0] ?? '')}.`;
  return `The parameter ${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is invalid'}.`;
}

/** A name that came from outside, fit for a sentence. */
function shown(name: string): string {
  return `"${name.replace(/[^\w.-]/g, '?').slice(0, 40)}"`;
}
