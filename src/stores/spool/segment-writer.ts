import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { refuseExposed } from '../files/own-folder.ts';
import { encodeFrameHeader, type SpoolFrame } from '../../format/index.ts';
import { isSystemError, type Segment, segmentPath, syncFolder } from './spool-files.ts';

/** What the writer needs of an open file; a `FileHandle` is one. */
export interface SpoolFile {
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
  stat(): Promise<{ readonly dev: number; readonly ino: number }>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes a file that does not exist, for its owner alone. */
export type CreateSpoolFile = (path: string) => Promise<SpoolFile>;

/** `CreateSpoolFile` on the disk. */
export const createDiskFile: CreateSpoolFile = (path) => open(path, 'wx', 0o600);

interface WriterContext {
  readonly folder: string;
  /** A segment that has reached this length gets no more. */
  readonly segmentBytes: number;
  /** All segments, the oldest first; new ones are added at the end. */
  readonly segments: Segment[];
  readonly createFile: CreateSpoolFile;
}

/** Writes frames to the newest segment. One write at a time. */
export interface SegmentWriter {
  /** Resolves when all frames are synced. When it rejects none of them counts, and what it wrote of them is taken back. `base`: the number before them. */
  write(frames: readonly SpoolFrame[], base: number): Promise<void>;
  /** The next write begins a new segment. */
  leaveSegment(): void;
  /** Nothing is written to any segment any more: the next write begins a new one. */
  isLeft(): boolean;
  close(): Promise<void>;
}

/** It begins a segment of its own: those of earlier runs are never written again. */
export function createSegmentWriter({ folder, segmentBytes, segments, createFile }: WriterContext): SegmentWriter {
  let file: SpoolFile | undefined;
  let current: Segment | undefined;
  let isLeaving = false;
  let isWriting = false;

  const close = async (): Promise<void> => {
    const closing = file;
    file = undefined;
    current = undefined;
    isLeaving = false;
    await closing?.close();
  };

  const begin = async (base: number): Promise<{ file: SpoolFile; segment: Segment }> => {
    if (file !== undefined && current !== undefined && !isLeaving && current.bytes < segmentBytes) return { file, segment: current };
    await close();
    const segment: Segment = { path: segmentPath(folder, base), base, bytes: 0 };
    const created = await createIn(folder, () => createFile(segment.path));
    file = created;
    current = segment;
    segments.push(segment);
    await syncFolder(folder);
    return { file: created, segment };
  };

  /** After a failed write or sync nobody knows what the file holds behind its last good byte: it is cut there and left. */
  const abandon = async (): Promise<void> => {
    const { file: left, segment } = { file, segment: current };
    file = undefined;
    current = undefined;
    if (left === undefined || segment === undefined) return;
    try {
      if (segment.bytes > 0) await left.truncate(segment.bytes);
      else await rm(segment.path, { force: true });
    } finally {
      if (segment.bytes === 0) segments.splice(segments.indexOf(segment), 1);
      await left.close();
    }
  };

  return {
    async write(frames, base) {
      isWriting = true;
      try {
        const { file: open, segment } = await begin(base);
        const bytes = Buffer.concat(frames.flatMap((frame) => [encodeFrameHeader(frame), frame.payload]));
        for (let written = 0; written < bytes.length;) {
          written += (await open.write(bytes, written, bytes.length - written, segment.bytes + written)).bytesWritten;
        }
        await open.datasync();
        await refuseGone(open, segment.path);
        segment.bytes += bytes.length;
      } catch (error) {
        // What the disk says first is what matters; a cut that fails only leaves bytes that nobody reads.
        await abandon().catch(() => undefined);
        throw error;
      } finally {
        isWriting = false;
      }
    },
    leaveSegment: () => void (isLeaving = true),
    isLeft: () => (file === undefined || isLeaving) && !isWriting,
    close,
  };
}

/** Makes the folder again when somebody deleted it, but not the one that it lies in: that may be a disk which is gone. */
async function createIn(folder: string, create: () => Promise<SpoolFile>): Promise<SpoolFile> {
  try {
    return await create();
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    // Whoever may write in the folder above could take away what is acknowledged here.
    refuseExposed(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
    return create();
  }
}

/** What is written to a file that somebody deleted or moved is on the disk, but nobody will find it there. */
async function refuseGone(file: SpoolFile, path: string): Promise<void> {
  const [written, found] = await Promise.all([file.stat(), stat(path)]);
  if (written.ino !== found.ino || written.dev !== found.dev)
    throw new TeleError('STORE_UNWRITABLE', `The spool file ${path} was replaced.`);
}
