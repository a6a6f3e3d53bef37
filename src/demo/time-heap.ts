/** What waits for its time: the earliest comes first, of equals the one that was put in first. */
export class TimeHeap<T extends { readonly at: number }> {
  private readonly entries: { readonly item: T; readonly order: number }[] = [];
  private order = 0;

  get size(): number {
    return this.entries.length;
  }

  /** The earliest, which stays. */
  peek(): T | undefined {
    return this.entries[0]?.item;
  }

  push(item: T): void {
    const { entries } = this;
    const entry = { item, order: this.order };
    this.order += 1;
    let index = entries.length;
    entries.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  /** Takes the earliest out. */
  pop(): T | undefined {
    const { entries } = this;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first?.item;
    let index = 0;
    for (;;) {
      const child = this.earlierChild(index);
      const below = entries[child];
      if (below === undefined || !isBefore(below, last)) break;
      entries[index] = below;
      index = child;
    }
    entries[index] = last;
    return first.item;
  }

  private earlierChild(index: number): number {
    const [left, right] = [this.entries[2 * index + 1], this.entries[2 * index + 2]];
    return right !== undefined && left !== undefined && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1;
  }
}

interface Entry {
  readonly item: { readonly at: number };
  readonly order: number;
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.item.at < other.item.at || (one.item.at === other.item.at && one.order < other.order);
}
