import { rm } from 'node:fs/promises';
import { TeleError } from '../../core/index.ts';
import { offsetPath, writeOffset } from './offset-file.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { createSegmentWalk } from './segment-walk.ts';
import { type Segment, withSpoolFaults } from './spool-files.ts';
import type { SpoolObserver } from './spool-observer.ts';
import { createFrameReader, type FrameReader, type SpoolBatch } from './spool-reader.ts';

/** What one sink sees of the spool. */
export interface SpoolReader {
  /** The next changes: at most this many, about 8 MiB, or one append that holds more. Undefined when there are none. What it gave before counts as taken. */
  next(maxChanges: number): Promise<SpoolBatch | undefined>;
  /** The sink has everything up to this number for good; it is not given again, also not after a restart. */
  committed(lsn: number): Promise<void>;
  /** Gives back what reading needs: nothing is read any more. What is committed still counts. */
  close(): Promise<void>;
}

/** How much waits for one sink. */
export interface SinkLag {
  readonly changes: number;
  /** Unix seconds of the oldest append that the sink is at work on. Absent when it is at none. */
  readonly oldestAt?: number;
}

interface SinksContext {
  readonly folder: string;
  /** All segments, the oldest first. */
  readonly segments: Segment[];
  /** The newest segment gets no more once it has this length. */
  readonly segmentBytes: number;
  /** How far each sink has come. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly lastLsn: () => number;
  readonly observer: SpoolObserver;
  readonly writer: Pick<SegmentWriter, 'isLeft'>;
}

/** Everyone who reads one spool. */
export interface SpoolSinks {
  reader(sink: string): SpoolReader;
  lag(): ReadonlyMap<string, SinkLag>;
  /** Deletes what all have passed. Whether no change up to this number is left. */
  deletePassed(lsn: number): Promise<boolean>;
  close(): Promise<void>;
}

interface Sink {
  readonly frames: FrameReader;
  committedLsn: number;
}

/** Makes the readers, and deletes what all of them have passed. */
export function createSpoolSinks(context: SinksContext): SpoolSinks {
  const { folder, segments, segmentBytes, lastLsn, writer } = context;
  const sinks = new Map<string, Sink>();
  let deleting = Promise.resolve();
  for (const [name, from] of context.offsets) sinks.set(name, { frames: openFrames(context, from), committedLsn: from });

  /** The newest segment stays while more may be added to it. */
  const deleteAll = async (): Promise<void> => {
    const passedLsn = Math.min(...[...sinks.values()].map(({ committedLsn }) => committedLsn));
    for (let first = segments[0]; first !== undefined; first = segments[0]) {
      const endLsn = segments[1]?.base ?? lastLsn();
      const isClosed = segments.length > 1 || first.bytes >= segmentBytes || writer.isLeft();
      if (!isClosed || endLsn > passedLsn) return;
      segments.shift();
      await rm(first.path, { force: true });
    }
  };

  /** One after the other: whoever waits for it knows that the files are gone. */
  const deletePassed = async (): Promise<void> => {
    deleting = deleting.catch(() => undefined).then(deleteAll);
    await deleting;
  };

  const commit = async (name: string, sink: Sink, lsn: number): Promise<void> => {
    if (lsn <= sink.committedLsn) return;
    sink.committedLsn = lsn;
    // First what makes room: the offset only spares the sink what it has already.
    await deletePassed();
    await writeOffset(offsetPath(folder, name), lsn);
  };

  return {
    reader(name) {
      const sink = sinks.get(name);
      if (sink === undefined) throw new TeleError('INTERNAL', `The spool was opened without a sink of the name ${name}.`);
      return {
        next: (maxChanges) => withSpoolFaults(folder, () => sink.frames.next(maxChanges)),
        committed: (lsn) => withSpoolFaults(folder, () => commit(name, sink, lsn)),
        close: () => sink.frames.close(),
      };
    },
    async deletePassed(lsn) {
      await deletePassed();
      return segments.every(({ base }) => base >= lsn);
    },
    lag: () => new Map([...sinks].map(([name, { frames }]) => [name, sinkLag(frames)])),
    async close() {
      for (const { frames } of sinks.values()) await frames.close();
    },
  };
}

function openFrames({ segments, lastLsn, observer }: SinksContext, from: number): FrameReader {
  const walk = createSegmentWalk({
    segments,
    lastLsn,
    lost({ lengthBytes, changes }) {
      observer.cut(lengthBytes);
      if (changes > 0) observer.lost(changes, 'corrupt');
    },
  });
  return createFrameReader({ walk, lastLsn, from });
}

function sinkLag(frames: FrameReader): SinkLag {
  const oldestAt = frames.oldestAt();
  return { changes: frames.lag(), ...(oldestAt === undefined ? {} : { oldestAt }) };
}
