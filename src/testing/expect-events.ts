import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { Private, reveal, type RevealPolicy, type TelephonyEvent } from '../core/index.ts';

const RAW: RevealPolicy = { mode: 'raw', hash: (text) => text, parseNumber: () => undefined };

/**
 * Asserts that the events are the expected ones, in order, field by field. It opens Private values, which no matcher of a test
 * framework can: to those two different numbers are equal. Throws an `AssertionError` that shows the difference.
 */
export function expectEvents(actual: readonly TelephonyEvent[], expected: readonly TelephonyEvent[]): void {
  deepStrictEqual(opened(actual), opened(expected));
}

/** Whether two values are deeply equal, with the Private values in them opened. An absent field and an undefined one differ. */
export function samePrivates(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(opened(a), opened(b));
}

/** A copy in which each Private is an object of its kind and text. Lists and plain objects are copied, all else is kept. */
function opened(value: unknown): unknown {
  if (value instanceof Private) return { private: value.kind, text: reveal(value, RAW) };
  if (Array.isArray(value)) return value.map(opened);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, opened(one)]));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
