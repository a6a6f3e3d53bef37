import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT, run, tool } from './run.mjs';
import { SECOND_TRIES } from './second-tries.mjs';

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
    const tries = join(folder, 'second-tries');
    const result = await run(
      tool('vitest'),
      [
        'run',
        ...args,
        // What nobody watches is printed when it failed: the failures alone.
        `--reporter=${options?.show === true ? 'default' : 'minimal'}`,
        '--reporter=json',
        `--reporter=${join(ROOT, 'scripts', 'second-tries.mjs')}`,
        `--outputFile.json=${report}`,
        `--coverage.reportsDirectory=${folder}/coverage`,
      ],
      { ...options, env: { ...options?.env, [SECOND_TRIES]: tries } },
    );
    const { counts, failures } = readReport(report);
    if (result.code !== 0 && counts.failed === 0) counts.failed = 1;
    return { ...result, counts, failures, secondTries: readLines(tries) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const counts = { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
    return { counts, failures: testResults.flatMap(failuresOf) };
  } catch {
    // vitest stopped before it could write a report; its exit code says so.
    return { counts: { ...NOTHING }, failures: [] };
  }
}

/** A line for each test of a file that failed, or one for a file that did before a test of it ran: where it is, its name and what it said first. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(ROOT, name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages[0])}`);
}

function readLines(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}

function firstLine(text = '') {
  return text.split('\n', 1)[0];
}
