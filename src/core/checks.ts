/** Looks at something, and may never come back. */
export interface Look<Found> {
  run(): Found | Promise<Found>;
  /** What is found while it has not come back for so many seconds. */
  late(seconds: number): Found;
  /** What is found when it throws or rejects. */
  failed(error: unknown): Found;
}

/** What a look has found, and how long it took. */
export interface Looked<Found> {
  readonly name: string;
  readonly found: Found;
  readonly seconds: number;
}

/** Looks under their names, which are run together. */
export interface Checks<Found> {
  add(name: string, look: Look<Found>): void;
  /**
   * What all of them find, in the order in which they were added, within the deadline. They run at once, each at most once at a time: one that still hangs from before is
   * late at once and holds up nobody. Who asks meanwhile, or a moment later, has the same answer.
   */
  run(): Promise<readonly Looked<Found>[]>;
}

/** How looks are run. */
export interface CheckRules {
  /** How long all of them together may take. */
  readonly deadlineSeconds: number;
  /** For how long what was found is good; no longer than until a late one comes back. */
  readonly keepSeconds: number;
  readonly now: () => number;
  /** Calls back after so many seconds, unless the result is called before. */
  readonly after: (seconds: number, callback: () => void) => () => void;
}

/** Makes an empty set of looks. */
export function createChecks<Found>({ deadlineSeconds, keepSeconds, now, after }: CheckRules): Checks<Found> {
  const looks = new Map<string, Look<Found>>();
  /** Since when each has run that has not come back. */
  const running = new Map<string, number>();
  let round: Promise<readonly Looked<Found>[]> | undefined;
  /** What has come back since the round began, late ones of rounds before among it. */
  let back = new Map<string, Looked<Found>>();
  let kept: { readonly found: readonly Looked<Found>[]; readonly cancel: () => void } | undefined;

  const secondsSince = (at: number): number => Math.max(0, now() - at);
  const forget = (): void => {
    kept?.cancel();
    kept = undefined;
  };

  const runOne = async (name: string, look: Look<Found>): Promise<Looked<Found>> => {
    const startedAt = now();
    running.set(name, startedAt);
    try {
      return { name, found: await look.run(), seconds: secondsSince(startedAt) };
    } catch (error) {
      return { name, found: look.failed(error), seconds: secondsSince(startedAt) };
    } finally {
      running.delete(name);
    }
  };
  const lateOne = (name: string, look: Look<Found>): Looked<Found> => {
    // A timer may fire a little early.
    const seconds = Math.max(deadlineSeconds, secondsSince(running.get(name) ?? now()));
    return { name, found: look.late(seconds), seconds };
  };

  const runAll = (): Promise<readonly Looked<Found>[]> =>
    new Promise((resolve) => {
      back = new Map();
      let isOver = false;
      const finish = (): void => {
        if (isOver) return;
        isOver = true;
        cancel();
        const found = [...looks].map(([name, look]) => back.get(name) ?? lateOne(name, look));
        round = undefined;
        kept = { found, cancel: after(keepSeconds, forget) };
        resolve(found);
      };
      const cancel = after(deadlineSeconds, finish);
      const free = [...looks].filter(([name]) => !running.has(name));
      const runs = free.map(async ([name, look]) => {
        const one = await runOne(name, look);
        // By now it may be that of a later round.
        back.set(name, one);
        forget();
      });
      // No run fails: what is thrown is something that was found.
      void Promise.all(runs).then(finish);
    });

  return {
    add(name, look) {
      looks.set(name, look);
    },
    run() {
      if (kept !== undefined) return Promise.resolve(kept.found);
      round ??= runAll();
      return round;
    },
  };
}
