import { ByteReader, ByteWriter, type CallWithTimeline, type StoredCall, TeleError, type TimelineEntry } from '../../core/index.ts';
import { createRepack, decodeChanges } from '../change-codec.ts';
import type { PagePosition } from '../cursor.ts';
import type { SqliteDatabase } from '../sqlite-driver.ts';
import { bytesColumn, numberColumn } from './column.ts';
import { inTransaction, openLayout } from './day-file.ts';
import type { PackedCall } from './packed-call.ts';
import { newestOpen } from './newest-open.ts';
import { readText, writeText } from './packed-text.ts';
import { joinTimelines } from './join-timelines.ts';

const SCHEMA = `
CREATE TABLE meta (lsn INTEGER NOT NULL) STRICT;
INSERT INTO meta VALUES (0);
CREATE TABLE part (id INTEGER PRIMARY KEY, changes BLOB NOT NULL) STRICT;
`;

/** Calls in the parts beyond twice those in progress: from there on the oldest part is written anew. */
const SPARE_CALLS = 5000;

/** A call in progress. */
export class OpenCall implements CallWithTimeline {
  readonly packed: PackedCall;
  /** It was over once, so a day file has it too. */
  readonly isReopened: boolean;

  constructor(packed: PackedCall, isReopened: boolean) {
    this.packed = packed;
    this.isReopened = isReopened;
  }

  get call(): StoredCall {
    return this.packed.record;
  }

  get timeline(): readonly TimelineEntry[] {
    return joinTimelines(this.packed.timeline);
  }
}

/**
 * The file of the calls in progress: written last of all, its number says up to where everything is applied. It is a log: each batch adds a part with what it
 * changed, and what is still in progress of the oldest part moves to the newest one.
 */
export interface ActiveFile {
  readonly path: string;
  readonly db: SqliteDatabase;
  lsn(): number;
  find(id: string): OpenCall | undefined;
  /** Writes what a batch changed, in a transaction of its own. */
  apply(put: readonly OpenCall[], removed: readonly string[], lsn: number): void;
  /** Removes calls so that no byte of them stays in any part. */
  erase(ids: readonly string[]): void;
  /** Every one, in no order. */
  all(): readonly OpenCall[];
  /** Those of an id or of the keyed hash of a raw Call-ID. */
  findAll(idOrKey: string): OpenCall[];
  /** The calls alone, newest first, from after a position on; each is decoded when it is asked for. */
  newest(after: PagePosition | undefined): Generator<StoredCall, void>;
  /** How many are open, how many of them are not over, and which of them a day file has too. */
  counts(): OpenCounts;
}

interface OpenCounts {
  readonly open: number;
  readonly active: number;
  readonly reopened: ReadonlySet<string>;
}

/** A part of the log, as the writer knows it. */
interface Part {
  readonly id: number;
  /** The calls that were written in it. */
  readonly ids: readonly string[];
}

interface HeldCall {
  readonly open: OpenCall;
  /** The number of the part that has it. */
  readonly part: number;
}

/** What the file says. */
interface Log {
  readonly calls: Map<string, HeldCall>;
  readonly parts: Part[];
  /** Calls in all parts, those of before among them. */
  written: number;
  /** Undefined until it is asked for, and after each change. */
  counts: OpenCounts | undefined;
  /** Likewise. */
  all: readonly OpenCall[] | undefined;
}

/** Sets up an open connection. Makes the tables in a new file. Throws `STORE_CORRUPT` for a file of another layout. */
export function createActiveFile(db: SqliteDatabase, path: string, isWritable: boolean): ActiveFile {
  openLayout(db, path, isWritable ? SCHEMA : undefined);
  const readLsn = db.prepare('SELECT lsn FROM meta');
  const readParts = db.prepare('SELECT id, changes FROM part ORDER BY id');
  const setLsn = isWritable ? db.prepare('UPDATE meta SET lsn = ?') : undefined;
  const insert = isWritable ? db.prepare('INSERT INTO part (id, changes) VALUES (?, ?)') : undefined;
  const remove = isWritable ? db.prepare('DELETE FROM part WHERE id = ?') : undefined;
  const lsn = (): number => numberColumn(readLsn.get(), 'lsn') ?? 0;
  const readLog = (): Log => logOf(readParts.all());
  // Of the writer alone: no other process changes what is open.
  let held = isWritable ? readLog() : undefined;
  const follow = isWritable ? undefined : createFollower(db);
  const log = (): Log => held ?? follow?.() ?? readLog();
  const encodePart = createPartEncoder();

  /** Adds a part, and moves to it what the oldest ones hold as long as `isMoved` wants it. */
  function write(put: readonly OpenCall[], removed: readonly string[], at: number, isMoved: (log: Log) => boolean): void {
    const now = log();
    forget(now);
    try {
      inTransaction(db, () => {
        const added = addPart(now, put, removed);
        for (let first = now.parts[0]; first !== undefined && isMoved(now); first = now.parts[0]) {
          moveFirst(now, first, added);
          remove?.run(first.id);
        }
        if (added.calls.length > 0 || removed.length > 0) {
          insert?.run(added.id, encodePart(added.calls, removed));
          now.parts.push({ id: added.id, ids: added.calls.map(({ packed }) => packed.id) });
        }
        setLsn?.run(at);
      });
    } catch (error) {
      held = readLog();
      throw error;
    }
  }

  return {
    path,
    db,
    lsn,
    find: (id) => log().calls.get(id)?.open,
    apply(put, removed, at) {
      write(put, removed, at, ({ calls, parts, written }) => parts[0]?.ids.length === 0 || written > 2 * calls.size + SPARE_CALLS);
    },
    erase(ids) {
      const last = log().parts.at(-1)?.id ?? 0;
      write([], ids, lsn(), ({ parts }) => (parts[0]?.id ?? Infinity) <= last);
    },
    all: () => allOf(log()),
    findAll: (idOrKey) => openOf(allOf(log()), idOrKey),
    newest: (after) => newestOpen(allOf(log()), after),
    counts: () => countsOf(log()),
  };
}

