import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts hostile clients in a process of their own, so that what they cost there delays no probe here. Resolves when they have begun. */
export async function startHostile(kind, { url, hepPort }) {
  const child = fork(join(import.meta.dirname, 'clients.mjs'), [kind, url, String(hepPort)]);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The clients of ${kind} ended with ${code}.`);
    }),
  ]);
  return {
    async end() {
      if (child.exitCode !== null) throw new Error(`The clients of ${kind} ended before their time.`);
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
