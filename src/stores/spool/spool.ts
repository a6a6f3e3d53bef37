import { type Clock, secondsBetween, TeleError } from '../../core/index.ts';
import { makeOwnFolder } from '../files/own-folder.ts';
import { createGroupCommit } from './group-commit.ts';
import { mendNewest } from './mend-newest.ts';
import { offsetPath, readOffset } from './offset-file.ts';
import { createDiskFile, createSegmentWriter, type CreateSpoolFile } from './segment-writer.ts';
import { listSegments, type Segment, withSpoolFaults } from './spool-files.ts';
import type { SpoolFrame } from '../../format/index.ts';
import type { SpoolObserver } from './spool-observer.ts';
import { createSpoolSinks, type SinkLag, type SpoolReader } from './spool-sinks.ts';

/** Length of a segment, unless `maxBytes` is so small that an eighth of it is less. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
const SEGMENTS_AT_LEAST = 8;
/** Share of `maxBytes` from which on payloads are made smaller. */
const SHED_RATIO = 0.75;

/** A payload that was made smaller, and of how much was left out. */
export interface ShedPayload {
  readonly payload: Uint8Array;
  readonly count: number;
}

export interface SpoolOptions {
  /** The folder of the segments. Made when it does not exist. Its owner sees to it that one process alone opens it. */
  readonly folder: string;
  /** Appends are refused while this much waits. */
  readonly maxBytes: number;
  /** Everyone who reads. A segment is deleted when all have committed it. */
  readonly sinks: readonly string[];
  readonly now: Clock;
  readonly observer: SpoolObserver;
  /** The highest number that any sink has seen: numbers go on behind it even when the spool itself was lost. */
  readonly lastLsn: number;
  /** Makes payloads smaller while the spool is three quarters full. Absent: they stay as they are. */
  readonly shed?: (payload: Uint8Array) => ShedPayload;
  /** Makes a segment. Absent: on the disk. */
  readonly createFile?: CreateSpoolFile;
}

export interface SpoolStats {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly lag: ReadonlyMap<string, SinkLag>;
}

/** A write-ahead log: what was appended survives the end of the process and the loss of power until every sink has it. */
export interface Spool {
  /** Number of the last change that is synced, or may once have been. */
  lastLsn(): number;
  /**
   * Resolves when the changes are synced. `lsn` is the number of the last of the `count` changes; numbers rise and may leave gaps.
   * Rejects with `STORE_UNWRITABLE` while the disk refuses and with `SPOOL_FULL` at the size limit; everything appended later and not yet synced
   * is rejected with it, so that it can be appended again in order.
   */
  append(change: { readonly lsn: number; readonly count: number; readonly payload: Uint8Array }): Promise<void>;
  /** The reader of a sink that was named when the spool was opened. One per sink. */
  reader(sink: string): SpoolReader;
  stats(): SpoolStats;
  /** The next append begins a new segment. */
  leaveSegment(): void;
  /** Deletes the segments that all sinks have passed, also the newest one when it was left. Whether no change up to this number is left in any. */
  deletePassed(lsn: number): Promise<boolean>;
  /** Syncs what was appended and closes the files. */
  close(): Promise<void>;
}

/** Opens the spool in a folder, and cuts off what a killed process left unfinished. Throws `STORE_UNWRITABLE` when the folder cannot be used. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder } = options;
  return withSpoolFaults(folder, async () => {
    makeOwnFolder(folder);
    const segments = await listSegments(folder);
    const offsets = new Map<string, number>();
    for (const sink of options.sinks) offsets.set(sink, await readOffset(offsetPath(folder, sink)));
    const end = await mendNewest(folder, segments);
    if (end.cutBytes > 0) options.observer.cut(end.cutBytes);
    if (end.lostChanges > 0) options.observer.lost(end.lostChanges, 'corrupt');
    return composeSpool(options, segments, offsets, Math.max(options.lastLsn, end.lastLsn, ...offsets.values()));
  });
}

function composeSpool(options: SpoolOptions, segments: Segment[], offsets: ReadonlyMap<string, number>, openedLsn: number): Spool {
  const { folder, maxBytes, now, observer } = options;
  const segmentBytes = Math.min(SEGMENT_BYTES, maxBytes / SEGMENTS_AT_LEAST);
  const writer = createSegmentWriter({ folder, segmentBytes, segments, createFile: options.createFile ?? createDiskFile });
  const usedBytes = (): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);
  let lastLsn = openedLsn;

  const write = async (frames: readonly SpoolFrame[]): Promise<void> => {
    if (usedBytes() >= maxBytes) throw new TeleError('SPOOL_FULL', `The spool in ${folder} has reached its limit of ${maxBytes} bytes.`);
    refuseDisorder(frames, lastLsn);
    const shed = usedBytes() < maxBytes * SHED_RATIO ? undefined : options.shed;
    const smaller = shed === undefined ? undefined : frames.map(({ payload }) => shed(payload));
    const written = frames.map((frame, index) => ({ ...frame, payload: smaller?.[index]?.payload ?? frame.payload }));
    const begunAt = now();
    await writer.write(written, lastLsn);
    lastLsn = frames.at(-1)?.lsn ?? lastLsn;
    observer.synced(secondsBetween(begunAt, now()) ?? 0);
    const shedCount = smaller?.reduce((sum, { count }) => sum + count, 0) ?? 0;
    if (shedCount > 0) observer.lost(shedCount, 'shed');
  };

  const group = createGroupCommit({ now, write: (frames) => withSpoolFaults(folder, () => write(frames)) });
  const sinks = createSpoolSinks({
    folder,
    segments,
    segmentBytes,
    offsets,
    lastLsn: () => lastLsn,
    observer,
    writer,
  });
  return {
    lastLsn: () => lastLsn,
    append: ({ lsn, count, payload }) => group.add({ lsn, count, payload, at: now() }),
    reader: sinks.reader,
    leaveSegment: writer.leaveSegment,
    deletePassed: (lsn) => withSpoolFaults(folder, () => sinks.deletePassed(lsn)),
    stats: () => ({ bytes: usedBytes(), maxBytes, lag: sinks.lag() }),
    async close() {
      await group.finish();
      await writer.close();
      await sinks.close();
    },
  };
}

/** A number that was given before would never reach a sink, although it was acknowledged. */
function refuseDisorder(frames: readonly SpoolFrame[], lastLsn: number): void {
  let before = lastLsn;
  for (const { lsn, count } of frames) {
    if (count < 1 || lsn - count < before)
      throw new TeleError('INTERNAL', `Change ${lsn} was appended to the spool behind change ${before}.`);
    before = lsn;
  }
}