function allOf(log: Log): readonly OpenCall[] {
  log.all ??= Array.from(log.calls.values(), ({ open }) => open);
  return log.all;
}

function countsOf(log: Log): OpenCounts {
  log.counts ??= countOpen(log);
  return log.counts;
}

function openOf(open: readonly OpenCall[], idOrKey: string): OpenCall[] {
  const out = new ByteWriter();
  writeText(out, idOrKey);
  const key = out.take();
  return open.filter(({ packed }) => packed.id === idOrKey || packed.hasKey(key));
}

/** Forgets what was made of the calls before they change. */
function forget(log: Log): void {
  log.counts = undefined;
  log.all = undefined;
}

function countOpen({ calls }: Log): OpenCounts {
  let active = 0;
  const reopened = new Set<string>();
  for (const { open } of calls.values()) {
    if (!open.packed.isEnded) active += 1;
    if (open.isReopened) reopened.add(open.packed.id);
  }
  return { open: calls.size, active, reopened };
}

/** A part that is not written yet. */
interface NewPart {
  readonly id: number;
  /** Each once. */
  readonly calls: OpenCall[];
}

function addPart(log: Log, put: readonly OpenCall[], removed: readonly string[]): NewPart {
  const part: NewPart = { id: (log.parts.at(-1)?.id ?? 0) + 1, calls: [] };
  for (const id of removed) log.calls.delete(id);
  for (const open of put) putInto(log, part, open);
  return part;
}

function putInto(log: Log, part: NewPart, open: OpenCall): void {
  log.calls.set(open.packed.id, { open, part: part.id });
  part.calls.push(open);
  log.written += 1;
}

/** Moves what the first part alone has to the new one. */
function moveFirst(log: Log, first: Part, part: NewPart): void {
  for (const id of first.ids) {
    const call = log.calls.get(id);
    if (call?.part === first.id) putInto(log, part, call.open);
  }
  log.parts.shift();
  log.written -= first.ids.length;
}

/** Returns the function that tells a reader what the file says: only parts that were added since the last time are decoded. */
function createFollower(db: SqliteDatabase): () => Log {
  const readVersion = db.prepare('PRAGMA data_version');
  const read = db.prepare('SELECT id, length(changes) AS size, iif(id > ?, changes, NULL) AS changes FROM part ORDER BY id');
  let version: number | undefined;
  let log = logOf([]);
  let seen: readonly string[] = [];
  return () => {
    // Grows with each commit of another connection.
    const now = numberColumn(readVersion.get(), 'data_version');
    if (now === version) return log;
    version = now;
    const last = log.parts.at(-1)?.id ?? 0;
    let rows = read.all(last);
    const parts = rows.map((row) => `${numberColumn(row, 'id')}:${numberColumn(row, 'size')}`);
    // What a part that is gone still held stands in a later one. A log that does not go on where it was is another one.
    const from = parts[0] === undefined ? -1 : seen.indexOf(parts[0]);
    if (from >= 0 && seen.slice(from).every((part, index) => part === parts[index])) {
      applyParts(log, rows.slice(seen.length - from));
    } else {
      rows = last === 0 ? rows : read.all(0);
      log = logOf(rows);
    }
    seen = rows.map((row) => `${numberColumn(row, 'id')}:${numberColumn(row, 'size')}`);
    // Only the number of the last one is asked for again.
    log.parts.splice(0, log.parts.length - 1);
    return log;
  };
}

function logOf(rows: readonly unknown[]): Log {
  const log: Log = { calls: new Map(), parts: [], written: 0, counts: undefined, all: undefined };
  applyParts(log, rows);
  return log;
}

function applyParts(log: Log, rows: readonly unknown[]): void {
  if (rows.length > 0) forget(log);
  for (const row of rows) {
    const id = numberColumn(row, 'id') ?? 0;
    const { put, removed } = decodePart(bytesColumn(row, 'changes'));
    for (const callId of removed) log.calls.delete(callId);
    for (const call of put) log.calls.set(call.packed.id, { open: call, part: id });
    log.parts.push({ id, ids: put.map(({ packed }) => packed.id) });
    log.written += put.length;
  }
}

/** Returns the function that packs a part. */
function createPartEncoder(): (put: readonly OpenCall[], removed: readonly string[]) => Uint8Array {
  // Hot: used again and again, because making them grow costs as much as what is written.
  const out = new ByteWriter();
  const repack = createRepack();
  return (put, removed) => {
    // A batch that failed may have left something.
    out.clear();
    // Removed calls first, for one that was removed may be open again.
    out.varint(removed.length);
    for (const id of removed) writeText(out, id);
    for (const isReopened of [false, true]) {
      const some = put.filter((one) => one.isReopened === isReopened);
      repack(
        out,
        some.map(({ packed }) => packed),
      );
    }
    return out.take();
  };
}

function decodePart(bytes: Uint8Array): { readonly put: OpenCall[]; readonly removed: string[] } {
  const input = new ByteReader(bytes);
  const removed: string[] = [];
  const put: OpenCall[] = [];
  for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) removed.push(readText(input));
  for (const isReopened of [false, true])
    for (const change of decodeChanges(input.block())) if (change.kind === 'call') put.push(new OpenCall(change, isReopened));
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A part of the calls in progress is cut short.');
  return { put, removed };
}
