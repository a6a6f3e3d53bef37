/** How long a statement waits for another connection, e.g. for a reader that recovers the log of a killed writer. */
const BUSY_TIMEOUT_MS = 5000;
export const LARGE_CACHE = 'PRAGMA store.cache_size = -4096;';
/** Small, because many files are open at once; the system keeps their pages too. */
export const SMALL_CACHE = 'PRAGMA store.cache_size = -1024;';
/** Syncs the log at every commit: what was acknowledged survives the loss of power. */
export const SYNCED = 'PRAGMA store.synchronous = FULL;';
/** A page of 8 kB, because rows are short and many. */
export const WRITER_PRAGMAS = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA store.page_size = 8192; PRAGMA store.auto_vacuum = INCREMENTAL;
PRAGMA store.journal_mode = WAL; ${SYNCED} PRAGMA wal_autocheckpoint = 4000; ${LARGE_CACHE}`;
export const READER_PRAGMAS = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; ${SMALL_CACHE}`;
