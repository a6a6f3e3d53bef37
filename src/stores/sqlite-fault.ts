import { type ErrorCode, TeleError } from '../core/index.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that mean something to an operator. */
const CODES: ReadonlyMap<number, readonly [ErrorCode, string]> = new Map([
  [5, ['STORE_LOCKED', 'is held by another process']],
  [6, ['STORE_LOCKED', 'is held by another process']],
  [8, ['STORE_UNWRITABLE', 'may not be written']],
  [10, ['STORE_UNWRITABLE', 'gave an input or output error']],
  [11, ['STORE_CORRUPT', 'is damaged']],
  [13, ['STORE_UNWRITABLE', 'lies on a full disk']],
  [14, ['STORE_UNWRITABLE', 'cannot be opened']],
  [26, ['STORE_CORRUPT', 'is not a SQLite database']],
]);

/** The primary result code of a SQLite error. Undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  // The higher bits only refine the primary code.
  return error.errcode & 0xff;
}

/** What `work` returns; whatever it throws becomes a `TeleError` that names the file. */
export function withFaults<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TeleError) throw error;
    const [code, what] = CODES.get(sqliteCode(error) ?? 0) ?? ['INTERNAL', 'could not be used'];
    const detail = error instanceof Error ? error.message : String(error);
    throw new TeleError(code, `The store file ${file} ${what} (${detail}).`, error);
  }
}
