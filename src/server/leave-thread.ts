import type { MessagePort } from 'node:worker_threads';

/**
 * Ends the thread that calls it once what it answers with has been sent. A thread is never ended by another one: in the midst of the SQLite driver that would
 * end the whole process.
 */
export function leaveThread(...ports: readonly (MessagePort | null)[]): void {
  setImmediate(() => {
    for (const port of ports) port?.close();
  });
}
