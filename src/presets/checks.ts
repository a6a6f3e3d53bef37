import type { Check, CheckResult, HealthHost } from './preset.ts';

/** What a check found, and how long it took. */
export interface CheckRun extends CheckResult {
  readonly seconds: number;
}

/** Checks under their names, which are run together. */
export interface Checks {
  add(name: string, check: Check): void;
  /** Runs all of them at once; what has not come back at the deadline is unhealthy, and so is, at once, a check that still hangs from before. */
  run(): Promise<ReadonlyMap<string, CheckRun>>;
}

/** Makes an empty set of checks with one deadline for all. */
export function createChecks(deadlineSeconds: number, { after, now }: Pick<HealthHost, 'after' | 'now'>): Checks {
  const checks = new Map<string, Check>();
  /** Those that have not come back yet. */
  const hanging = new Set<string>();
  const late: CheckResult = { status: 'unhealthy', message: `no answer within ${deadlineSeconds} s` };

  const start = async (name: string, check: Check, startedAt: number): Promise<CheckRun> => {
    hanging.add(name);
    try {
      return { ...(await check()), seconds: now() - startedAt };
    } catch {
      // What was thrown may hold anything, so it is not shown.
      return { status: 'unhealthy', message: 'the check failed', seconds: now() - startedAt };
    } finally {
      hanging.delete(name);
    }
  };

  return {
    add: (name, check) => void checks.set(name, check),
    run() {
      const startedAt = now();
      const found = new Map<string, CheckRun>();
      return new Promise((resolve) => {
        let isOver = false;
        const finish = (): void => {
          if (isOver) return;
          isOver = true;
          cancel();
          resolve(new Map([...checks.keys()].map((name) => [name, found.get(name) ?? { ...late, seconds: now() - startedAt }])));
        };
        const cancel = after(deadlineSeconds, finish);
        const waiting = [...checks].filter(([name]) => !hanging.has(name));
        const runs = waiting.map(async ([name, check]) => void found.set(name, await start(name, check, startedAt)));
        // No run fails: `start` turns what is thrown into a result.
        void Promise.all(runs).then(finish);
      });
    },
  };
}
