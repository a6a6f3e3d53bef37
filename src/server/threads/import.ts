import { parentPort } from 'node:worker_threads';
import { present, TeleError } from '../../core/index.ts';
import { yieldCores } from '../../stores/index.ts';
import { createFedImport, type FedImport } from '../imports/fed-import.ts';
import { leaveThread } from '../leave-thread.ts';
import type { HttpFromImport, ImportFromHttp } from '../messages.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The thread of one import: it reads a capture with an engine of its own, and hands what it finds to http. It opens no file of the store. */

if (parentPort === null) throw new TeleError('INTERNAL', 'The thread of an import was started as a program.');
yieldCores();
const http = createCaller<HttpFromImport>(parentPort, 'STORE_STUCK', 'http');
let fed: FedImport | undefined;

function use(): FedImport {
  if (fed === undefined) throw new TeleError('INTERNAL', 'An import was fed before it was opened.');
  return fed;
}

answerCalls<ImportFromHttp>(parentPort, {
  open(order) {
    fed = createFedImport(order, {
      append: async (batch) => http.call('append', batch, undefined, [batch.bytes.buffer]),
      count: async (events) => http.call('count', { events }),
    });
    return {};
  },
  async feed({ bytes }) {
    await use().feed(bytes);
    return {};
  },
  async end() {
    await use().feed(undefined);
    return {};
  },
  async next() {
    return present({ chunk: await use().next() });
  },
  async close() {
    try {
      await fed?.cancel();
      return {};
    } finally {
      leaveThread(parentPort);
    }
  },
});
