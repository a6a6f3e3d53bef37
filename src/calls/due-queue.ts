/** Something to be done at a time. */
export interface Due {
  dueAt: number;
  /** Its place in the queue; -1 when it is in none. Kept by the queue. */
  place: number;
}

/** A priority queue (binary heap) by time: what is due is found without a look at the rest. What is put off again and again moves only once its first time has come. */
export class DueQueue<T extends Due> {
  readonly #heap: T[] = [];
  /** When the queue looks at each: at its time or sooner. Hot: beside each other, so that finding a place touches none of those that wait. */
  readonly #times: number[] = [];

  /** Puts one in, or notes its new time. */
  put(one: T): void {
    if (one.place === -1) {
      one.place = this.#heap.length;
      this.#heap.push(one);
      this.#times.push(one.dueAt);
    } else if (one.dueAt >= this.#timeAt(one.place)) return;
    this.#rise(one, one.dueAt);
  }

  remove(one: T): void {
    const { place } = one;
    if (place === -1) return;
    const last = this.#heap.pop();
    const time = this.#times.pop();
    one.place = -1;
    if (last === undefined || time === undefined || last === one) return;
    last.place = place;
    this.#rise(last, time);
    this.#sink(last, time);
  }

  /** Takes out all that are due by a time, in the order of time. */
  takeDue(now: number): T[] {
    const due: T[] = [];
    for (let first = this.#heap[0]; first !== undefined && this.#timeAt(0) <= now; first = this.#heap[0]) {
      const time = this.#timeAt(0);
      this.remove(first);
      if (first.dueAt > time) this.put(first);
      else due.push(first);
    }
    return due;
  }

  /** Moves one towards the front until nothing later stands before it. */
  #rise(one: T, time: number): void {
    let { place } = one;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (this.#timeAt(above) <= time) break;
      this.#move(above, place);
      place = above;
    }
    this.#set(one, time, place);
  }

  /** Moves one back until nothing sooner stands behind it. */
  #sink(one: T, time: number): void {
    let { place } = one;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const below = right < this.#times.length && this.#timeAt(right) < this.#timeAt(left) ? right : left;
      if (below >= this.#times.length || this.#timeAt(below) >= time) break;
      this.#move(below, place);
      place = below;
    }
    this.#set(one, time, place);
  }

  #move(from: number, to: number): void {
    const one = this.#heap[from];
    if (one !== undefined) this.#set(one, this.#timeAt(from), to);
  }

  #set(one: T, time: number, place: number): void {
    this.#heap[place] = one;
    this.#times[place] = time;
    one.place = place;
  }

  #timeAt(place: number): number {
    return this.#times[place] ?? Number.POSITIVE_INFINITY;
  }
}
