import type { Cause } from './ladder-causes.ts';
import type { Line, Sighting } from './ladder-lines.ts';

/** How far the clock of each agent is ahead of that of the first one, in seconds, by what the messages of one call show. */
export type Clocks = ReadonlyMap<string, number>;

/** So many agents are compared; more never see one call but in a forged capture, and theirs is taken for the first one's clock. */
const MAX_COMPARED = 8;

/**
 * Compares the clocks of agents: by the messages that two of them saw, else by what must have come before what. `agents` begins with the one whose clock the others are
 * compared with.
 */
export function compareClocks(agents: readonly string[], lines: readonly Line[], causes: readonly Cause[]): Clocks {
  const clocks = new Map<string, number>();
  const open = new Set(agents.slice(0, MAX_COMPARED));
  for (let [next] = agents; next !== undefined; next = closest(open, clocks, lines)) {
    open.delete(next);
    clocks.set(next, aheadOf(next, clocks, lines, causes));
  }
  for (const agent of agents.slice(MAX_COMPARED)) clocks.set(agent, 0);
  return clocks;
}

/** Of the agents that are left the one that saw most of what those before it saw. */
function closest(open: ReadonlySet<string>, clocks: Clocks, lines: readonly Line[]): string | undefined {
  let best: string | undefined;
  let most = -1;
  for (const agent of open) {
    const shared = sharedWith(agent, clocks, lines).length;
    if (shared > most) [best, most] = [agent, shared];
  }
  return best;
}

function aheadOf(agent: string, clocks: Clocks, lines: readonly Line[], causes: readonly Cause[]): number {
  const shared = sharedWith(agent, clocks, lines);
  return shared.length > 0 ? median(shared) : boundedAhead(agent, clocks, lines, causes);
}

/** How much later than the others the agent saw each message that one of them saw too. */
function sharedWith(agent: string, clocks: Clocks, lines: readonly Line[]): readonly number[] {
  return lines.flatMap((line) => {
    const own = line.sightings.get(agent);
    const at = knownAt(line, clocks);
    return own === undefined || at === undefined ? [] : [own.firstAt - at];
  });
}

/** When a message was seen, by the first clock. Undefined when none that is known saw it. */
export function knownAt({ sightings }: Line, clocks: Clocks): number | undefined {
  for (const [agent, ahead] of clocks) {
    const seen = sightings.get(agent);
    if (seen !== undefined) return seen.firstAt - ahead;
  }
  return undefined;
}

/** Between the least and the most that leave every message after its cause: none when that may be, else the middle. */
function boundedAhead(agent: string, clocks: Clocks, lines: readonly Line[], causes: readonly Cause[]): number {
  let least = -Infinity;
  let most = Infinity;
  for (const { before, after, isCertain } of causes) {
    const [one, two] = [lines[before], lines[after]];
    if (!isCertain || one === undefined || two === undefined) continue;
    most = Math.min(most, laterThan(two.sightings.get(agent), knownAt(one, clocks)) ?? Infinity);
    least = Math.max(least, laterThan(one.sightings.get(agent), knownAt(two, clocks)) ?? -Infinity);
  }
  if (least <= 0 && most >= 0) return 0;
  if (least === -Infinity) return most;
  return most === Infinity ? least : (least + most) / 2;
}

function laterThan(own: Sighting | undefined, at: number | undefined): number | undefined {
  return own === undefined || at === undefined ? undefined : own.firstAt - at;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
