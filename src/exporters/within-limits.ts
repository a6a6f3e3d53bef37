import type { SpanAttributes } from '../traces/index.ts';

/** Attributes as far as they may go, and how many are left out. */
export interface LimitedAttributes {
  /** The same object where nothing is beyond the limits. */
  readonly kept: SpanAttributes;
  readonly dropped: number;
}

/** The first `most` attributes, with texts of at most `length` characters. */
export function withinLimits(attributes: SpanAttributes, most: number, length: number): LimitedAttributes {
  let count = 0;
  let isLong = false;
  for (const name in attributes) {
    const value = attributes[name];
    count += 1;
    isLong ||= typeof value === 'string' && value.length > length;
  }
  if (count <= most && !isLong) return { kept: attributes, dropped: 0 };
  const kept = Object.entries(attributes)
    .slice(0, most)
    .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, length) : value] as const);
  return { kept: Object.fromEntries(kept), dropped: Math.max(0, count - most) };
}
