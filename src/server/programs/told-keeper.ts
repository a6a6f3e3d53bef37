import type { Clock } from '../../core/index.ts';
import { decodeSpooled, type ProgramMark, type ToldChange } from '../../format/index.ts';
import { offsetPath, readMarks, readOffset, writeMarks, type SpoolReader } from '../../stores/index.ts';
import { RecentPrograms } from './recent-programs.ts';

/** Events that no scrape has shown are kept for so long, in seconds: without a scraper the spool would keep them for ever. */
const KEEP_SECONDS = 300;
/** and as long as they are no more bytes than this. */
const KEEP_BYTES = 16 * 1024 * 1024;
const READ_CHANGES = 5000;
/** The name of the offset that says what a scrape has shown. */
export const SHOWN = 'shown';

/** Where the number lies up to which a scrape has shown what programs told. */
export function shownPath(folder: string): string {
  return offsetPath(folder, SHOWN);
}

/** What programs told before this process, as far as it is known. */
export interface LeftOver {
  readonly programs: readonly ProgramMark[];
  /** The events that no scrape has shown, each a JSON list, in order. */
  readonly events: readonly string[];
}

/** What a batch holds of what programs told. */
export interface ToldPart {
  readonly programs: readonly ProgramMark[];
  /** How long the events are. */
  readonly lengthBytes: number;
}

/** Keeps what programs told in the spool until a scrape has shown it, and how far each program has come for longer than that. */
export interface ToldKeeper {
  readonly left: LeftOver;
  /** A batch goes to the spool. The result is called when it is synced there or given up. */
  take(lsn: number, count: number, told: ToldPart): (isSynced: boolean) => void;
  /** Lets the spool forget what is kept elsewhere or was shown; with `isAll` everything. */
  pass(isAll?: boolean): Promise<void>;
}

interface KeeperContext {
  /** The folder of the spool. */
  readonly folder: string;
  readonly reader: SpoolReader;
  /** Number of the last change in the spool. */
  readonly lastLsn: () => number;
  /** Up to which change a scrape has shown what programs told. */
  readonly shownLsn: () => number;
  readonly now: Clock;
}

/** A frame with something that no scrape has shown. */
interface Waiting {
  readonly lsn: number;
  /** The number before its first change. */
  readonly base: number;
  readonly at: number;
  readonly lengthBytes: number;
  isSynced: boolean;
}

/** Reads what an earlier process left. */
export async function openToldKeeper({ folder, reader, lastLsn, shownLsn, now }: KeeperContext): Promise<ToldKeeper> {
  const marks = new RecentPrograms(await readMarks(folder));
  const events: string[] = [];
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  let isDirty = false;
  let passing = Promise.resolve();

  const wait = (one: Waiting): void => {
    waiting.push(one);
    waitingBytes += one.lengthBytes;
  };
  const shownBefore = await readOffset(shownPath(folder));
  for (let batch = await reader.next(READ_CHANGES); batch !== undefined; batch = await reader.next(READ_CHANGES)) {
    for (const { lsn, count, at, payload } of batch.frames) {
      for (const told of toldIn(payload)) {
        for (const program of told.programs) marks.note(program);
        isDirty ||= told.programs.length > 0;
        if (lsn <= shownBefore || told.events === '') continue;
        events.push(told.events);
        wait({ lsn, base: lsn - count, at, lengthBytes: told.events.length, isSynced: true });
      }
    }
  }
  await reader.close();

  const isPassed = ({ lsn, at, isSynced }: Waiting, isAll: boolean): boolean =>
    isSynced && (isAll || lsn <= shownLsn() || now() - at > KEEP_SECONDS || waitingBytes > KEEP_BYTES);
  const passNow = async (isAll: boolean): Promise<void> => {
    for (let first = waiting[0]; first !== undefined && isPassed(first, isAll); first = waiting[0]) {
      waitingBytes -= first.lengthBytes;
      waiting.shift();
    }
    const passedLsn = waiting[0]?.base ?? lastLsn();
    if (isDirty) {
      isDirty = false;
      await writeMarks(folder, marks.all()).catch((error: unknown) => {
        isDirty = true;
        throw error;
      });
    }
    await reader.committed(passedLsn);
  };

  return {
    left: { programs: marks.all(), events },
    take(lsn, count, { programs, lengthBytes }) {
      const one: Waiting = { lsn, base: lsn - count, at: now(), lengthBytes, isSynced: false };
      wait(one);
      return (isSynced) => {
        one.isSynced = true;
        // The place of one that was given up is passed as if it had been shown.
        if (!isSynced) return;
        for (const program of programs) marks.note(program);
        isDirty ||= programs.length > 0;
      };
    },
    async pass(isAll = false) {
      passing = passing.catch(() => undefined).then(() => passNow(isAll));
      await passing;
    },
  };
}

/** What programs told in a frame. The store says of a frame that it cannot be read. */
function toldIn(payload: Uint8Array): readonly ToldChange[] {
  try {
    return decodeSpooled(payload).filter((change) => change.kind === 'told');
  } catch {
    return [];
  }
}
