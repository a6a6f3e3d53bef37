import type { SqliteStatement } from '../sqlite-driver.ts';
import { CallShape, shapeKey } from './call-shape.ts';
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
  /** For its writer. A shape that is not there is written at once, in the transaction that is open. */
  put(shape: CallShape): ShapeInFile;
  /** The shape of a number, kept for the next time; undefined when the file does not hold it. */
  find(id: number): CallShape | undefined;
  /** Gives memory back. */
  trim(): void;
}

/** Reads each shape of a file when it is first asked for, and all of them before one is put. */
export function createCallShapes(prepare: (sql: string) => SqliteStatement, words: Words): CallShapes {
  const found = new Map<number, CallShape>();
  const placed = new Map<string, ShapeInFile>();
  /** The numbers of all shapes, as the writer knows them. */
  let numbers: Map<string, number> | undefined;

  function read(id: number): CallShape | undefined {
    const row = prepare('SELECT bytes FROM shapes WHERE id = ?').get(id);
    return row === undefined ? undefined : new CallShape(bytesColumn(row, 'bytes'));
  }
  function readNumbers(): Map<string, number> {
    const rows = prepare('SELECT bytes FROM shapes ORDER BY id').all();
    return new Map(rows.map((row, index) => [shapeKey(bytesColumn(row, 'bytes')), index + 1]));
  }
  /** Its number; it is written when there is none. */
  function idOf({ key, bytes }: CallShape): number {
    numbers ??= readNumbers();
    const before = numbers.get(key);
    if (before !== undefined || numbers.size >= MAX_SHAPES) return before ?? 0;
    const id = numbers.size + 1;
    prepare('INSERT INTO shapes (id, bytes) VALUES (?, ?)').run(id, bytes);
    numbers.set(key, id);
    return id;
  }

  return {
    put(shape) {
      const there = placed.get(shape.key);
      if (there !== undefined) return there;
      const wordId = (word: string | undefined): number | null => (word === undefined ? null : words.idOf(word));
      const one = {
        id: idOf(shape),
        outcome: wordId(shape.outcome),
        cause: wordId(shape.cause),
        ended: wordId(shape.ended),
      };
      if (one.id > 0) placed.set(shape.key, one);
      return one;
    },
    find(id) {
      const shape = found.get(id) ?? read(id);
      if (shape !== undefined) found.set(id, shape);
      return shape;
    },
    trim() {
      found.clear();
      placed.clear();
      numbers = undefined;
    },
  };
}
