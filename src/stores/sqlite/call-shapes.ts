import type { SqliteDatabase, SqliteStatement } from '../sqlite-driver.ts';
import { CallShape } from './call-shape.ts';
import { bytesColumn } from './column.ts';
import type { Words } from './words.ts';

/** Shapes that one file keeps. They are few by nature, and the first ones are the frequent ones; calls of any other carry theirs with them. */
const MAX_SHAPES = 8192;

/** The table of the shapes. */
export const SHAPES_SCHEMA = 'CREATE TABLE shapes (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;';

/** What the rows of a file have of a shape. */
export interface ShapeInFile {
  /** Its number; 0 when the calls carry it with them. */
  readonly id: number;
  readonly outcome: number | null;
  readonly cause: number | null;
  readonly ended: number | null;
}

/** The shapes of the calls of one file. */
export interface CallShapes {
  /** A shape that is not there is written at once, in the transaction that is open. */
  put(shape: CallShape): ShapeInFile;
  /** The shape of a number; undefined when the file does not hold it. */
  find(id: number): CallShape | undefined;
}

/** Reads the shapes of a file when they are first asked for. Those that another process adds later are read when they are first missed. */
export function createCallShapes(db: SqliteDatabase, words: Words): CallShapes {
  const known = new Map<string, ShapeInFile>();
  const numbers = new Map<string, number>();
  const shapes: CallShape[] = [];
  let insert: SqliteStatement | undefined;
  let later: SqliteStatement | undefined;

  function load(): void {
    later ??= db.prepare('SELECT bytes FROM shapes WHERE id > ? ORDER BY id');
    for (const row of later.all(shapes.length)) keep(new CallShape(bytesColumn(row, 'bytes')));
  }
  function keep(shape: CallShape): number {
    const id = shapes.push(shape);
    numbers.set(shape.key, id);
    return id;
  }
  /** Its number; it is written when there is none. */
  function idOf(shape: CallShape): number {
    if (shapes.length === 0) load();
    const before = numbers.get(shape.key);
    if (before !== undefined || shapes.length >= MAX_SHAPES) return before ?? 0;
    const id = keep(shape.keep());
    insert ??= db.prepare('INSERT INTO shapes (id, bytes) VALUES (?, ?)');
    insert.run(id, shape.bytes);
    return id;
  }

  return {
    put(shape) {
      const there = known.get(shape.key);
      if (there !== undefined) return there;
      const wordId = (word: string | undefined): number | null => (word === undefined ? null : words.idOf(word));
      const placed = {
        id: idOf(shape),
        outcome: wordId(shape.outcome),
        cause: wordId(shape.cause),
        ended: wordId(shape.ended),
      };
      if (placed.id > 0) known.set(shape.key, placed);
      return placed;
    },
    find(id) {
      if (id > shapes.length) load();
      return shapes[id - 1];
    },
  };
}
