// `npm run check`: everything that needs no other program. `npm run check -- --changed [REVISION]`: what a change touches.
import { build } from './build.mjs';
import { checkChanged } from './check-changed.mjs';
import { judgeCosts } from './costs.mjs';
import { runLanes, step, suite } from './lanes.mjs';
import { run, tool } from './run.mjs';
import { NOTHING, summary } from './suite.mjs';

/** Steps that read the sources alone. They import the package in examples, so they follow the build. */
const READ = [
  step('format', () => run(tool('oxfmt'), ['--check', '.'])),
  step('lint', () => run(tool('oxlint'), ['--type-aware', '--deny-warnings'])),
  step('types of the tests', () => run(tool('tsc'), ['-p', 'test'])),
  step('types of the page', () => run(tool('tsc'), ['-p', 'web'])),
  step('unused code', () => run(tool('knip'), ['--no-progress'])),
];

/** Suites that need no program, the parts with their coverage. */
const SUITES = [suite('parts, with coverage', ['--project', 'parts', '--coverage']), suite('servers', ['--project', 'servers'])];

/** Builds, then runs the steps and suites, with more lanes beside them, and returns the counts of all tests. */
export async function check(more = []) {
  const built = await runLanes([[step('build', build)]]);
  if (built.counts.failed > 0) return { ...NOTHING, failed: 1 };
  const { counts, costs } = await runLanes([...more, SUITES, READ]);
  judgeCosts(costs);
  return counts;
}

if (process.argv[1] === import.meta.filename) {
  const [flag, revision] = process.argv.slice(2);
  const counts = flag === '--changed' ? await checkChanged(revision) : await check();
  console.log(summary(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
