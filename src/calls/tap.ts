import { messageKey, REPEATS_AFTER_SECONDS } from './message-key.ts';
import type { Sight } from './seen.ts';

/** How far the copies of a second tap may lie from its offset. */
export const TAP_JITTER_SECONDS = 0.05;

/** So many messages have to come again before a second tap is concluded from them. */
const MIN_COPIES = 3;

/**
 * The offsets, in seconds, of second taps that one agent captures with: a tap shows every message again after the same time. An ACK and a 100 are never repeated by
 * themselves (RFC 3261 17.1.1.3, 17.2.1), so their repetition gives the offset; it is that of a tap when every other message has a copy there too, as far as
 * the capture goes on.
 */
export function tapOffsets(sights: readonly Sight[]): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  for (const agent of new Set(sights.map(({ entry }) => entry.agent))) {
    const times = timesOfMessages(sights, agent);
    const endsAt = Math.max(...[...times.values()].flat());
    const offset = candidates(sights, agent, times).find((one) => isTap(one, [...times.values()], endsAt));
    if (offset !== undefined) offsets.set(agent, offset);
  }
  return offsets;
}

/** When an agent saw each message. */
function timesOfMessages(sights: readonly Sight[], agent: string): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const { entry, branch } of sights) {
    if (entry.agent !== agent) continue;
    const key = messageKey(entry, branch);
    const known = times.get(key);
    if (known === undefined) times.set(key, [entry.at]);
    else known.push(entry.at);
  }
  return times;
}

/** After how long an ACK or a 100 came again. */
function candidates(sights: readonly Sight[], agent: string, times: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const found = new Set<number>();
  for (const { entry, branch, kind } of sights) {
    if (entry.agent !== agent || kind !== 'first' || (entry.status !== 100 && entry.method !== 'ACK')) continue;
    const again = times.get(messageKey(entry, branch))?.find((at) => at - entry.at >= REPEATS_AFTER_SECONDS);
    if (again !== undefined) found.add(again - entry.at);
  }
  return [...found];
}

function isTap(offset: number, messages: readonly (readonly number[])[], endsAt: number): boolean {
  let copies = 0;
  for (const times of messages) {
    const [first = 0] = times;
    const hasCopy = times.some((at) => Math.abs(at - first - offset) <= TAP_JITTER_SECONDS);
    if (hasCopy) copies += 1;
    else if (first + offset + TAP_JITTER_SECONDS <= endsAt) return false;
  }
  return copies >= MIN_COPIES;
}
