import { parentPort, workerData } from 'node:worker_threads';
import { TeleError } from '../../core/index.ts';
import { loadSqliteDriver } from '../sqlite-driver.ts';
import { createDayFiles } from '../sqlite/day-files.ts';
import { dayPortions } from '../sqlite/day-portions.ts';
import type { ReadAheadAnswer, ReadAheadData, ReadAheadRequest } from '../sqlite/read-ahead.ts';

/** The thread that reads a large export. It only reads, by connections of its own. */

// The one starter of this thread gives it a ReadAheadData and sends ReadAheadRequests.
const { folder, conditions } = workerData as ReadAheadData;
const files = createDayFiles(folder, await loadSqliteDriver(), false);
let portions = dayPortions(files, conditions);
let day: number | undefined;

function read(): ReadAheadAnswer {
  try {
    const { value } = portions.next();
    if (value === undefined) return { kind: 'done', unread: files.unread.problems() };
    // What is not read again would only keep its cache.
    if (day !== undefined && value.day !== day) files.forget(day);
    ({ day } = value);
    return { kind: 'portion', portion: value };
  } catch (error) {
    const { code, message } = error instanceof TeleError ? error : new TeleError('INTERNAL', String(error));
    return { kind: 'failure', code, message };
  }
}

/** Bytes that share their memory with others are copied. */
function transferOf(message: ReadAheadAnswer): ArrayBuffer[] {
  if (message.kind !== 'portion') return [];
  const { buffer, byteLength } = message.portion.packed;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

function answer(message: ReadAheadAnswer): void {
  parentPort?.postMessage(message, transferOf(message));
}

parentPort?.on('message', (request: ReadAheadRequest) => {
  if (request === 'next') answer(read());
  else if (request === 'end') {
    files.close();
    parentPort?.close();
  } else portions = dayPortions(files, conditions, request);
});
answer({ kind: 'ready' });
