import { open, rm, truncate } from 'node:fs/promises';
import { createSegmentCursor } from './segment-cursor.ts';
import { type Segment, syncFolder } from './spool-files.ts';
import { FRAME_HEADER_BYTES, lsnOf, mayBeFrame } from '../../format/index.ts';

/** What the newest segment was found to be. */
export interface MendedEnd {
  /** A number that no change so far can exceed. */
  readonly lastLsn: number;
  /** What was cut off. */
  readonly cutBytes: number;
  /** Changes that were whole at its end and are damaged. Damage before other frames is for who reads it to find. */
  readonly lostChanges: number;
}

/** Cuts off what is no frame at the end of the newest segment. One that is left empty is deleted. */
export async function mendNewest(folder: string, segments: Segment[]): Promise<MendedEnd> {
  const newest = segments.at(-1);
  if (newest === undefined) return { lastLsn: 0, cutBytes: 0, lostChanges: 0 };
  const { lastLsn, endBytes, lostChanges } = await findEnd(newest);
  const cutBytes = newest.bytes - endBytes;
  newest.bytes = endBytes;
  if (newest.bytes === 0) {
    await rm(newest.path);
    segments.pop();
  } else if (cutBytes > 0) await truncate(newest.path, newest.bytes);
  await syncFolder(folder);
  // A sink may have seen what was cut off. A change takes more than a byte, so the numbers behind these are new to everyone.
  return { lastLsn: lastLsn + cutBytes, cutBytes, lostChanges };
}

/** Where the last frame ends, and what it was. */
async function findEnd({ path, base, bytes }: Segment): Promise<{ lastLsn: number; endBytes: number; lostChanges: number }> {
  const file = await open(path, 'r');
  const cursor = createSegmentCursor(file);
  let lastLsn = base;
  let endBytes = 0;
  try {
    for (let found = await cursor.peek(bytes); found !== 'end'; found = await cursor.peek(bytes)) {
      if (found === 'broken') await cursor.skipDamage(bytes);
      else {
        lastLsn = Math.max(lastLsn, found.lsn);
        cursor.advance();
        endBytes = cursor.offset();
      }
    }
    const header = Buffer.alloc(FRAME_HEADER_BYTES);
    await file.read(header, 0, header.length, endBytes);
    return { lastLsn, endBytes, lostChanges: changesOf(header, lastLsn, bytes - endBytes) };
  } finally {
    await cursor.close();
  }
}

/** What a killed process left unfinished is shorter than its header says, and was acknowledged to nobody. One that has its length was, and is damaged. */
function changesOf(header: Buffer, lastLsn: number, lengthBytes: number): number {
  const isWhole = lengthBytes >= FRAME_HEADER_BYTES && mayBeFrame(header, 0, lengthBytes);
  return isWhole ? Math.max(0, Math.min(lsnOf(header) - lastLsn, lengthBytes)) : 0;
}
