/** Makes the thread that exports fail whenever the file is there. The error output says of each batch that it is given how much of what it holds: `handed over 3 calls`. */
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
  postMessage(message, ...transfer) {
    super.postMessage(message, ...transfer);
    for (const what of ['calls', 'lines']) {
      const all = (message.request ?? message)[what];
      if (Array.isArray(all) && all.length > 0) process.stderr.write(\`handed over \${all.length} \${what}\\n\`);
    }
  }
};
syncBuiltinESMExports();
`;
}

/** How many of these an error output says were handed over. */
export function handedOver(stderr: string, what: 'calls' | 'lines'): number {
  const counts = [...stderr.matchAll(new RegExp(`^handed over (\\d+) ${what}$`, 'gm'))];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
