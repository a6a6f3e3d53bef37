import type { MainFromHttp } from '../messages.ts';
import type { LiveBatch, LiveChange, LiveCounts } from './live-batch.ts';
import type { StoredCall, StoredRegistration } from '../../core/index.ts';
import type { Caller } from '../thread-port.ts';
import { eventText } from './live-reader.ts';
import { type LiveEntry, LiveRing } from './live-ring.ts';

const MAIN_DEADLINE_SECONDS = 1;
/** How long changes are kept for one who comes back, when nobody else listens. */
const LINGER_MS = 60_000;

/** Where changes come from, and how they are shown. */
export interface SourceContext {
  readonly main: Pick<Caller<MainFromHttp>, 'call' | 'tell'>;
  readonly present: (stored: StoredCall | StoredRegistration) => object;
}

/** The changes that main tells, while it is asked for them. */
export class LiveSource {
  readonly #context: SourceContext;
  readonly #evicted: (entry: LiveEntry) => void;
  #ring: LiveRing | undefined;
  #counts: LiveCounts | undefined;
  #opening: Promise<LiveRing> | undefined;
  #linger: NodeJS.Timeout | undefined;

  /** `evicted` hears of each entry that makes room. */
  constructor(context: SourceContext, evicted: (entry: LiveEntry) => void) {
    this.#context = context;
    this.#evicted = evicted;
  }

  /** What is kept. Undefined while main is not asked. */
  get ring(): LiveRing | undefined {
    return this.#ring;
  }

  get counts(): LiveCounts | undefined {
    return this.#counts;
  }

  /** Asks main for changes from now on, if it is not asked already. */
  async begin(): Promise<LiveRing> {
    clearTimeout(this.#linger);
    if (this.#ring !== undefined) return this.#ring;
    this.#opening ??= this.#watch().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Nobody reads at the moment. */
  linger(): void {
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => {
      this.#ring = undefined;
      this.#context.main.tell('watch', { isWatched: false });
    }, LINGER_MS).unref();
  }

  /** Takes what main hands over. The counts of the last second where they are in it. */
  take({ first, changes, counts }: LiveBatch): LiveCounts | undefined {
    const ring = this.#ring;
    // Nobody has read for a minute.
    if (ring === undefined) return undefined;
    const missing = first - 1 - ring.last;
    if (missing > 0) ring.add({ position: first - 1, text: '', missing });
    for (const [index, change] of changes.entries()) ring.add(this.#entryOf(change, first + index));
    if (counts !== undefined) this.#counts = counts;
    return counts;
  }

  end(): void {
    clearTimeout(this.#linger);
  }

  async #watch(): Promise<LiveRing> {
    const { position, counts } = await this.#context.main.call('watch', { isWatched: true }, MAIN_DEADLINE_SECONDS);
    this.#counts = counts;
    this.#ring = new LiveRing(position, this.#evicted);
    return this.#ring;
  }

  #entryOf(change: LiveChange, position: number): LiveEntry {
    const { present } = this.#context;
    if (change.kind === 'registration') return { position, text: eventText('registration', { registration: present(change.record) }) };
    const { record } = change;
    return { position, call: record, text: eventText('call', { stage: stageOf(record), call: present(record) }) };
  }
}

/** How far a call is. */
function stageOf({ state, isProvisional }: StoredCall): string {
  if (state === 'setup') return 'begun';
  return state === 'ended' && !isProvisional ? 'settled' : state;
}
