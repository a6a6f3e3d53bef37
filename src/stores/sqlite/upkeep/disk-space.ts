import { statfsSync } from 'node:fs';
import type { RetentionPolicy, StoreProblem } from '../../../core/index.ts';
import { storeBytes } from '../folder/data-folder.ts';

/** How long the disk may take to give back the room of a deleted file: some do so only with their next transaction. */
const SETTLE_MILLISECONDS = 60_000;

/** A day that was deleted so that the disk has room. */
interface Deletion {
  readonly sizeBytes: number;
  readonly freeBefore: number;
  /** What the store took afterwards. */
  readonly storeAfter: number;
  readonly at: number;
}

/** Decides whether days have to go. */
export interface DiskSpace {
  /** Which limit the store or the disk is beyond, as long as deleting a day may help. `leftBytes`: what the days take that could go. */
  wanted(policy: RetentionPolicy, leftBytes: () => number): 'max_bytes' | 'min_free_bytes' | undefined;
  /** A day is about to be deleted for the sake of the disk. Returns what to call afterwards. */
  deleting(): (sizeBytes: number) => void;
  /** Why no day is deleted although the disk has too little room. */
  problems(): StoreProblem[];
}

/**
 * The room on the disk is not the store's alone. So after each deletion it looks whether the room came back, and when it did not, as when another program fills
 * the disk or still reads the file, it deletes no more than the store grows from then on.
 */
export function createDiskSpace(folder: string): DiskSpace {
  let last: Deletion | undefined;
  // What the store may grow to before another day goes.
  let stoppedAt: number | undefined;
  let lack = '';

  function isOfUse(free: number, missing: number, leftBytes: () => number): boolean {
    const store = storeBytes(folder);
    if (stoppedAt !== undefined && store < stoppedAt) return false;
    stoppedAt = undefined;
    if (last === undefined) return true;
    const regained = free - last.freeBefore + Math.max(0, store - last.storeAfter);
    const isRegained = regained >= last.sizeBytes / 2;
    if (!isRegained && performance.now() < last.at + SETTLE_MILLISECONDS) return false;
    if (!isRegained || missing > leftBytes()) stoppedAt = store + last.sizeBytes;
    last = undefined;
    return stoppedAt === undefined;
  }

  return {
    wanted({ maxBytes, minFreeBytes }, leftBytes) {
      if (maxBytes !== undefined && storeBytes(folder) > maxBytes) return 'max_bytes';
      const free = minFreeBytes === undefined ? 0 : freeBytes(folder);
      if (minFreeBytes === undefined || free >= minFreeBytes) {
        last = undefined;
        stoppedAt = undefined;
        return undefined;
      }
      lack = `${Math.round(free / 2 ** 20)} MiB are free and ${Math.round(minFreeBytes / 2 ** 20)} MiB are wanted (store.min_free_bytes)`;
      return isOfUse(free, minFreeBytes - free, leftBytes) ? 'min_free_bytes' : undefined;
    },
    deleting() {
      const freeBefore = freeBytes(folder);
      return (sizeBytes) => void (last = { sizeBytes, freeBefore, storeAfter: storeBytes(folder), at: performance.now() });
    },
    problems() {
      if (last === undefined && stoppedAt === undefined) return [];
      const reason = `The disk has too little room: ${lack}. Deleting a day did not mend that, so the others are kept: something else fills the disk, make room there.`;
      return [{ file: folder, reason }];
    },
  };
}

function freeBytes(folder: string): number {
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize;
}
