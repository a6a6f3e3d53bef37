/** Makes the thread that exports fail whenever the file is there. */
export function planted(file: string, failure: string): string {
  const inThread = `
import { existsSync, rmSync } from 'node:fs';
const fail = () => { ${failure} };
setInterval(() => {
  if (!existsSync(${JSON.stringify(file)})) return;
  rmSync(${JSON.stringify(file)});
  fail();
}, 20).unref();
`;
  return `
import threads from 'node:worker_threads';
import { syncBuiltinESMExports } from 'node:module';
const { Worker } = threads;
const execArgv = ['--import', ${JSON.stringify(`data:text/javascript,${encodeURIComponent(inThread)}`)}];
threads.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options.name === 'ringscope-otlp' ? { ...options, execArgv } : options);
  }
};
syncBuiltinESMExports();
`;
}
