import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Heartbeat, MetricError, type SharedRegistry } from '../metrics/index.ts';
import type { ListenerAnswer, ListenerData } from './listener-messages.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import type { BasicAuth } from './basic-auth.ts';
import { loginLock } from './require-key.ts';

/** How often the watched thread ticks. */
const BEAT_MS = 250;

/** Where to listen. */
export interface ListenOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /**
   * The address to bind; without it 127.0.0.1, where no other machine can read. On loopback and without keys only requests are answered that name the server by
   * an IP address, as `localhost` or by this host: a page of another site that has its own name resolve to this machine is not.
   */
  readonly host?: string;
  /** Keys of which a request for metrics must carry one, as `Authorization: Bearer`. Without them everyone is answered. */
  readonly keys?: readonly string[];
  /** A user for whom metrics are as well, by Basic authentication. With it and without keys, for nobody else. */
  readonly basicAuth?: BasicAuth;
  /** Where the metrics are. Default `/metrics`. */
  readonly path?: string;
}

/** A thread that serves `/metrics` and `/livez`. */
export interface MetricsListener {
  readonly port: number;
  /** Ends the thread and its connections. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a thread that serves `/metrics` and `/livez` from shared memory, so that both answer while the calling thread is stuck. `/livez` tells the
 * age of the calling thread's heartbeat: 200 up to 10 seconds, 503 beyond. The listener alone keeps no program running. Throws
 * `METRICS_LISTEN_FAILED` when the address cannot be bound, `METRICS_KEY_INVALID` for an empty key; a thread that dies later is a process warning, and the scraper sees it.
 */
export async function listenMetrics(registry: SharedRegistry, options: ListenOptions): Promise<MetricsListener> {
  // The thread would tell of a wrong key as a failure to listen.
  loginLock(options);
  const heartbeat = new Heartbeat();
  const beat = (): void => heartbeat.beat(monotonicSeconds());
  beat();
  const { port, host = '127.0.0.1', keys, basicAuth, path = '/metrics' } = options;
  const worker = startListener({ pages: registry.pages(), heartbeat: heartbeat.buffer, port, host, keys, basicAuth, path });
  const answer = await once(worker, 'message').then(
    // The listener thread sends nothing else.
    ([message]: unknown[]) => message as ListenerAnswer,
    (cause: unknown): ListenerAnswer => ({ failure: String(cause) }),
  );
  if ('failure' in answer) {
    await worker.terminate();
    throw new MetricError('METRICS_LISTEN_FAILED', `${path} could not be served at ${host}:${port}: ${answer.failure}.`);
  }
  worker.on('error', (cause: Error) => process.emitWarning(cause));
  worker.unref();
  const beats = setInterval(beat, BEAT_MS).unref();
  return {
    port: answer.port,
    async close() {
      clearInterval(beats);
      await worker.terminate();
    },
  };
}

/** It always runs the built file, also when this file runs from its source under test. */
function startListener(data: ListenerData): Worker {
  const built = import.meta.url.endsWith('.ts') ? '../../dist/metrics-node/threads/' : './threads/';
  // The flags of a test runner or of a debugger are not meant for threads.
  return new Worker(new URL(`${built}listener.js`, import.meta.url), { workerData: data, name: 'ringscope-metrics', execArgv: [] });
}
