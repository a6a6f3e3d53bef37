import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT, run, tool } from './run.mjs';

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

/**
 * Runs vitest with these arguments. A run that breaks without a failed test (coverage, an error between tests) counts as one failure.
 * `progress` is called with the number of files that ended and of all. `costs` has what each file took, as `test/file-cost.ts` writes it.
 */
export async function runSuite(args, { env = {}, progress = () => undefined } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-suite-'));
  try {
    const report = join(folder, 'report.json');
    const costs = join(folder, 'costs');
    const seen = { ended: 0, all: 0, secondTries: [] };
    const result = await run(
      tool('vitest'),
      [
        'run',
        ...args,
        '--reporter=minimal',
        '--reporter=json',
        `--reporter=${join(ROOT, 'scripts', 'suite-reporter.mjs')}`,
        `--outputFile.json=${report}`,
        `--coverage.reportsDirectory=${folder}/coverage`,
      ],
      { env: { ...env, FILE_COSTS: costs }, onLine: (line) => take(JSON.parse(line), seen, progress) },
    );
    const { counts, failures } = readReport(report);
    if (result.code !== 0 && counts.failed === 0) counts.failed = 1;
    return { ...result, counts, failures, secondTries: seen.secondTries, costs: readCosts(costs) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes one line of the reporter. */
function take({ files, file, secondTry }, seen, progress) {
  if (files !== undefined) seen.all = files;
  if (secondTry !== undefined) seen.secondTries.push(secondTry);
  if (file === undefined) return;
  seen.ended += 1;
  progress(seen);
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

/** Costs of each file, its path relative to the root. */
function readCosts(path) {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line)).map((cost) => ({ ...cost, file: relative(ROOT, cost.file) }));
}

function firstLine(text = '') {
  return text.split('\n', 1)[0];
}
