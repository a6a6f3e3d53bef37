export { openMemory } from './memory.ts';
export { openSqlite } from './sqlite.ts';
export type { SqliteOptions } from './sqlite.ts';
export { makeFolder } from './make-folder.ts';
