import type { StoredCall } from '../../core/index.ts';
import type { LiveCounts } from './live-batch.ts';
import { liveId } from './live-id.ts';
import type { LiveEntry, LiveRing } from './live-ring.ts';

/** What is sent at once at most, but for one event that is longer. */
const CHUNK_CHARACTERS = 64 * 1024;
/** Calls in progress of which is known that the reader has them. Of more he is not told that they no longer meet his conditions. */
const MAX_FOLLOWED = 10_000;

/** What a reader wants to hear. */
export interface LiveWishes {
  /** Whether a call meets his conditions. Absent: every call does. */
  readonly wants?: (call: StoredCall) => boolean;
  readonly hasRegistrations: boolean;
}

/** One event as server-sent events have it. */
export function eventText(name: string, data: object, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** One reader of the feed: a place in the ring, and what he is to be told besides. */
export class LiveReader {
  readonly #boot: string;
  readonly #wishes: LiveWishes;
  readonly #followed = new Set<string>();
  #said: string;
  #cursor: number;
  #missed = 0;
  #counts: LiveCounts | undefined;
  #isIdle = false;
  #wake: (() => void) | undefined;
  #farewell: string | undefined;
  #isOver = false;

  /** `said` is what he hears first; then come the changes after `cursor`. */
  constructor(boot: string, cursor: number, said: string, wishes: LiveWishes) {
    this.#boot = boot;
    this.#cursor = cursor;
    this.#said = said;
    this.#wishes = wishes;
  }

  /** The next text, as soon as there is one. Undefined when it is over. */
  async next(ring: LiveRing): Promise<string | undefined> {
    for (;;) {
      if (this.#isOver) return undefined;
      const text = this.#take(ring);
      if (text !== '') return text;
      if (this.#farewell !== undefined) return this.#lastWord();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** There may be something new. */
  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The newest counts take the place of those that were not sent yet. */
  count(counts: LiveCounts): void {
    this.#counts = counts;
  }

  /** He is to hear something, so that both ends know of each other. */
  beat(): void {
    this.#isIdle = true;
    this.wake();
  }

  /** An entry makes room. True when he has not read it, and wanted it: he is too slow. */
  evicted(entry: LiveEntry): boolean {
    if (entry.position <= this.#cursor) return false;
    this.#cursor = entry.position;
    const missed = entry.missing ?? (this.#isWanted(entry) ? 1 : 0);
    this.#missed += missed;
    return missed > 0 && entry.missing === undefined;
  }

  /** He hears what there is, then these words, then it is over. */
  farewell(text: string): void {
    this.#farewell = text;
    this.wake();
  }

  /** It is over at once. */
  end(): void {
    this.#isOver = true;
    this.#said = '';
    this.wake();
  }

  #lastWord(): string | undefined {
    this.#isOver = true;
    return this.#farewell === '' ? undefined : this.#farewell;
  }

  #take(ring: LiveRing): string {
    let text = this.#said;
    this.#said = '';
    text += this.#takeMissed();
    for (const entry of ring.after(this.#cursor)) {
      if (text.length > CHUNK_CHARACTERS) break;
      this.#cursor = entry.position;
      if (entry.missing === undefined) text += this.#told(entry);
      else {
        this.#missed += entry.missing;
        text += this.#takeMissed();
      }
    }
    if (this.#counts !== undefined) text += eventText('counts', this.#counts);
    else if (this.#isIdle && text === '') text = ': nothing is new\n\n';
    this.#counts = undefined;
    this.#isIdle = false;
    return text;
  }

  #takeMissed(): string {
    if (this.#missed === 0) return '';
    const missed = this.#missed;
    this.#missed = 0;
    return eventText('overflow', { missed }, liveId(this.#boot, this.#cursor));
  }

  #told({ call, text, position }: LiveEntry): string {
    const id = liveId(this.#boot, position);
    const { wants, hasRegistrations } = this.#wishes;
    if (call === undefined) return hasRegistrations ? `id: ${id}\n${text}` : '';
    if (wants === undefined) return `id: ${id}\n${text}`;
    if (wants(call)) {
      this.#follow(call);
      return `id: ${id}\n${text}`;
    }
    return this.#followed.delete(call.id) ? eventText('left', { id: call.id }, id) : '';
  }

  #isWanted({ call }: LiveEntry): boolean {
    const { wants, hasRegistrations } = this.#wishes;
    if (call === undefined) return hasRegistrations;
    return wants === undefined || wants(call) || this.#followed.has(call.id);
  }

  #follow({ id, isProvisional }: StoredCall): void {
    if (!isProvisional) this.#followed.delete(id);
    else if (this.#followed.size < MAX_FOLLOWED) this.#followed.add(id);
  }
}
