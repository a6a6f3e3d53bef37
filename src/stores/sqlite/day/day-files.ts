import { TeleError } from '../../../core/index.ts';
import type { SqliteDriver } from '../database/sqlite-driver.ts';
import { storeFault } from '../database/sqlite-fault.ts';
import { daysIn, deleteDatabase, setAsideDatabase } from '../folder/data-folder.ts';
import type { DayFile } from './day-file.ts';
import { identityIfThere } from '../folder/file-identity.ts';
import type { OpenMode } from '../database/layout.ts';
import { createOpenDays, type DayFollower } from './open-days.ts';
import { createUnreadDays, type UnreadDays } from '../folder/unread-days.ts';
import { createWrittenDays } from './written-days.ts';

/** The day files of a folder, opened when they are needed; the ones not used for the longest are closed. */
export interface DayFiles {
  /** The days that have a file, newest first. */
  days(): number[];
  /** The file of a day; undefined when there is none. */
  open(day: number): DayFile | undefined;
  /** What `work` makes of the file of a day. Undefined when there is none, or when it cannot be read, which `unread` then knows: the other days are not to suffer. */
  read<T>(day: number, work: (file: DayFile) => T): T | undefined;
  /** The same for work that gives one thing after the other: what it gave before it failed stays. */
  readEach<T>(day: number, work: (file: DayFile) => Iterable<T>): Generator<T, void>;
  readonly unread: UnreadDays;
  /** The file of a day, made when there is none. */
  create(day: number): DayFile;
  /** Reads anew what memory holds of the file of a day. The file stays open: on a full disk it could not be opened again. */
  renew(day: number): void;
  /** Closes the file of a day. */
  forget(day: number): void;
  /** Closes the files that another connection has deleted since they were opened, also those that were made anew. */
  forgetDeleted(): void;
  /** Deletes the file of a day. The number of bytes that it occupied. */
  delete(day: number): number;
  /** Gives the file of a day another name, beside which a new one can be made. */
  setAside(day: number): string;
  /** Sets the follower of the files: one at most. */
  follow(follower: DayFollower): void;
  close(): void;
}

/** Looks at the folder anew each time, because another process may make and delete files. */
export function createDayFiles(folder: string, Driver: SqliteDriver, mode: OpenMode): DayFiles {
  const { relay, follow } = createRelay((day) => written.delete(day));
  const open = createOpenDays(folder, Driver, mode, relay);
  const written = createWrittenDays(open.known);
  const unread = createUnreadDays();

  /** Leaves a day out of an answer because of what reading it threw. `before`: which file it was. */
  function leaveOut(day: number, before: string | undefined, error: unknown): void {
    const path = open.pathOf(day);
    const fault = storeFault(path, error);
    if (!UNREADABLE.has(fault.code)) throw fault;
    // One that was deleted meanwhile, as its time was over, is simply gone.
    if (identityIfThere(path) === before) unread.note(path, naming(path, fault), before);
    open.forget(day);
  }

  return {
    days: () => daysIn(folder),
    open: open.use,
    unread,
    read(day, work) {
      const before = identityIfThere(open.pathOf(day));
      try {
        const file = open.use(day);
        const value = file === undefined ? undefined : work(file);
        unread.clear(open.pathOf(day), before);
        return value;
      } catch (error) {
        leaveOut(day, before, error);
        return undefined;
      }
    },
    *readEach(day, work) {
      const before = identityIfThere(open.pathOf(day));
      try {
        const file = open.use(day);
        if (file !== undefined) yield* work(file);
        unread.clear(open.pathOf(day), before);
      } catch (error) {
        leaveOut(day, before, error);
      }
    },
    create: (day) => written.enlarge(open.use(day) ?? open.make(day)),
    renew: open.renew,
    forget: open.forget,
    forgetDeleted: open.forgetDeleted,
    delete(day) {
      open.forget(day);
      return deleteDatabase(open.pathOf(day));
    },
    setAside(day) {
      open.forget(day);
      return setAsideDatabase(open.pathOf(day));
    },
    follow,
    close: open.close,
  };
}

/** Passes on what happens to the files to whoever follows them. */
function createRelay(closed: (day: number) => void): { readonly relay: DayFollower; readonly follow: DayFiles['follow'] } {
  let follower: DayFollower | undefined;
  return {
    relay: {
      opened: (...told) => follower?.opened(...told),
      made: (...told) => follower?.made(...told),
      closed(day, ...told) {
        closed(day);
        follower?.closed(day, ...told);
      },
    },
    follow: (one) => void (follower = one),
  };
}

/** What may be wrong with one file and leave the others as they are. */
const UNREADABLE: ReadonlySet<string> = new Set(['STORE_CORRUPT', 'STORE_UNWRITABLE', 'STORE_LOCKED', 'INTERNAL']);

/** What only says what is wrong also says where. */
function naming(path: string, fault: TeleError): TeleError {
  return fault.message.includes(path) ? fault : new TeleError(fault.code, `The store file ${path} cannot be read: ${fault.message}`, fault);
}
