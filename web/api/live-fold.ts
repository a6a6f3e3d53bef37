import { readEventStream } from './event-stream.ts';
import { askInProgress, type InProgress, type LiveCall } from './in-progress.ts';

/** How many calls there are by state, and how many began, ended and failed in the last second. */
export interface LiveCounts {
  readonly setup: number;
  readonly ringing: number;
  readonly answered: number;
  readonly begun: number;
  readonly ended: number;
  readonly failed: number;
}

/** What there is to show at a time. */
export interface LiveView {
  /** Newest first, at most `MOST_CALLS`: those in progress, and those that are over and not yet pushed out. */
  readonly calls: readonly LiveCall[];
  readonly counts?: LiveCounts;
  /** Changes that were not told, because this reader or the server was too slow, or the connection was gone for too long. */
  readonly missed: number;
  /** There are changes that were not told, or may be, and nobody knows how many. */
  readonly mayMiss: boolean;
  readonly isOpen: boolean;
  /** The server has refused the feed: there is no login, or it has no place. It is asked again. */
  readonly isRefused: boolean;
}

/** A feed that a tab wants of the worker that reads for all tabs. */
export interface WantedFeed {
  readonly url: string;
  /** The key of the session: a worker has no storage to find it in. */
  readonly key: string | undefined;
}

const MOST_CALLS = 100;
/** How often what came is shown. */
const SHOW_MS = 250;

/** Reads the feed at an address and reports what to show when it has changed. `key`: that of the session. Returns a function that ends it. */
export function readFeed(url: string, key: () => string | undefined, show: (view: LiveView) => void): () => void {
  const fold = new LiveFold(url, key);
  const close = readEventStream(url, key, {
    opened: () => fold.opened(),
    closed: (isRefused) => fold.closed(isRefused),
    take({ type, data }) {
      const read: unknown = JSON.parse(data);
      if (typeof read === 'object' && read !== null) fold.take[type]?.(read);
    },
  });
  const timer = setInterval(() => {
    const view = fold.changed();
    if (view !== undefined) show(view);
  }, SHOW_MS);
  return () => {
    clearInterval(timer);
    fold.end();
    close();
  };
}

/** What the events of a feed, and the calls in progress that are asked for beside it, come to. */
class LiveFold {
  /** What an event brings, by its name. */
  readonly take: Readonly<Record<string, (data: object) => void>> = {
    call: (data) => {
      const call: unknown = Reflect.get(data, 'call');
      if (!isCall(call)) return;
      this.#known.set(call.id, call);
      this.#inProgress.told(call.id);
      this.#areCallsChanged = true;
    },
    left: (data) => {
      const id = String(Reflect.get(data, 'id'));
      this.#inProgress.told(id);
      if (this.#known.delete(id)) this.#areCallsChanged = true;
    },
    counts: (data) => this.#change({ counts: countsIn(data) }),
    overflow: (data) => this.#miss(data),
    gap: (data) => this.#miss(data),
  };
  readonly #known = new Map<string, LiveCall>();
  readonly #inProgress: InProgress;
  #view: LiveView = { calls: [], missed: 0, mayMiss: false, isOpen: false, isRefused: false };
  #isChanged = true;
  #areCallsChanged = false;

  constructor(url: string, key: () => string | undefined) {
    this.#inProgress = askInProgress(url, key, (named, told) => {
      takeNamed(this.#known, named, told);
      this.#areCallsChanged = true;
    });
  }

  opened(): void {
    this.#change({ isOpen: true, isRefused: false });
    this.#inProgress.ask();
  }

  closed(isRefused: boolean): void {
    this.#change({ isOpen: false, isRefused });
  }

  /** What there is to show. Undefined when it is the same as before. */
  changed(): LiveView | undefined {
    if (!this.#isChanged && !this.#areCallsChanged) return undefined;
    forgetOldest(this.#known);
    if (this.#areCallsChanged)
      this.#view = { ...this.#view, calls: [...this.#known.values()].toSorted((one, other) => other.startedAt - one.startedAt) };
    this.#isChanged = false;
    this.#areCallsChanged = false;
    return this.#view;
  }

  end(): void {
    this.#inProgress.end();
  }

  #change(changed: Partial<LiveView>): void {
    this.#view = { ...this.#view, ...changed };
    this.#isChanged = true;
  }

  #miss(data: object): void {
    const missed = numberAt(data, 'missed');
    // A server counts nothing of what happened before it was started, and of an id of another one nothing at all.
    const isCounted = missed > 0 && Reflect.get(data, 'reason') !== 'restarted';
    this.#change({ missed: this.#view.missed + missed, mayMiss: this.#view.mayMiss || !isCounted });
    this.#inProgress.ask();
  }
}

/** The feed shows calls as the list does. */
function isCall(value: unknown): value is LiveCall {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'id') === 'string';
}

function countsIn(data: object): LiveCounts {
  const [setup, ringing, answered] = [numberAt(data, 'setup'), numberAt(data, 'ringing'), numberAt(data, 'answered')];
  return { setup, ringing, answered, begun: numberAt(data, 'begun'), ended: numberAt(data, 'ended'), failed: numberAt(data, 'failed') };
}

function numberAt(data: object, name: string): number {
  const value: unknown = Reflect.get(data, name);
  return typeof value === 'number' ? value : 0;
}

/** What is in progress is what the server has named, and what was told since it was asked. */
function takeNamed(known: Map<string, LiveCall>, named: readonly LiveCall[], told: ReadonlySet<string>): void {
  const ids = new Set(named.map(({ id }) => id));
  for (const [id, { state }] of known) if (state !== 'ended' && !ids.has(id) && !told.has(id)) known.delete(id);
  for (const call of named) if (!told.has(call.id) && known.get(call.id)?.state !== 'ended') known.set(call.id, call);
}

/** Those that are over go first, the oldest before the others. */
function forgetOldest(known: Map<string, LiveCall>): void {
  if (known.size <= MOST_CALLS) return;
  const isOver = ({ state }: LiveCall): number => Number(state === 'ended');
  const first = [...known.values()].toSorted((one, other) => isOver(other) - isOver(one) || one.startedAt - other.startedAt);
  for (const { id } of first.slice(0, known.size - MOST_CALLS)) known.delete(id);
}
