import { TIMELINE_FIELDS, type TimelineEntry } from '../core/index.ts';

// The declaration names every field; Object.keys loses that they are its keys.
const NAMES = Object.keys(TIMELINE_FIELDS) as (keyof TimelineEntry)[];

/** A copy with the declared fields and no others: what is kept may be the event itself, which knows more than a store may. */
export function copyEntry(entry: TimelineEntry): TimelineEntry {
  const copy: { -readonly [K in keyof TimelineEntry]?: TimelineEntry[K] } = {};
  for (const name of NAMES) copyField(entry, copy, name);
  // Every required field was there in the original.
  return copy as TimelineEntry;
}

function copyField<K extends keyof TimelineEntry>(
  from: TimelineEntry,
  to: { -readonly [N in keyof TimelineEntry]?: TimelineEntry[N] },
  name: K,
): void {
  const value = from[name];
  if (value !== undefined) to[name] = value;
}
