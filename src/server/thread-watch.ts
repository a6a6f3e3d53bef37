import type { Log } from './log.ts';
import { createPing } from './ping.ts';

/** How long a look waits for an answer. */
const WAIT_SECONDS = 0.5;

/** Makes the function that pings the threads and logs when one has not answered for so many seconds, and when it answers again. The end of a thread is reported by its owner. */
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
