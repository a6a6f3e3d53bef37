import type { Log } from './log.ts';
import { createPing } from './ping.ts';

/** How long a look waits for an answer. */
const WAIT_SECONDS = 0.5;

/** Returns the function that looks whether the threads answer, and says in the log when one has not for so many seconds and when it goes on. A thread that ends is told by who runs it. */
export function createThreadWatch(threads: Readonly<Record<string, () => Promise<unknown>>>, log: Log, stillSeconds: number): () => void {
  const watched = Object.entries(threads).map(([name, ask]) => ({ name, ping: createPing(ask), isStill: false }));

  const look = async (thread: (typeof watched)[number]): Promise<void> => {
    const silence = await thread.ping(WAIT_SECONDS);
    if (silence === 0 && thread.isStill) {
      thread.isStill = false;
      log.info({ thread: thread.name }, `The ${thread.name} thread goes on.`);
    } else if (typeof silence === 'number' && silence >= stillSeconds && !thread.isStill) {
      thread.isStill = true;
      log.error(
        { thread: thread.name },
        `The ${thread.name} thread has stood still for ${Math.round(silence)} s. If it does not go on, restart: what was acknowledged is in the spool.`,
      );
    }
  };

  return () => {
    // A look cannot fail: what a thread answers, and that it does not, are values.
    for (const thread of watched) void look(thread);
  };
}
