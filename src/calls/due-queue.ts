/** Something to be done at a time. */
export interface Due {
  dueAt: number;
  /** The time at which the queue looks at it: then or sooner. Kept by the queue. */
  filedAt: number;
  /** Its place in the queue; -1 when it is in none. Kept by the queue. */
  place: number;
}

/** A priority queue (binary heap) by time: what is due is found without a look at the rest. What is put off again and again moves only once its first time has come. */
export class DueQueue<T extends Due> {
  readonly #heap: T[] = [];

  /** Puts one in, or notes its new time. */
  put(one: T): void {
    if (one.place === -1) {
      one.place = this.#heap.length;
      this.#heap.push(one);
    } else if (one.dueAt >= one.filedAt) return;
    one.filedAt = one.dueAt;
    this.#rise(one);
  }

  remove(one: T): void {
    const { place } = one;
    const last = this.#heap.at(-1);
    if (place === -1 || last === undefined) return;
    this.#heap.pop();
    one.place = -1;
    if (last === one) return;
    this.#set(last, place);
    this.#rise(last);
    this.#sink(last);
  }

  /** Takes out all that are due by a time, in the order of time. */
  takeDue(now: number): T[] {
    const due: T[] = [];
    for (let first = this.#heap[0]; first !== undefined && first.filedAt <= now; first = this.#heap[0]) {
      this.remove(first);
      if (first.dueAt > first.filedAt) this.put(first);
      else due.push(first);
    }
    return due;
  }

  #rise(one: T): void {
    while (one.place > 0) {
      const parent = this.#heap[(one.place - 1) >> 1];
      if (parent === undefined || parent.filedAt <= one.filedAt) return;
      this.#swap(one, parent);
    }
  }

  #sink(one: T): void {
    for (;;) {
      const left = this.#heap[2 * one.place + 1];
      const right = this.#heap[2 * one.place + 2];
      const child = left !== undefined && right !== undefined && right.filedAt < left.filedAt ? right : left;
      if (child === undefined || child.filedAt >= one.filedAt) return;
      this.#swap(one, child);
    }
  }

  #swap(one: T, other: T): void {
    const { place } = one;
    this.#set(one, other.place);
    this.#set(other, place);
  }

  #set(one: T, place: number): void {
    this.#heap[place] = one;
    one.place = place;
  }
}
