interface Waiter {
  readonly lsn: number;
  resolve(isReached: boolean): void;
}

/** Those who wait until a number is reached. */
export interface LsnWaiters {
  /** Resolves with true when the number is reached, and with false when the waiting is given up. */
  wait(lsn: number): Promise<boolean>;
  /** Everything up to this number is there. */
  reached(lsn: number): void;
  /** Nobody waits any longer. */
  release(): void;
  /** The lowest number that someone waits for. Infinity when nobody does. */
  lowest(): number;
}

/** Starts with nobody. */
export function createLsnWaiters(): LsnWaiters {
  let waiters: Waiter[] = [];
  return {
    wait: (lsn) => new Promise((resolve) => void waiters.push({ lsn, resolve })),
    reached(lsn) {
      const all = waiters;
      waiters = all.filter((waiter) => waiter.lsn > lsn);
      for (const waiter of all) if (waiter.lsn <= lsn) waiter.resolve(true);
    },
    release() {
      for (const waiter of waiters.splice(0)) waiter.resolve(false);
    },
    lowest: () => waiters.reduce((lowest, { lsn }) => Math.min(lowest, lsn), Infinity),
  };
}
