import { z } from 'zod';
import { readSpokenTime, TeleError } from '../../core/index.ts';
import { readParameters } from './read-parameters.ts';

const MAX_TEXT = 256;
/** The first moment of the year 10000, beyond which a time has no usual form. */
const TIME_END = Date.UTC(10_000, 0) / 1000;

/** Kinds of parameters of a URL. Each reads a text and says in a few words what is wrong with it. */
export const parameter = {
  /** Unix seconds, or a time as ISO 8601. */
  time: () =>
    z
      .string()
      .transform(readTime)
      .refine((at) => Number.isFinite(at), 'is neither Unix seconds nor an ISO 8601 time')
      .refine((at) => at >= 0 && at < TIME_END, 'is not between the years 1970 and 9999'),
  whole: (least: number, most: number) =>
    z
      .string()
      .regex(/^\d{1,10}$/, 'is no whole number')
      .transform(Number)
      .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`),
  number: (least: number, most: number) =>
    z
      .string()
      .regex(/^\d{1,10}(\.\d{1,6})?$/, 'is no number')
      .transform(Number)
      .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`),
  text: () => z.string().min(1, 'is empty').max(MAX_TEXT, `is longer than ${MAX_TEXT} characters`),
  oneOf: <const V extends readonly string[]>(values: V) => z.enum(values, `is not one of ${values.join(', ')}`),
  flag: () => z.enum(['true', 'false'], 'is neither true nor false').transform((text) => text === 'true'),
  zone: () => z.string().refine(isZone, 'is no time zone, e.g. Europe/Berlin'),
};

/** Reads the parameters of a URL by their declarations. Throws `BAD_REQUEST` that names the first one that is unknown or wrong. */
export function parseParameters<S extends z.ZodObject>(shape: S, parameters: URLSearchParams): z.output<S> {
  const parsed = shape.safeParse(readParameters(parameters, Object.keys(shape.shape)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TeleError('BAD_REQUEST', `The parameter ${String(issue?.path[0])} ${issue?.message ?? 'is invalid'}.`);
}

/** What names no zone is UTC: who asks and who answers may stand in two. NaN for what is no time. */
function readTime(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return /^\d{4}-/.test(text) ? (readSpokenTime(text, { now: 0, offsetAt: () => 0 })?.first ?? Number.NaN) : Number.NaN;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
