import { basename } from 'node:path';
import type { StoreProblem, TeleError } from '../../core/index.ts';
import { identityIfThere } from './file-identity.ts';

interface Unread extends StoreProblem {
  /** Which file it was: another one of the same name may be sound. */
  readonly identity: string | undefined;
  readonly isDamaged: boolean;
}

/** Which files could not be read, so that an answer lacks their calls. */
export interface UnreadDays {
  /** A file could not be read. */
  note(path: string, error: TeleError, identity: string | undefined): void;
  /** A file was read. One that is damaged stays damaged: another question may meet the damage. */
  clear(path: string): void;
  /** How often something was not read so far: an answer that begins and ends with the same number is whole. */
  count(): number;
  /** What was not read last. */
  last(): TeleError | undefined;
  /** What is not read at the moment. */
  problems(): StoreProblem[];
}

/** Starts with none. */
export function createUnreadDays(): UnreadDays {
  const unread = new Map<string, Unread>();
  let count = 0;
  let last: TeleError | undefined;
  return {
    note(path, error, identity) {
      count += 1;
      last = error;
      const isDamaged = error.code === 'STORE_CORRUPT';
      unread.set(path, { file: basename(path), reason: error.message, identity, isDamaged });
    },
    clear(path) {
      if (unread.size > 0 && unread.get(path)?.isDamaged === false) unread.delete(path);
    },
    count: () => count,
    last: () => last,
    problems() {
      for (const [path, { identity }] of unread) if (identityIfThere(path) !== identity) unread.delete(path);
      return [...unread.values()].map(({ file, reason }) => ({ file, reason, isUnread: true }));
    },
  };
}
