import { stat } from 'node:fs/promises';
import { TeleError } from '../../core/index.ts';
import { readSmallFile, readSmallFileSync } from '../../tls/index.ts';

/** A file that others may change while it is used. */
export interface LiveFile<T> {
  /** What it holds. */
  current(): T;
  /** Others than its owner may read it. */
  readonly isOpen: boolean;
  /** Reads it when it has changed. What is wrong with a new content keeps the old one, and is told once. Never rejects. */
  look(): Promise<void>;
}

interface LiveFileOptions<T> {
  readonly path: string;
  /** Throws what is wrong with a text. */
  readonly parse: (text: string) => T;
  /** What holds while there is no such file: nothing opens. */
  readonly empty: T;
  /** The error of a file that cannot be read. */
  readonly unreadable: (cause: unknown) => TeleError;
  readonly changed: (before: T, after: T) => void;
  /** Told that there is no such file any more. */
  readonly gone: () => void;
  readonly failed: (error: TeleError) => void;
}

/** Reads a file at once. Throws what is wrong with it. */
export function createLiveFile<T>({ path, parse, empty, unreadable, changed, gone, failed }: LiveFileOptions<T>): LiveFile<T> {
  const first = readable(() => readSmallFileSync(path), unreadable);
  let seen = identityOf(first.stats);
  let held = parse(first.bytes.toString('utf8'));
  let looking: Promise<void> | undefined;
  let complaint: string | undefined;

  const hold = (fresh: T): void => {
    const before = held;
    complaint = undefined;
    held = fresh;
    changed(before, fresh);
  };

  const complain = (error: TeleError): void => {
    if (error.message !== complaint) failed(error);
    complaint = error.message;
  };

  async function read(): Promise<void> {
    try {
      const identity = identityOf(await stat(path, { bigint: true }));
      if (identity === seen) return;
      // What is written from here on has another identity, and is read the next time.
      seen = identity;
      const { bytes } = await readSmallFile(path);
      hold(parse(bytes.toString('utf8')));
    } catch (error) {
      if (!isGone(error)) complain(error instanceof TeleError ? error : unreadable(error));
      else if (seen !== '') {
        seen = '';
        held = empty;
        complaint = undefined;
        gone();
      }
    }
  }

  return {
    current: () => held,
    isOpen: (first.stats.mode & 0o077n) !== 0n,
    look() {
      looking ??= read().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}

function readable<T>(read: () => T, unreadable: (cause: unknown) => TeleError): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(cause);
  }
}

function identityOf({ ino, size, mtimeNs, ctimeNs }: { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }): string {
  return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
