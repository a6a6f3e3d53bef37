import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a collector. `ask` tells it what to do, and says what it has taken so far. */
export async function startCollector() {
  const child = fork(join(import.meta.dirname, 'collector.mjs'));
  const [{ port }] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    async ask(word) {
      child.send(word);
      return (await once(child, 'message'))[0];
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
