import { open, rm, truncate } from 'node:fs/promises';
import { createSegmentCursor } from './segment-cursor.ts';
import { type Segment, syncFolder } from './spool-files.ts';

/** What the newest segment was found to be. */
export interface MendedEnd {
  /** A number that no change so far can exceed. */
  readonly lastLsn: number;
  /** What was cut off. */
  readonly cutBytes: number;
}

/** Cuts off what is no frame at the end of the newest segment. One that is left empty is deleted. */
export async function mendNewest(folder: string, segments: Segment[]): Promise<MendedEnd> {
  const newest = segments.at(-1);
  if (newest === undefined) return { lastLsn: 0, cutBytes: 0 };
  const cursor = createSegmentCursor(await open(newest.path, 'r'));
  let lastLsn = newest.base;
  try {
    for (let found = await cursor.peek(newest.bytes); typeof found === 'object'; found = await cursor.peek(newest.bytes)) {
      lastLsn = Math.max(lastLsn, found.lsn);
      cursor.advance();
    }
  } finally {
    await cursor.close();
  }
  const cutBytes = newest.bytes - cursor.offset();
  newest.bytes = cursor.offset();
  if (newest.bytes === 0) {
    await rm(newest.path);
    segments.pop();
  } else if (cutBytes > 0) await truncate(newest.path, newest.bytes);
  await syncFolder(folder);
  // A sink may have seen what was cut off. A change takes more than a byte, so the numbers behind these are new to everyone.
  return { lastLsn: lastLsn + cutBytes, cutBytes };
}
