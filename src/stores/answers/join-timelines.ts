import type { TimelineEntry } from '../../core/index.ts';

/** Entries in causal order, each once: what makes one the same is its time, arrival, agent and content. */
export function joinTimelines(joined: TimelineEntry[]): TimelineEntry[] {
  if (isInOrder(joined)) return joined;
  const all = new Map<string, TimelineEntry>();
  for (const entry of joined) {
    const key = `${entry.at}|${entry.arrival}|${entry.contentHash}|${entry.agent}`;
    if (!all.has(key)) all.set(key, entry);
  }
  return [...all.values()].sort((a, b) => a.at - b.at || a.arrival - b.arrival);
}

// Hot: nearly all timelines are in order, and the keys of the map would cost more than all the rest.
/** Whether each entry comes after the one before it, so that none is there twice. */
function isInOrder(entries: readonly TimelineEntry[]): boolean {
  let last: TimelineEntry | undefined;
  for (const entry of entries) {
    if (last !== undefined && !(entry.at > last.at || (entry.at === last.at && entry.arrival > last.arrival))) return false;
    last = entry;
  }
  return true;
}
