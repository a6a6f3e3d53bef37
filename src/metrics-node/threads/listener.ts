import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { Heartbeat, readPages } from '../../metrics/index.ts';
import { createMetricsResponder } from '../metrics-response.ts';
import { requireKey } from '../require-key.ts';
import { createMetricsServer } from '../metrics-server.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import type { ListenerAnswer, ListenerData } from '../listener-messages.ts';

/** The listener thread of `listenMetrics`: it answers from shared memory alone. */

// The one starter of this thread gives it a ListenerData.
const { pages, heartbeat, port, host, keys } = workerData as ListenerData;
const beats = new Heartbeat(heartbeat);
// The starter beats before it starts this thread.
const answer = createMetricsResponder(readPages(pages));
const server = createMetricsServer(keys === undefined ? answer : requireKey(answer, keys), () => beats.ageSeconds(monotonicSeconds()) ?? 0);

async function open(): Promise<ListenerAnswer> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    const address = server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : port };
  } catch (cause) {
    return { failure: String(cause) };
  }
}

parentPort?.postMessage(await open());
