import type { SqliteDatabase, SqliteStatement } from '../database/sqlite-driver.ts';

/** The words of one file: labels and values of closed domains, each kept once and known by a small number. Templates are kept in the same way. */
export interface Words {
  /** The number of a word; a new one is written at once, in the transaction that is open. */
  idOf(text: string): number;
  /** The number of a word, undefined when the file does not hold it. */
  find(text: string): number | undefined;
  /** The word of a number. Empty when there is none. */
  textOf(id: number): string;
  /** How many are known here. */
  size(): number;
}

/** The tables of the words, and of the templates of details. */
export const WORDS_SCHEMA = `
CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE templates (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;`;

/** Reads the words of a file, or its templates. Those that another process adds later are read when they are first missed. */
export function createWords(db: SqliteDatabase, table: 'words' | 'templates'): Words {
  const ids = new Map<string, number>();
  const texts = new Map<number, string>();
  let insert: SqliteStatement | undefined;
  const later = db.prepare(`SELECT id, text FROM ${table} WHERE id > ? ORDER BY id`);

  function keep(id: number, text: string): void {
    ids.set(text, id);
    texts.set(id, text);
  }
  function load(): void {
    for (const row of later.all(texts.size)) {
      if (typeof row === 'object' && row !== null && 'id' in row && 'text' in row) keep(Number(row.id), String(row.text));
    }
  }
  load();

  return {
    idOf(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      const id = texts.size + 1;
      insert ??= db.prepare(`INSERT INTO ${table} (id, text) VALUES (?, ?)`);
      insert.run(id, text);
      keep(id, text);
      return id;
    },
    find(text) {
      if (!ids.has(text)) load();
      return ids.get(text);
    },
    textOf(id) {
      if (!texts.has(id)) load();
      return texts.get(id) ?? '';
    },
    size: () => texts.size,
  };
}
