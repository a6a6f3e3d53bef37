import { type ChangeToEncode, createTimelineEncoder, encodeEntries } from '../format/index.ts';
import type { StoreChange } from '../core/index.ts';
import { ToldQueue, type TakenTold } from './programs/told-queue.ts';

/** Most calls and registrations that wait here while the store is slow. Beyond it changes are lost and counted. */
const MAX_PENDING = 50_000;

/** Why a change never reached the store. */
export type StoreLoss = 'queue_full' | 'store_failed' | 'malformed';

/** What is sent together. */
export interface TakenChanges {
  readonly changes: readonly ChangeToEncode[];
  readonly told: TakenTold | undefined;
}

/** Changes that were not sent yet, those of one call as one, and what programs told with them. */
export class WaitingChanges {
  readonly told = new ToldQueue();
  readonly #pending = new Map<string, ChangeToEncode>();
  readonly #encodeTimeline = createTimelineEncoder();
  readonly #lost: (count: number, reason: StoreLoss) => void;

  constructor(lost: (count: number, reason: StoreLoss) => void) {
    this.#lost = lost;
  }

  get size(): number {
    return this.#pending.size + (this.told.isEmpty ? 0 : 1);
  }

  add(change: StoreChange): void {
    const key = keyOf(change);
    const earlier = this.#pending.get(key);
    if (earlier === undefined && this.#pending.size >= MAX_PENDING) {
      this.#lost(1, 'queue_full');
      return;
    }
    const written = this.#encoded(change);
    if (written !== undefined) this.#pending.set(key, earlier === undefined ? written : merge(earlier, written));
  }

  /** The oldest ones, at most so many. What was told goes with all that it may have made, or neither is kept. */
  take(most: number): TakenChanges {
    const told = this.told.takeAll();
    if (told === undefined) return { changes: this.#takeFirst(most), told };
    return { changes: [...this.#takeFirst(this.#pending.size), told.change], told };
  }

  #takeFirst(most: number): readonly ChangeToEncode[] {
    const taken: ChangeToEncode[] = [];
    for (const [key, change] of this.#pending) {
      if (taken.length === most) break;
      taken.push(change);
      this.#pending.delete(key);
    }
    return taken;
  }

  /** Undefined, and counted, when a message has a number that cannot be stored. */
  #encoded(change: StoreChange): ChangeToEncode | undefined {
    try {
      return encodeEntries(change, this.#encodeTimeline);
    } catch {
      this.#lost(1, 'malformed');
      return undefined;
    }
  }
}

/** The newer record with the messages of both. */
function merge(earlier: ChangeToEncode, later: ChangeToEncode): ChangeToEncode {
  if (earlier.kind !== 'call' || later.kind !== 'call') return later;
  return { ...later, timelineBytes: Buffer.concat([earlier.timelineBytes, later.timelineBytes]) };
}

/** What of one call becomes one change. The half that a program tells is joined to the captured one by the store. */
function keyOf(change: StoreChange): string {
  const isHalf = change.kind === 'call' && change.record.isReported === true;
  return `${change.kind} ${isHalf ? 'told ' : ''}${change.record.id}`;
}
