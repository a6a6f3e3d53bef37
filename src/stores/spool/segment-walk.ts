import { open } from 'node:fs/promises';
import { createSegmentCursor, type SegmentCursor } from './segment-cursor.ts';
import { isSystemError, type Segment } from './spool-files.ts';
import type { SpoolFrame } from '../../format/index.ts';

/** Told of what could not be read. */
export interface ReadLoss {
  /** Bytes that are no frames, or lie behind such. */
  readonly lengthBytes: number;
  /** Changes that were in them, as far as the numbers around them tell. */
  readonly changes: number;
}

interface WalkContext {
  /** All segments, the oldest first; the writer adds to it while the walk goes on. */
  readonly segments: readonly Segment[];
  /** Number of the last change that is synced. */
  readonly lastLsn: () => number;
  readonly lost: (loss: ReadLoss) => void;
}

/** Goes over the frames of all segments in order. */
export interface SegmentWalk {
  /** The next frame with a number above `position`, without passing it. `end` when there is none: whatever has a number so far was given or is lost. */
  peek(position: number): Promise<SpoolFrame | 'end'>;
  /** Passes the frame that was peeked last. */
  advance(): void;
  close(): Promise<void>;
}

/** Starts in the segment that holds what follows the first position asked for. Damage costs the frames in which it is: the walk goes on with the next one. */
export function createSegmentWalk({ segments, lastLsn, lost }: WalkContext): SegmentWalk {
  let segment: Segment | undefined;
  let cursor: SegmentCursor | undefined;
  // Bytes that were left out and whose changes are not known before the next frame is.
  let skippedBytes = 0;

  const enter = async (next: Segment): Promise<void> => {
    await cursor?.close();
    cursor = undefined;
    try {
      cursor = createSegmentCursor(await open(next.path, 'r'));
    } catch (error) {
      // Someone took the file away: its changes are lost like those of a damaged one.
      if (!isSystemError(error, 'ENOENT')) throw error;
      skippedBytes += next.bytes;
    }
    segment = next;
  };

  /** What lies between `position` and a frame or the end is lost when there was damage; without it, these numbers were never given to a change. */
  const countLoss = (position: number, before: number): void => {
    if (skippedBytes === 0) return;
    lost({ lengthBytes: skippedBytes, changes: Math.max(0, before - position) });
    skippedBytes = 0;
  };

  /** The next frame of the segment at hand with a number above `position`. */
  const peekHere = async (position: number): Promise<SpoolFrame | 'end'> => {
    const limit = segment?.bytes ?? 0;
    for (let found = await cursor?.peek(limit); found !== undefined && found !== 'end'; found = await cursor?.peek(limit)) {
      if (found === 'broken') skippedBytes += (await cursor?.skipDamage(limit)) ?? 0;
      else if (found.lsn > position) return found;
      else cursor?.advance();
    }
    return 'end';
  };

  return {
    async peek(position) {
      for (;;) {
        const found = await peekHere(position);
        if (found !== 'end') {
          countLoss(position, found.lsn - found.count);
          return found;
        }
        const base = segment?.base;
        const next = base === undefined ? firstFor(segments, position) : segments.find((other) => other.base > base);
        if (next === undefined) {
          countLoss(position, lastLsn());
          return 'end';
        }
        await enter(next);
      }
    },
    advance: () => cursor?.advance(),
    close: async () => cursor?.close(),
  };
}

function firstFor(segments: readonly Segment[], position: number): Segment | undefined {
  return segments.findLast(({ base }) => base <= position) ?? segments[0];
}
