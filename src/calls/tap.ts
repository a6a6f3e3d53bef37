import type { TimelineEntry } from '../core/index.ts';
import { messageKey, REPEATS_AFTER_SECONDS } from './message-key.ts';
import type { Sight } from './seen.ts';

/** How far the copies of a second tap may lie from its offset. */
export const TAP_JITTER_SECONDS = 0.05;

/** So many messages have to come again before a second tap is concluded from them. */
const MIN_COPIES = 3;

/** What one agent saw, as far as it tells of a second tap. */
interface AgentTimes {
  /** When it saw each message. */
  readonly times: Map<number, number[]>;
  /** When an ACK or a 100 was first seen; it is gone once it came again. */
  readonly firsts: Map<number, number>;
  /** After how long an ACK or a 100 came again. */
  readonly candidates: Set<number>;
  /** Those that no message speaks against yet. */
  open: Set<number>;
  endsAt: number;
}

/**
 * The offsets, in seconds, of second taps that one agent captures with: a tap shows every message again after the same time. An ACK and a 100 are never repeated by
 * themselves (RFC 3261 17.1.1.3, 17.2.1), so their repetition gives the offset; it is that of a tap when every other message has a copy there too, as far as
 * the capture goes on. Takes the messages in causal order.
 */
export class Taps {
  readonly #byAgent = new Map<string, AgentTimes>();

  take({ entry, branch, kind }: Sight): void {
    const seen = this.#agent(entry);
    const key = messageKey(entry, branch);
    const times = seen.times.get(key);
    if (times === undefined) seen.times.set(key, [entry.at]);
    else times.push(entry.at);
    if (kind === 'first' && (entry.status === 100 || entry.method === 'ACK')) seen.firsts.set(key, entry.at);
    const first = seen.firsts.get(key);
    if (first !== undefined && entry.at - first >= REPEATS_AFTER_SECONDS) {
      seen.firsts.delete(key);
      seen.candidates.add(entry.at - first);
      seen.open.add(entry.at - first);
    }
    // What lies before the end may be the copy that was missed.
    if (entry.at < seen.endsAt) seen.open = new Set(seen.candidates);
    seen.endsAt = Math.max(seen.endsAt, entry.at);
  }

  offsets(): ReadonlyMap<string, number> {
    const offsets = new Map<string, number>();
    for (const [agent, { times, open, endsAt }] of this.#byAgent) {
      for (const one of open) {
        const copies = countCopies(one, times.values(), endsAt);
        if (copies === undefined) open.delete(one);
        else if (copies >= MIN_COPIES) {
          offsets.set(agent, one);
          break;
        }
      }
    }
    return offsets;
  }

  #agent({ agent, at }: TimelineEntry): AgentTimes {
    const known = this.#byAgent.get(agent);
    if (known !== undefined) return known;
    const added = { times: new Map(), firsts: new Map(), candidates: new Set<number>(), open: new Set<number>(), endsAt: at };
    this.#byAgent.set(agent, added);
    return added;
  }
}

/** How many messages have a copy after this time. Undefined when one has none that should have. */
function countCopies(offset: number, messages: Iterable<readonly number[]>, endsAt: number): number | undefined {
  let copies = 0;
  for (const times of messages) {
    const [first = 0] = times;
    const hasCopy = times.some((at) => Math.abs(at - first - offset) <= TAP_JITTER_SECONDS);
    if (hasCopy) copies += 1;
    else if (first + offset + TAP_JITTER_SECONDS <= endsAt) return undefined;
  }
  return copies;
}
