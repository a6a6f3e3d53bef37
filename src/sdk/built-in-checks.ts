import { statfs } from 'node:fs/promises';
import type { Check } from '../core/index.ts';
import { memoryUse } from '../metrics-node/index.ts';

/** Below this share a disk is nearly full, and below half of it full. */
const MIN_FREE_RATIO = 0.1;
/** Beyond this share memory is scarce, and beyond the middle between it and all there is it has run out. */
const MAX_USED_RATIO = 0.9;

/**
 * A check that asks a database. Healthy when `query` answers `true` or what it has read; unhealthy when it rejects, or answers false or nothing. What it throws is not shown.
 */
export function databaseCheck(query: () => unknown): Check {
  return async () => {
    const answer = await query();
    return answer === true || (typeof answer === 'object' && answer !== null)
      ? { status: 'healthy', message: 'the database answers' }
      : { status: 'unhealthy', message: 'the database does not answer as it should' };
  };
}

/** A check of the room on the disk of a folder: degraded below `minFreeRatio` of it, 0.1 unless given, unhealthy below half of that. */
export function diskCheck({
  path = '/',
  minFreeRatio = MIN_FREE_RATIO,
}: { readonly path?: string; readonly minFreeRatio?: number } = {}): Check {
  return async () => {
    const { bsize, blocks, bavail } = await statfs(path);
    const freeRatio = blocks === 0 ? 0 : bavail / blocks;
    const freePercent = Math.round(freeRatio * 1000) / 10;
    return {
      status: freeRatio >= minFreeRatio ? 'healthy' : freeRatio >= minFreeRatio / 2 ? 'degraded' : 'unhealthy',
      message: `${freePercent} % of the disk are free`,
      details: { path, total: blocks * bsize, used: (blocks - bavail) * bsize, free: bavail * bsize, free_percent: freePercent },
    };
  };
}

/** A check of the memory that the program takes, against the limit of its container or else all memory: degraded beyond `maxUsedRatio`, 0.9 unless given, unhealthy half-way from there to all. */
export function memoryCheck({ maxUsedRatio = MAX_USED_RATIO }: { readonly maxUsedRatio?: number } = {}): Check {
  return () => {
    const { usedBytes, limitBytes } = memoryUse();
    const ratio = usedBytes / limitBytes;
    const usedPercent = Math.round(ratio * 1000) / 10;
    return {
      status: ratio <= maxUsedRatio ? 'healthy' : ratio <= (1 + maxUsedRatio) / 2 ? 'degraded' : 'unhealthy',
      message: `${usedPercent} % of the memory are in use`,
      details: { total: limitBytes, used: usedBytes, used_percent: usedPercent },
    };
  };
}
