import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { Heartbeat, readPages } from '../../metrics/index.ts';
import { createMetricsResponder } from '../metrics-response.ts';
import { isOwnHost } from '../own-host.ts';
import { requireLogin } from '../require-key.ts';
import { createMetricsServer } from '../metrics-server.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import type { ListenerAnswer, ListenerData } from '../listener-messages.ts';

/** The listener thread of `listenMetrics`: it answers from shared memory alone. */

// The one starter of this thread gives it a ListenerData.
const { pages, heartbeat, port, host, keys, basicAuth, path } = workerData as ListenerData;
const beats = new Heartbeat(heartbeat);
// The starter beats before it starts this thread.
const answer = createMetricsResponder(readPages(pages));
const ageSeconds = (): number => beats.ageSeconds(monotonicSeconds()) ?? 0;
// A page of another site carries no key, and whoever reaches more than this machine chose who may ask.
const server =
  keys === undefined && basicAuth === undefined
    ? createMetricsServer(answer, { ageSeconds, path, isOwn: (header) => !isOnLoopback() || isOwnHost(header, [host]) })
    : createMetricsServer(requireLogin(answer, { keys, basicAuth }), { ageSeconds, path });

function isOnLoopback(): boolean {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null && /^(?:127\.|::1$|::ffff:127\.)/.test(bound.address);
}

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
