import { TeleError } from '../../core/index.ts';
import { type FailedLogins, networkOf } from './failed-logins.ts';

/** Attempts of one address that wait for others of it. */
const MOST_WAITING = 64;

/** Makes the attempts of each address in turn. */
export interface LoginTurns {
  /**
   * Makes an attempt, which fails when it gives undefined. No more are made at once for an address than it may fail: the others wait, and are refused once it has
   * failed too often. Rejects with `LOGINS_THROTTLED`, with `LOGINS_BUSY` when too many wait, and with what the attempt rejects with, which is no failure.
   */
  attempt<T>(address: string, work: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** The attempts of an address: how many there are, how many of them are being made, and what lets the others look again. */
interface Attempts {
  all: number;
  running: number;
  readonly waiting: (() => void)[];
}

/** Makes turns in which nobody is. */
export function createLoginTurns(failed: FailedLogins): LoginTurns {
  const table = new Map<string, Attempts>();

  async function turn(address: string, attempts: Attempts): Promise<void> {
    for (;;) {
      failed.refuse(address);
      if (attempts.running < failed.left(address)) break;
      if (attempts.waiting.length >= MOST_WAITING)
        throw new TeleError('LOGINS_BUSY', `${MOST_WAITING} logins from this address wait for others of it.`);
      await new Promise<void>((resolve) => attempts.waiting.push(resolve));
    }
    // Taken at once: the next one looks before whoever waits for this goes on.
    attempts.running += 1;
  }

  return {
    async attempt(address, work) {
      const key = networkOf(address);
      const attempts = table.get(key) ?? { all: 0, running: 0, waiting: [] };
      table.set(key, attempts);
      attempts.all += 1;
      try {
        await turn(address, attempts);
        try {
          const made = await work();
          if (made === undefined) failed.add(address);
          return made;
        } finally {
          attempts.running -= 1;
          for (const look of attempts.waiting.splice(0)) look();
        }
      } finally {
        attempts.all -= 1;
        if (attempts.all === 0) table.delete(key);
      }
    },
  };
}
