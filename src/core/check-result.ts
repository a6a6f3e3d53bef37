import { createChecks, type Checks, type CheckRules } from './checks.ts';

/** How something is that a program's own check looks at. */
export const CHECK_STATUS = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;

/** What one check of something found. */
export interface CheckResult {
  readonly status: (typeof CHECK_STATUS)[number];
  readonly message?: string;
  /** Facts that may be shown. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** Looks at something, e.g. a database. Only `true` and a result whose status says so are healthy; one that never comes back is not. */
export type Check = () => CheckResult | boolean | Promise<CheckResult | boolean>;

/** The checks of a program under their names. */
export interface ProgramChecks {
  add(name: string, check: Check): void;
  run: Checks<CheckResult>['run'];
}

/** For how long the answer of a check is good. */
const KEEP_SECONDS = 1;

/** Makes an empty set of checks with one deadline for all. */
export function createProgramChecks(rules: Omit<CheckRules, 'keepSeconds'>): ProgramChecks {
  const checks = createChecks<CheckResult>({ ...rules, keepSeconds: KEEP_SECONDS });
  const late: CheckResult = { status: 'unhealthy', message: `no answer within ${rules.deadlineSeconds} s` };
  return {
    add: (name, check) =>
      checks.add(name, {
        run: async () => readCheckResult(await check()),
        late: () => late,
        // What was thrown may hold anything, so it is not shown.
        failed: () => ({ status: 'unhealthy', message: 'the check failed' }),
      }),
    run: checks.run,
  };
}

/** What a check has answered, whatever it is: all that does not clearly say that it is well is unhealthy. */
export function readCheckResult(answer: unknown): CheckResult {
  if (answer === true) return { status: 'healthy' };
  if (answer === false) return { status: 'unhealthy', message: 'the check says no' };
  if (typeof answer !== 'object' || answer === null || !('status' in answer))
    return { status: 'unhealthy', message: 'the check answered nothing that can be understood' };
  const status = CHECK_STATUS.find((one) => one === answer.status);
  const message = 'message' in answer && typeof answer.message === 'string' ? { message: answer.message } : {};
  if (status === undefined) return { status: 'unhealthy', message: 'the check answered a status that is none', ...message };
  return { status, ...message, ...readDetails(answer) };
}

function readDetails(answer: object): Pick<CheckResult, 'details'> {
  if (!('details' in answer) || typeof answer.details !== 'object' || answer.details === null) return {};
  const facts = Object.entries(answer.details).filter((fact): fact is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof fact[1]),
  );
  return { details: Object.fromEntries(facts) };
}
