import type { SegmentWalk } from './segment-walk.ts';
import type { SpoolFrame } from '../../format/index.ts';

/** Changes in order, without a gap in their numbers. */
export interface SpoolBatch {
  /** Number of the last change; the first one is `lsn - count + 1`. */
  readonly lsn: number;
  readonly count: number;
  /** Unix seconds of the oldest append among them. */
  readonly at: number;
  /** As they were appended. */
  readonly frames: readonly SpoolFrame[];
}

/** A batch gets no more once it has this many bytes: they all lie in memory while a sink works on them. */
const BATCH_BYTES = 8 * 1024 * 1024;

interface ReaderContext {
  readonly walk: SegmentWalk;
  /** Number of the last change that is synced. */
  readonly lastLsn: () => number;
  /** The sink has everything up to this number. */
  readonly from: number;
}

/** Reads what a sink has not taken yet. */
export interface FrameReader {
  /** The next changes: at most this many, about 8 MiB, or one append that holds more. Undefined when there are none. The batch before counts as taken. */
  next(maxChanges: number): Promise<SpoolBatch | undefined>;
  /** Changes that were not taken. */
  lag(): number;
  /** Unix seconds of the oldest append in the batch at hand. Absent when there is none. */
  oldestAt(): number | undefined;
  close(): Promise<void>;
}

/** Makes the reader of one sink. */
export function createFrameReader({ walk, lastLsn, from }: ReaderContext): FrameReader {
  let position = from;
  let takenLsn = from;
  let oldestAt: number | undefined;

  return {
    async next(maxChanges) {
      takenLsn = position;
      oldestAt = undefined;
      const frames: SpoolFrame[] = [];
      let count = 0;
      let bytes = 0;
      // Taken before the look, so that what is appended meanwhile stays waiting.
      const end = lastLsn();
      let found = await walk.peek(position);
      for (; typeof found === 'object'; found = await walk.peek(position)) {
        const isContiguous = found.lsn - found.count <= position;
        if (count > 0 && (!isContiguous || count + found.count > maxChanges || bytes >= BATCH_BYTES)) break;
        walk.advance();
        count += found.count;
        position = found.lsn;
        oldestAt = Math.min(oldestAt ?? Infinity, found.at);
        frames.push(found);
        bytes += found.payload.length;
      }
      if (oldestAt !== undefined) return { lsn: position, count, at: oldestAt, frames };
      // Numbers that nothing carries are not waiting.
      position = Math.max(position, end);
      takenLsn = position;
      return undefined;
    },
    lag: () => Math.max(0, lastLsn() - takenLsn),
    oldestAt: () => oldestAt,
    close: () => walk.close(),
  };
}
