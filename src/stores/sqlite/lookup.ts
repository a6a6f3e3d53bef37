import type { SqliteDatabase, SqliteStatement } from '../sqlite-driver.ts';
import { column } from './column.ts';

/** What a lookup leads to, and by what. */
const LOOKUP_SEED = { callId: 1, callKey: 2, number: 3, registrationId: 4, user: 5, latencyId: 6, latencyCall: 7 } as const;
export type LookupKind = keyof typeof LOOKUP_SEED;

/** 2^32 of a `seq` are 70 minutes: so new entries lie close together, and writing them touches few pages. */
const SPAN = 2 ** 32;
const SPANS_PER_DAY = 21;
const HASH_BITS = 26;
/** Halves the unsigned lower part to a signed one, which SQLite stores in four bytes. */
const MIDDLE = 2 ** 31;

export const LOOKUP_SCHEMA =
  'CREATE TABLE lookup (key INTEGER NOT NULL, low INTEGER NOT NULL, PRIMARY KEY (key, low)) STRICT, WITHOUT ROWID;';

/** Entries written by one statement. */
const ROWS_AT_ONCE = 64;

/** Finds rows of a day by a text. What it gives may also be rows of another text: look at the row. */
export interface Lookup {
  /** Kept in memory until `flush`, which belongs into the same transaction. */
  add(kind: LookupKind, text: string, seq: number): void;
  /** Writes what was added. */
  flush(): void;
  remove(kind: LookupKind, text: string, seq: number): void;
  /** The `seq` of rows from `first` to `last`, newest first. */
  find(kind: LookupKind, text: string, first?: number, last?: number): number[];
  /** The same for many texts at once, in no order. */
  findMany(kind: LookupKind, wanted: readonly WantedText[]): { readonly text: string; readonly seq: number }[];
}

/** A text, and the first and last `seq` that its rows may have. */
interface WantedText {
  readonly text: string;
  readonly range: readonly [first: number, last: number];
}

/** Prepares the statements over one open file. */
export function createLookup(db: SqliteDatabase): Lookup {
  let insert: SqliteStatement | undefined;
  let insertMany: SqliteStatement | undefined;
  let remove: SqliteStatement | undefined;
  let findMany: SqliteStatement | undefined;
  const find = db.prepare('SELECT low FROM lookup WHERE key = ? ORDER BY low DESC');
  const added: (readonly [key: number, low: number])[] = [];

  // Hot: four entries a call. Sorted and many at once they cost a third of what they cost one by one.
  function flush(): void {
    if (added.length === 0) return;
    added.sort(([a, b], [c, d]) => a - c || b - d);
    const whole = added.length - (added.length % ROWS_AT_ONCE);
    if (whole > 0) insertMany ??= db.prepare(insertRows(ROWS_AT_ONCE));
    for (let at = 0; at < whole; at += ROWS_AT_ONCE) insertMany?.run(...added.slice(at, at + ROWS_AT_ONCE).flat());
    insert ??= db.prepare(insertRows(1));
    for (const [key, low] of added.slice(whole)) insert.run(key, low);
    added.length = 0;
  }

  /** Hot: what a batch asks for in a few statements. Missing keys of the last one are an earlier one again. */
  function rowsOf(keys: readonly number[]): { readonly key: number; readonly low: number }[] {
    const rows: unknown[] = [];
    for (let at = 0; at < keys.length; at += ROWS_AT_ONCE) {
      findMany ??= db.prepare(`SELECT key, low FROM lookup WHERE key IN (${Array.from({ length: ROWS_AT_ONCE }, () => '?').join(', ')})`);
      const some = keys.slice(at, at + ROWS_AT_ONCE);
      rows.push(...findMany.all(...some, ...Array.from({ length: ROWS_AT_ONCE - some.length }, () => some[0] ?? 0)));
    }
    return rows.map((row) => ({ key: Number(column(row, 'key')), low: Number(column(row, 'low')) }));
  }

  return {
    add(kind, text, seq) {
      added.push([keyOf(kind, text, Math.floor(seq / SPAN)), (seq % SPAN) - MIDDLE]);
    },
    flush,
    remove(kind, text, seq) {
      flush();
      remove ??= db.prepare('DELETE FROM lookup WHERE key = ? AND low = ?');
      remove.run(keyOf(kind, text, Math.floor(seq / SPAN)), (seq % SPAN) - MIDDLE);
    },
    find(kind, text, first = 0, last = SPAN * SPANS_PER_DAY - 1) {
      flush();
      const found: number[] = [];
      for (let span = Math.floor(last / SPAN); span >= Math.floor(first / SPAN); span -= 1) {
        for (const row of find.all(keyOf(kind, text, span))) {
          const seq = Number(column(row, 'low')) + MIDDLE + span * SPAN;
          if (seq >= first && seq <= last) found.push(seq);
        }
      }
      return found;
    },
    findMany(kind, wanted) {
      flush();
      const byKey = keysOf(kind, wanted);
      return rowsOf([...byKey.keys()].sort((a, b) => a - b)).flatMap(({ key, low }) => {
        const seq = low + MIDDLE + Math.floor(key / 2 ** HASH_BITS) * SPAN;
        const meant = (byKey.get(key) ?? []).filter(({ range: [first, last] }) => seq >= first && seq <= last);
        return meant.map(({ text }) => ({ text, seq }));
      });
    },
  };
}

/** The texts that each key stands for. */
function keysOf(kind: LookupKind, wanted: readonly WantedText[]): Map<number, WantedText[]> {
  const byKey = new Map<number, WantedText[]>();
  for (const one of wanted) {
    const [first, last] = one.range;
    for (let span = Math.floor(first / SPAN); span <= Math.floor(last / SPAN); span += 1) {
      const key = keyOf(kind, one.text, span);
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [one]);
      else others.push(one);
    }
  }
  return byKey;
}

function insertRows(count: number): string {
  return `INSERT OR IGNORE INTO lookup (key, low) VALUES ${Array.from({ length: count }, () => '(?, ?)').join(', ')}`;
}

function keyOf(kind: LookupKind, text: string, span: number): number {
  return span * 2 ** HASH_BITS + hash(LOOKUP_SEED[kind], text);
}

/** FNV-1a, cut to 26 bits. The texts are keyed hashes already, so nobody can choose them to collide. */
function hash(seed: number, text: string): number {
  let value = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  return (Math.imul(value, 0x2c1b3c6d) >>> 0) >>> (32 - HASH_BITS);
}
