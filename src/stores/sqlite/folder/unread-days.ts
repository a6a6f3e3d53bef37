import { basename } from 'node:path';
import type { StoreProblem, TeleError } from '../../../core/index.ts';
import { dayOfFileName, dayStart } from './day.ts';
import { identityIfThere } from './file-identity.ts';

interface Unread {
  readonly error: TeleError;
  /** Which file it was: another one of the same name may be sound. */
  readonly identity: string | undefined;
}

/** Which files could not be read, so that an answer lacks their calls. */
export interface UnreadDays {
  /** A file could not be read. */
  note(path: string, error: TeleError, identity: string | undefined): void;
  /** A file was read. One that is damaged stays damaged, and what is read of it counts as not whole: damage may also show as nothing found. */
  clear(path: string, identity: string | undefined): void;
  /** How often something was not read so far: an answer that begins and ends with the same number is whole. */
  count(): number;
  /** What was not read last. */
  last(): TeleError | undefined;
  /** What is not read at the moment. */
  problems(): StoreProblem[];
  /** Another one knows that these files are damaged, or gone although nobody was to delete them. */
  noteLacking(lacking: readonly StoreProblem[]): void;
  /** Day files of this window among them. */
  lacking(since: number, until: number): readonly StoreProblem[];
}

/** Starts with none. */
export function createUnreadDays(): UnreadDays {
  const unread = new Map<string, Unread>();
  let count = 0;
  let last: TeleError | undefined;
  let noted: readonly StoreProblem[] = [];
  return {
    note(path, error, identity) {
      count += 1;
      last = error;
      unread.set(path, { error, identity });
    },
    clear(path, identity) {
      const known = unread.get(path);
      if (known === undefined) return;
      if (known.error.code !== 'STORE_CORRUPT' || known.identity !== identity) unread.delete(path);
      else {
        count += 1;
        last = known.error;
      }
    },
    count: () => count,
    last: () => last,
    problems() {
      for (const [path, { identity }] of unread) if (identityIfThere(path) !== identity) unread.delete(path);
      return [...unread].map(([path, { error }]) => ({ file: basename(path), reason: error.message, isUnread: true }));
    },
    noteLacking(lacking) {
      noted = lacking;
    },
    lacking: (since, until) =>
      noted.filter(({ file }) => {
        const day = dayOfFileName(file);
        return day !== undefined && dayStart(day) < until && dayStart(day + 1) > since;
      }),
  };
}
