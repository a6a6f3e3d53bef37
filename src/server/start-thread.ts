import { Worker, type ResourceLimits, type Transferable } from 'node:worker_threads';
import { threadFailure } from './heap-limits.ts';
import { ROOT_FOLDER } from './root-folder.ts';

/** The threads besides main. Each has a file of its name in `threads/`. */
export type ThreadName = 'store' | 'query' | 'http' | 'export' | 'import' | 'passwords' | 'history' | 'otlp';

/** Starts a thread. Throws `THREADS_EXHAUSTED`. It always runs the built file, also when this file runs from its source under test. */
export function startThread(name: ThreadName, data: object, transfer: readonly Transferable[], resourceLimits: ResourceLimits): Worker {
  try {
    return new Worker(new URL(`dist/server/threads/${name}.js`, ROOT_FOLDER), {
      workerData: data,
      transferList: [...transfer],
      name: `ringscope-${name}`,
      resourceLimits,
      // The flags of a test runner or of a debugger are not meant for threads.
      execArgv: [],
    });
  } catch (error) {
    throw threadFailure(name, error);
  }
}
