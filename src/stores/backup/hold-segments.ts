import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeOwnFolder } from '../files/own-folder.ts';
import { copyFile } from './copy-file.ts';
import { isSystemError, listSegments, type Segment, syncFolder } from '../spool/spool-files.ts';

interface Held {
  readonly segment: Segment;
  readonly file: FileHandle;
}

/** Segments of a spool that are open, so that they can be read also when their writer deletes them. */
export interface HeldSegments {
  /**
   * Copies them, and those that were begun since, as far as they are written by now. `isKnown` says whether a copy of the databases has everything up to a number.
   * False, and no matter what was copied, when segments may have been begun and deleted meanwhile.
   */
  copyTo(folder: string, isKnown: (lsn: number) => boolean): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens all segments of a folder, which need not be there. */
export async function holdSegments(folder: string): Promise<HeldSegments> {
  const held: Held[] = [];
  for (const segment of await segmentsIn(folder)) {
    const file = await openIfThere(segment.path);
    if (file !== undefined) held.push({ segment, file });
  }

  /** Segments go in the order in which they came. So when one of those is left, none that was begun since is gone. */
  const isWhole = async (now: readonly Segment[], isKnown: (lsn: number) => boolean): Promise<boolean> => {
    for (const { segment, file } of held) if (await isSame(segment.path, file)) return true;
    return isKnown(now[0]?.base ?? Infinity);
  };

  return {
    async copyTo(target, isKnown) {
      const segments = await segmentsIn(folder);
      if (!(await isWhole(segments, isKnown))) return false;
      for (const segment of segments) {
        if (held.some((one) => one.segment.path === segment.path)) continue;
        const file = await openIfThere(segment.path);
        if (file === undefined) return false;
        held.push({ segment, file });
      }
      makeOwnFolder(target);
      for (const { segment, file } of held) await copyFile(file, join(target, basename(segment.path)));
      await syncFolder(target);
      return true;
    },
    async close() {
      for (const { file } of held.splice(0)) await file.close();
    },
  };
}

/** As often as one is deleted while they are looked at. */
async function segmentsIn(folder: string): Promise<readonly Segment[]> {
  for (;;) {
    try {
      return await listSegments(folder);
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error;
      if (!(await isThere(folder))) return [];
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function isSame(path: string, file: FileHandle): Promise<boolean> {
  const [found, held] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  return found !== undefined && found.ino === held.ino && found.dev === held.dev;
}
