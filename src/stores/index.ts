export { decodeChanges, encodeChanges } from './change-codec.ts';
export { openMemory } from './memory.ts';
export { openSqlite } from './sqlite/open-sqlite.ts';
export type { SqliteOptions } from './sqlite/open-sqlite.ts';
export { makeFolder } from './make-folder.ts';
export { openSpool } from './spool/spool.ts';
export type { Spool } from './spool/spool.ts';
export type { SpoolObserver } from './spool/spool-observer.ts';
export type { SpoolReader } from './spool/spool-sinks.ts';
