import type { TimelineEntry } from '../../core/index.ts';
import { compareCause } from '../order.ts';
import type { Cause } from './ladder-causes.ts';

/** A message with its time by the clock that all are shown by. */
export interface Timed {
  readonly entry: TimelineEntry;
  readonly at: number;
}

/** A message in its place. */
export interface Ordered {
  /** In the list that was given. */
  readonly place: number;
  /** Not before that of its cause, nor of the message before it. */
  readonly at: number;
}

/** Orders messages by time, none before what caused it. What causes itself, as only forged messages can, is put where its time says. */
export function orderByCause(messages: readonly Timed[], causes: readonly Cause[]): readonly Ordered[] {
  const graph = makeGraph(messages, causes);
  const ordered: Ordered[] = [];
  let clock = -Infinity;
  while (ordered.length < messages.length) {
    const place = graph.ready.take() ?? graph.leastHeld();
    if (place === undefined) break;
    clock = Math.max(clock, graph.times[place] ?? clock);
    ordered.push({ place, at: clock });
    graph.release(place);
  }
  return ordered;
}

function makeGraph(messages: readonly Timed[], causes: readonly Cause[]) {
  const times = messages.map(({ at }) => at);
  const effects: Cause[][] = messages.map(() => []);
  const waits = messages.map(() => 0);
  const certainWaits = messages.map(() => 0);
  for (const cause of causes) {
    effects[cause.before]?.push(cause);
    waits[cause.after] = (waits[cause.after] ?? 0) + 1;
    if (cause.isCertain) certainWaits[cause.after] = (certainWaits[cause.after] ?? 0) + 1;
  }
  const isDone = messages.map(() => false);
  const compare = (a: number, b: number): number => {
    const [one, two] = [messages[a], messages[b]];
    if (one === undefined || two === undefined) return 0;
    return (times[a] ?? 0) - (times[b] ?? 0) || compareCause(one.entry, two.entry) || a - b;
  };
  const ready = new Heap(compare);
  waits.forEach((count, place) => count === 0 && ready.add(place));
  return {
    times,
    ready,
    /** When all that are left wait for each other: one that waits for nothing certain, else the earliest. */
    leastHeld(): number | undefined {
      const left = messages.flatMap((_, place) => (isDone[place] === true ? [] : [place])).toSorted(compare);
      return left.find((place) => certainWaits[place] === 0) ?? left[0];
    },
    release(place: number): void {
      isDone[place] = true;
      for (const { after, isCertain } of effects[place] ?? []) {
        times[after] = Math.max(times[after] ?? 0, times[place] ?? 0);
        waits[after] = (waits[after] ?? 0) - 1;
        if (isCertain) certainWaits[after] = (certainWaits[after] ?? 0) - 1;
        if (waits[after] === 0 && isDone[after] !== true) ready.add(after);
      }
    },
  };
}

/** The least of those that were added comes first. */
class Heap {
  readonly #places: number[] = [];
  readonly #compare: (a: number, b: number) => number;

  constructor(compare: (a: number, b: number) => number) {
    this.#compare = compare;
  }

  add(place: number): void {
    const all = this.#places;
    let at = all.push(place) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  take(): number | undefined {
    const all = this.#places;
    const top = all[0];
    const last = all.pop();
    if (top === undefined || last === undefined || all.length === 0) return top;
    all[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [at * 2 + 1, at * 2 + 2]) if (child < all.length && this.#isBefore(child, least)) least = child;
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    return this.#compare(this.#places[a] ?? 0, this.#places[b] ?? 0) < 0;
  }

  #swap(a: number, b: number): void {
    const [one = 0, two = 0] = [this.#places[a], this.#places[b]];
    this.#places[a] = two;
    this.#places[b] = one;
  }
}
