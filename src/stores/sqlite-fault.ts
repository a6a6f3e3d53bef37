import { type ErrorCode, TeleError } from '../core/index.ts';

interface Fault {
  /** The primary result code of SQLite (https://www.sqlite.org/rescode.html). */
  readonly result: number;
  /** SQLite's own text for it. */
  readonly text: string;
  readonly code: ErrorCode;
  readonly what: string;
}

/** What of SQLite's errors means something to an operator. */
const FAULTS: readonly Fault[] = [
  { result: 5, text: 'database is locked', code: 'STORE_LOCKED', what: 'is held by another process' },
  { result: 8, text: 'attempt to write a readonly database', code: 'STORE_UNWRITABLE', what: 'may not be written' },
  { result: 10, text: 'disk I/O error', code: 'STORE_UNWRITABLE', what: 'gave an input or output error' },
  { result: 11, text: 'database disk image is malformed', code: 'STORE_CORRUPT', what: 'is damaged' },
  { result: 13, text: 'database or disk is full', code: 'STORE_UNWRITABLE', what: 'lies on a full disk' },
  { result: 14, text: 'unable to open database file', code: 'STORE_UNWRITABLE', what: 'cannot be opened' },
  { result: 26, text: 'file is not a database', code: 'STORE_CORRUPT', what: 'is not a SQLite database' },
];

function findFault(error: unknown): Fault | undefined {
  return FAULTS.find((fault) => isOf(error, fault));
}

function isOf(error: unknown, { result, text }: Fault): boolean {
  if (!(error instanceof Error)) return false;
  // The higher bits only refine the primary code.
  if ('errcode' in error && typeof error.errcode === 'number') return (error.errcode & 0xff) === result;
  // Some errors of @photostructure/sqlite 1.x carry the text alone.
  return error.message.includes(text);
}

/** Whether the error says that another connection holds the database. */
export function isLockedFault(error: unknown): boolean {
  return findFault(error)?.code === 'STORE_LOCKED';
}

/** What `work` returns; whatever it throws becomes a `TeleError` that names the file. */
export function withFaults<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TeleError) throw error;
    const fault = findFault(error);
    const detail = error instanceof Error ? error.message : String(error);
    throw new TeleError(fault?.code ?? 'INTERNAL', `The store file ${file} ${fault?.what ?? 'could not be used'} (${detail}).`, error);
  }
}
