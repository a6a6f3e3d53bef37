import { writeSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from './run.mjs';

/** The descriptor to which `SuiteReporter` writes; the run that reads it opens it. */
const DESCRIPTOR = 3;

/** A reporter of vitest for the run that started it: a line of JSON for the number of files, each file that ended, and each test that passed only at its second try. */
export default class SuiteReporter {
  onTestRunStart(files) {
    this.say({ files: files.length });
  }

  onTestModuleEnd(module) {
    this.say({ file: relative(ROOT, module.moduleId), state: module.state() });
  }

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky !== true) return;
    const [error] = test.result().errors ?? [];
    this.say({ secondTry: `${relative(ROOT, test.module.moduleId)}: ${test.fullName}: ${error?.message.split('\n', 1)[0] ?? ''}` });
  }

  say(line) {
    writeSync(DESCRIPTOR, `${JSON.stringify(line)}\n`);
  }
}
