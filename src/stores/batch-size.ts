import { getHeapStatistics } from 'node:v8';

/**
 * Most changes of one transaction. Those of a store at full load share more pages the more they are, and each page is written once: four times 5,000 take a
 * fifth less time together (`npm run bench -- store`).
 */
const MOST_CHANGES = 20_000;
/** Most of them with little memory, */
const FEW_CHANGES = 5000;
/** which is a heap that may not grow beyond this many bytes. */
const SMALL_HEAP_BYTES = 192 * 1024 * 1024;

/** How many changes a store takes at once at most, by the memory of this thread. */
export function batchSize(): number {
  return getHeapStatistics().heap_size_limit > SMALL_HEAP_BYTES ? MOST_CHANGES : FEW_CHANGES;
}
