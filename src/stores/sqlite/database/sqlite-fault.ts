import { type ErrorCode, TeleError } from '../../../core/index.ts';

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
  { result: 3, text: 'access permission denied', code: 'STORE_UNWRITABLE', what: 'may not be opened' },
  { result: 5, text: 'database is locked', code: 'STORE_LOCKED', what: 'is held by another process' },
  { result: 7, text: 'out of memory', code: 'STORE_UNWRITABLE', what: 'needs memory that there is not' },
  { result: 8, text: 'attempt to write a readonly database', code: 'STORE_UNWRITABLE', what: 'may not be written' },
  { result: 10, text: 'disk I/O error', code: 'STORE_UNWRITABLE', what: 'gave an input or output error' },
  { result: 11, text: 'database disk image is malformed', code: 'STORE_CORRUPT', what: 'is damaged' },
  { result: 13, text: 'database or disk is full', code: 'STORE_UNWRITABLE', what: 'lies on a full disk' },
  { result: 14, text: 'unable to open database', code: 'STORE_UNWRITABLE', what: 'cannot be opened' },
  { result: 15, text: 'locking protocol', code: 'STORE_LOCKED', what: 'is held by another process' },
  { result: 26, text: 'file is not a database', code: 'STORE_CORRUPT', what: 'is not a SQLite database' },
];

/** What SQLite only says in words, of a file whose tables are not those that were made, or hold bytes in place of a number or a text. */
const DAMAGED = /no such (?:table|column)|same text encoding|JSON cannot hold BLOB/;

/** What an error of SQLite or of the operating system means. Undefined for any other: then something is wrong with what was asked. */
function findFault(error: unknown): Pick<Fault, 'code' | 'what'> | undefined {
  if (!(error instanceof Error)) return undefined;
  const fault = FAULTS.find((one) => isOf(error, one));
  if (fault !== undefined) return fault;
  if (DAMAGED.test(error.message)) return { code: 'STORE_CORRUPT', what: 'is damaged' };
  return isRefusal(error) ? { code: 'STORE_UNWRITABLE', what: 'cannot be used at the moment' } : undefined;
}

/** Whether the system refused: no descriptor, memory or room, no permission, no such folder, a failing disk. Later it may not. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RangeError) return error.message.includes('allocation failed');
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z\d]+$/.test(error.code);
}

function isOf(error: Error, { result, text }: Fault): boolean {
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
    throw storeFault(file, error);
  }
}

/** Any thrown value as a `TeleError` that names the file. */
export function storeFault(file: string, error: unknown): TeleError {
  if (error instanceof TeleError) return error;
  const fault = findFault(error);
  const detail = error instanceof Error ? error.message : String(error);
  return new TeleError(fault?.code ?? 'INTERNAL', `The store file ${file} ${fault?.what ?? 'could not be used'} (${detail}).`, error);
}
