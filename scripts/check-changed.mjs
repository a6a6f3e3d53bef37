import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from './build.mjs';
import { lastCosts, quietSeconds } from './costs.mjs';
import { dependents, importGraph, IS_PROGRAM_SUITE, IS_SERVER_SUITE } from './import-graph.mjs';
import { runLanes, step, suite } from './lanes.mjs';
import { ROOT, run, tool } from './run.mjs';
import { NOTHING } from './suite.mjs';

/** Time for the tests of a change, in seconds of one core: with the build and the types before and beside them all ends within 90 s. */
const TEST_SECONDS = 60;
/** The assumed time of a test file of which no run has said it, in seconds. */
const UNKNOWN_SECONDS = { part: 0.5, server: 5 };

/**
 * Checks what differs from a revision, HEAD when none is given: format and lint of the changed files, all types, the tests of their rooms, then the other tests
 * that import or run them, the quickest first, as many as there is time for. Prints which were left out.
 */
export async function checkChanged(revision = 'HEAD') {
  const changed = await changedFiles(revision);
  if (changed.length === 0) {
    console.log(`Nothing differs from ${revision}.`);
    return NOTHING;
  }
  const built = await runLanes([[step('build', build)]]);
  if (built.counts.failed > 0) return { ...NOTHING, failed: 1 };
  const { chosen, left } = choose(changed);
  const code = changed.filter((file) => /\.(?:ts|tsx|mjs)$/.test(file));
  const { counts } = await runLanes([
    chosen.length === 0 ? [] : [suite(`${chosen.length} test files`, chosen)],
    [
      step('format', () => run(tool('oxfmt'), ['--check', '--no-error-on-unmatched-pattern', ...changed])),
      ...(code.length === 0 ? [] : [step('lint', () => run(tool('oxlint'), ['--type-aware', '--deny-warnings', ...code]))]),
      step('types of the tests', () => run(tool('tsc'), ['-p', 'test'])),
      ...(code.some((file) => file.startsWith('web/')) ? [step('types of the page', () => run(tool('tsc'), ['-p', 'web']))] : []),
    ],
  ]);
  if (left.length > 0) console.log(`\nLeft out, for npm test:\n${leftText(left)}`);
  return counts;
}

async function changedFiles(revision) {
  const listed = await Promise.all([
    run('git', ['diff', '--name-only', '--diff-filter=d', revision]),
    run('git', ['ls-files', '--others', '--exclude-standard']),
  ]);
  const failed = listed.find(({ code }) => code !== 0);
  if (failed !== undefined) throw new Error(`git could not list what differs from ${revision}.\n${failed.output}`);
  return listed.flatMap(({ output }) => output.split('\n')).filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

/** Tests of the changed rooms come first, then the others from the quickest on; suites with programs are for the whole run. */
function choose(changed) {
  const seconds = new Map(lastCosts().map((cost) => [cost.file, quietSeconds(cost)]));
  const cost = (file) => seconds.get(file) ?? (IS_SERVER_SUITE.test(file) ? UNKNOWN_SECONDS.server : UNKNOWN_SECONDS.part);
  const rooms = new Set(changed.map(roomOf));
  const tests = [...dependents(importGraph(), changed)].filter((file) => file.endsWith('.test.ts'));
  const rank = (file) => (changed.includes(file) ? 0 : rooms.has(roomOf(file)) ? 1 : 2);
  const chosen = [];
  let spent = 0;
  for (const file of tests
    .filter((one) => !IS_PROGRAM_SUITE.test(one))
    .toSorted((one, other) => rank(one) - rank(other) || cost(one) - cost(other))) {
    if (spent + cost(file) > TEST_SECONDS) break;
    spent += cost(file);
    chosen.push(file);
  }
  return { chosen, left: tests.filter((file) => !chosen.includes(file)).toSorted((one, other) => (one < other ? -1 : 1)) };
}

/** A line for each folder, with the names of its files. */
function leftText(left) {
  const folders = new Map();
  for (const file of left) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), basename(file, '.test.ts')]);
  return [...folders].map(([folder, names]) => `  ${folder}: ${names.join(', ')}`).join('\n');
}

/** The first two folders of a path, such as src/wire. */
function roomOf(file) {
  return file
    .split('/')
    .slice(0, file.startsWith('web/') ? 1 : 2)
    .join('/');
}
