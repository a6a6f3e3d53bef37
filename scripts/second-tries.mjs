import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * The variable that says where `SecondTries` writes, for the run that reads it.
 * Not one of RINGSCOPE_: servers that tests start inherit it, and refuse settings they do not know.
 */
export const SECOND_TRIES = 'SECOND_TRIES_FILE';

/** A reporter of vitest: a line for each test that passed only at its second try, with what the first one said. */
export default class SecondTries {
  onTestCaseResult(test) {
    const path = process.env[SECOND_TRIES];
    if (path === undefined || test.diagnostic()?.flaky !== true) return;
    const [error] = test.result().errors ?? [];
    appendFileSync(path, `${relative(ROOT, test.module.moduleId)}: ${test.fullName}: ${error?.message.split('\n', 1)[0] ?? ''}\n`);
  }
}
