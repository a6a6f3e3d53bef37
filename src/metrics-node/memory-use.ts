import { totalmem } from 'node:os';

/** What a process takes of the memory that it may take. */
export interface MemoryUse {
  /** What of it is in memory, with all its threads. */
  readonly usedBytes: number;
  /** The limit of its control group, which is that of a container, or else all memory of the machine. */
  readonly limitBytes: number;
}

/** Reads what this process takes. */
export function memoryUse(): MemoryUse {
  const total = totalmem();
  // 0 and numbers beyond all memory say that there is no limit.
  const group = process.constrainedMemory();
  return { usedBytes: process.memoryUsage.rss(), limitBytes: group > 0 && group < total ? group : total };
}
