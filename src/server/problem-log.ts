import type { StoreProblem } from '../core/index.ts';

/** Logs what is wrong with a store when it begins, and not as long as it lasts. */
export interface ProblemLog {
  /** What is wrong at the moment. */
  note(problems: readonly StoreProblem[]): void;
}

/** Starts with all being well. */
export function createProblemLog(warn: (message: string) => void): ProblemLog {
  let known = new Set<string>();
  return {
    note(problems) {
      for (const { file, reason } of problems) if (!known.has(file)) warn(reason);
      known = new Set(problems.map(({ file }) => file));
    },
  };
}
