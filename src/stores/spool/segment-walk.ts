import { open } from 'node:fs/promises';
import { createSegmentCursor, type SegmentCursor } from './segment-cursor.ts';
import { isSystemError, type Segment } from './spool-files.ts';
import type { SpoolFrame } from './spool-frame.ts';

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
  readonly lost: (loss: ReadLoss) => void;
  /** Nothing more can be read from the newest segment: the writer begins another one. */
  readonly leaveSegment: () => void;
}

/** Goes over the frames of all segments in order. */
export interface SegmentWalk {
  /**
   * The next frame with a number above `position`, without passing it. `end` when there is none; `stalled` when what there is cannot be read and the writer
   * has not begun another segment yet.
   */
  peek(position: number): Promise<SpoolFrame | 'end' | 'stalled'>;
  /** Passes the frame that was peeked last. */
  advance(): void;
  close(): Promise<void>;
}

/** Starts in the segment that holds what follows the first position asked for. */
export function createSegmentWalk({ segments, lost, leaveSegment }: WalkContext): SegmentWalk {
  let segment: Segment | undefined;
  let cursor: SegmentCursor | undefined;

  const enter = async (next: Segment): Promise<void> => {
    await cursor?.close();
    cursor = undefined;
    try {
      cursor = createSegmentCursor(await open(next.path, 'r'));
    } catch (error) {
      // Someone took the file away: its changes are lost like those of a damaged one.
      if (!isSystemError(error, 'ENOENT')) throw error;
    }
    segment = next;
  };

  /** What the current segment does not give is counted once it is certain where the next one begins. */
  const countLoss = (current: Segment, next: Segment, position: number): void => {
    const lengthBytes = current.bytes - (cursor?.offset() ?? 0);
    lost({ lengthBytes, changes: Math.max(0, next.base - Math.max(position, current.base)) });
  };

  return {
    async peek(position) {
      for (;;) {
        const current: Segment | undefined = segment;
        const next = current === undefined ? firstFor(segments, position) : segments.find(({ base }) => base > current.base);
        if (current !== undefined) {
          const found = cursor === undefined ? 'broken' : await cursor.peek(current.bytes);
          if (typeof found === 'object') {
            if (found.lsn > position) return found;
            cursor?.advance();
            continue;
          }
          if (found === 'broken') {
            if (next === undefined) {
              leaveSegment();
              return 'stalled';
            }
            countLoss(current, next, position);
          }
        }
        if (next === undefined) return 'end';
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
