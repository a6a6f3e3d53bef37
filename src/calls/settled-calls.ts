import type { CapturedCall } from './captured-call.ts';
import { keyOf, type Conversation } from './conversation.ts';

/** How long settled calls are known for what programs tell of them late. */
export const SETTLED_SECONDS = 15 * 60;
/** A Call-ID that is used again, and legs that carry one id, beyond this many are not known. */
const MAX_CALLS = 8;

interface Known {
  /** By arrival. */
  at: number;
  readonly calls: CapturedCall[];
}

/** The calls whose messages are no longer kept, by the keyed hash of an id that leads to them, bounded in number and time. */
export class SettledCalls {
  readonly #byCallId = new Map<string, Known>();
  readonly #byAlias = new Map<string, Known>();

  /** Takes the calls of a conversation that is let go of. */
  add(conversation: Conversation, most: number): void {
    const { calls, lastReceivedAt, aliasKeys } = conversation;
    if (calls.length === 0) return;
    const settled = calls.map(({ id, stage, startedAt, endedAt, isTold }) => ({ id, stage, startedAt, endedAt, isTold, told: undefined }));
    put(this.#byCallId, keyOf(conversation), settled, lastReceivedAt, most);
    for (const key of aliasKeys) put(this.#byAlias, key, settled, lastReceivedAt, most);
  }

  ofCallId(key: string): readonly CapturedCall[] {
    return this.#byCallId.get(key)?.calls ?? [];
  }

  ofAlias(key: string): readonly CapturedCall[] {
    return this.#byAlias.get(key)?.calls ?? [];
  }

  clear(): void {
    this.#byCallId.clear();
    this.#byAlias.clear();
  }
}

function put(to: Map<string, Known>, key: string, calls: readonly CapturedCall[], at: number, most: number): void {
  const before = to.get(key);
  // The newest ones are the last.
  if (before !== undefined) to.delete(key);
  to.set(key, { at, calls: before === undefined ? [...calls] : [...before.calls, ...calls].slice(-MAX_CALLS) });
  for (const [oldest, known] of to) {
    if (to.size <= most && known.at >= at - SETTLED_SECONDS) return;
    to.delete(oldest);
  }
}
