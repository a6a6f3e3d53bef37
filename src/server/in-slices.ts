import { setImmediate } from 'node:timers/promises';

/** Takes one item after the other, at most so many at once: before the next slice sockets and timers get their turn, and `between` is called. */
export async function inSlices<T>(
  items: readonly T[],
  most: number,
  take: (item: T, index: number) => void,
  between: () => void,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % most === 0) {
      between();
      await setImmediate();
    }
    take(item, index);
  }
}
