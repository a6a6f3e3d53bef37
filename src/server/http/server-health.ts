import { createChecks, createHealthMemory, type Finding, type HealthCheck, TeleError } from '../../core/index.ts';
import { countOpenFiles, memoryUse, readOpenFilesLimit } from '../../metrics-node/index.ts';
import { aggregate, type Health } from '../health.ts';
import type { StoreHealth } from '../messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { asTeleError } from '../thread-port.ts';
import { checkMain, checkQuery, checkStore } from './checks.ts';
import { checkMemory, checkOpenFiles } from './process-checks.ts';

/** How long all that is asked has to answer. */
const DEADLINE_SECONDS = 1;
/** For how long an answer is good, so that many who ask cost no more than one. */
export const KEEP_SECONDS = 0.25;

/** What the health of the server is made of. */
export interface ServerHealthContext {
  readonly askStore: () => Promise<StoreHealth>;
  readonly askQuery: () => Promise<unknown>;
  readonly heartbeatAgeSeconds: () => number;
  /** What main has found last. */
  readonly reported: () => readonly HealthCheck[];
  /** What others of this thread have found, each by its own means. */
  readonly told: () => readonly Finding[];
  readonly now: () => number;
}

/** Returns the function that asks all threads and judges everything. It answers within its deadline, whoever hangs. */
export function createServerHealth({
  askStore,
  askQuery,
  heartbeatAgeSeconds,
  reported,
  told,
  now,
}: ServerHealthContext): () => Promise<Health> {
  const remember = createHealthMemory();
  const checks = createChecks<readonly Finding[]>({
    deadlineSeconds: DEADLINE_SECONDS,
    keepSeconds: KEEP_SECONDS,
    now: monotonicSeconds,
    after(seconds, callback) {
      const timer = setTimeout(callback, seconds * 1000).unref();
      return () => clearTimeout(timer);
    },
  });
  checks.add('store', {
    run: async () => checkStore(await askStore()),
    late: (seconds) => checkStore(new TeleError('STORE_STUCK', `The store thread has not answered for ${seconds.toFixed(1)} s.`)),
    failed: (error) => checkStore(asTeleError(error)),
  });
  checks.add('query', {
    async run() {
      await askQuery();
      return [checkQuery(0)];
    },
    late: (seconds) => [checkQuery(seconds)],
    failed: (error) => [checkQuery(asTeleError(error))],
  });
  const limit = readOpenFilesLimit();
  checks.add('process', {
    run: () => [checkMemory(memoryUse()), ...checkOpenFiles(countOpenFiles(), limit)],
    late: () => [],
    failed: (error) => [{ name: 'memory', severity: 'failed', reason: asTeleError(error).message }],
  });
  return async () => {
    const found = (await checks.run()).flatMap((one) => one.found);
    const own = remember([checkMain(heartbeatAgeSeconds()), ...found, ...told()], now());
    return aggregate([...own, ...reported()]);
  };
}
