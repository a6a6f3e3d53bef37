import type { CapturedCall } from './captured-call.ts';
import { keyOf, type Conversation, type Stage } from './conversation.ts';

/** How long settled calls are known for what programs tell of them late. */
export const SETTLED_SECONDS = 15 * 60;
/** A Call-ID that is used again, and legs that carry one id, beyond this many are not known. */
const MAX_CALLS = 8;

/** By arrival, and the calls. */
interface Known {
  readonly at: number;
  readonly calls: readonly CapturedCall[];
}

/** What several ids lead to: whoever has found it by one finds the same by another. */
interface Holder {
  known: Known | string;
}

/** A call as it is kept while nobody asks for it: as a text, which takes a third of the objects, since nearly nobody does. */
type Kept = readonly [id: string, stage: Stage, startedAt: number, endedAt: number | null, isTold: boolean];

/** The calls whose messages are no longer kept, by the keyed hash of an id that leads to them, bounded in number and time. */
export class SettledCalls {
  readonly #byCallId = new Map<string, Holder>();
  readonly #byAlias = new Map<string, Holder>();

  /** Takes the calls of a conversation that is let go of. */
  add(conversation: Conversation, most: number): void {
    const { calls, lastReceivedAt, aliasKeys } = conversation;
    if (calls.length === 0) return;
    const kept = calls.map(({ id, stage, startedAt, endedAt = null, isTold }): Kept => [id, stage, startedAt, endedAt, isTold]);
    const holder: Holder = { known: JSON.stringify([lastReceivedAt, kept]) };
    put(this.#byCallId, keyOf(conversation), holder, lastReceivedAt, most);
    for (const key of aliasKeys) put(this.#byAlias, key, holder, lastReceivedAt, most);
  }

  ofCallId(key: string): readonly CapturedCall[] {
    return find(this.#byCallId, key);
  }

  ofAlias(key: string): readonly CapturedCall[] {
    return find(this.#byAlias, key);
  }

  clear(): void {
    this.#byCallId.clear();
    this.#byAlias.clear();
  }
}

function find(among: Map<string, Holder>, key: string): readonly CapturedCall[] {
  const holder = among.get(key);
  return holder === undefined ? [] : read(holder).calls;
}

/** What was read once stays as it is: whoever has found it may note something there. */
function read(holder: Holder): Known {
  if (typeof holder.known === 'string') holder.known = parse(holder.known);
  return holder.known;
}

function parse(text: string): Known {
  // Nobody else has written it.
  const [at, kept] = JSON.parse(text) as readonly [number, readonly Kept[]];
  const calls = kept.map(([id, stage, startedAt, endedAt, isTold]) => ({
    id,
    stage,
    startedAt,
    endedAt: endedAt ?? undefined,
    isTold,
    told: undefined,
  }));
  return { at, calls };
}

function put(to: Map<string, Holder>, key: string, holder: Holder, at: number, most: number): void {
  const before = to.get(key);
  // The newest ones are the last.
  if (before !== undefined) to.delete(key);
  to.set(key, before === undefined ? holder : { known: { at, calls: [...read(before).calls, ...read(holder).calls].slice(-MAX_CALLS) } });
  for (const [oldest, { known }] of to) {
    if (to.size <= most && atOf(known) >= at - SETTLED_SECONDS) return;
    to.delete(oldest);
  }
}

/** The time that a text begins with. Hot: the oldest one is asked for it each time. */
function atOf(known: Known | string): number {
  return typeof known === 'string' ? Number.parseFloat(known.slice(1)) : known.at;
}
