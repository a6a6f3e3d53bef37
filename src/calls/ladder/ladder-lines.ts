import type { TimelineEntry } from '../../core/index.ts';
import { messageKey, REPEATS_AFTER_SECONDS } from '../message-key.ts';

/** What one agent saw of a message. */
export interface Sighting {
  readonly agent: string;
  /** As it saw it first. */
  readonly entry: TimelineEntry;
  readonly firstAt: number;
  lastSentAt: number;
  repeats: number;
  /** How often it was captured once more without having been sent again. */
  duplicates: number;
}

/** A message on one hop, with all captures and repetitions of it. */
export interface Line {
  readonly branch: number;
  /** By agent, in the order of the timeline. */
  readonly sightings: Map<string, Sighting>;
  /** The timeline entries that it stands for. */
  readonly places: number[];
}

/** Merges what several agents saw, and what was sent or captured again, to one line each, in the order of the timeline. */
export function mergeLines(timeline: readonly TimelineEntry[]): readonly Line[] {
  const lines = new Map<number, Line>();
  // By their time each agent's own copies are told apart, whatever the order of the timeline.
  const inTime = timeline.map((entry, place) => ({ entry, place })).toSorted((a, b) => a.entry.at - b.entry.at || a.place - b.place);
  for (const { entry, place } of inTime) {
    const branch = entry.branches[0] ?? 0;
    const key = messageKey(entry, branch);
    const line = lines.get(key) ?? { branch, sightings: new Map<string, Sighting>(), places: [] };
    lines.set(key, line);
    line.places.push(place);
    addSighting(line, entry);
  }
  for (const line of lines.values()) line.places.sort((a, b) => a - b);
  return [...lines.values()].toSorted((a, b) => (a.places[0] ?? 0) - (b.places[0] ?? 0));
}

function addSighting({ sightings }: Line, entry: TimelineEntry): void {
  const known = sightings.get(entry.agent);
  if (known === undefined)
    sightings.set(entry.agent, { agent: entry.agent, entry, firstAt: entry.at, lastSentAt: entry.at, repeats: 0, duplicates: 0 });
  else if (entry.at - known.lastSentAt >= REPEATS_AFTER_SECONDS) {
    known.repeats += 1;
    known.lastSentAt = entry.at;
  } else known.duplicates += 1;
}
