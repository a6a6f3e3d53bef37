import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tool } from './run.mjs';

/** How many tests passed, failed and were skipped. */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** The sum of two counts. */
export function sum(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line of every run. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Runs vitest with these arguments. A run that breaks without a failed test (coverage, an error between tests) counts as one failure. */
export async function runSuite(args, options) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-suite-'));
  try {
    const report = join(folder, 'report.json');
    const result = await run(
      tool('vitest'),
      [
        'run',
        ...args,
        // What nobody watches is printed when it failed: the failures alone.
        `--reporter=${options?.show === true ? 'default' : 'minimal'}`,
        '--reporter=json',
        `--outputFile.json=${report}`,
        `--coverage.reportsDirectory=${folder}/coverage`,
      ],
      options,
    );
    const counts = readCounts(report);
    if (result.code !== 0 && counts.failed === 0) counts.failed = 1;
    return { ...result, counts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    // vitest stopped before it could write a report; its exit code says so.
    return { ...NOTHING };
  }
}
