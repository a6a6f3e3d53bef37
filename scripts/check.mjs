// `npm run check`: everything that needs no other program, in order, up to the first failure.
import { build } from './build.mjs';
import { run, tool } from './run.mjs';
import { NOTHING, runSuite, summary } from './suite.mjs';

const steps = [
  ['format', () => run(tool('oxfmt'), ['--check', '.'])],
  ['build', () => build()],
  // After the build: the examples import the package, whose types it makes.
  ['lint', () => run(tool('oxlint'), ['--type-aware', '--deny-warnings'])],
  ['types', () => run(tool('tsc'), ['-p', 'test'])],
  ['types of the page', () => run(tool('tsc'), ['-p', 'web'])],
  ['tests, coverage, generated files', () => runSuite(['--coverage'])],
  ['unused code', () => run(tool('knip'), ['--no-progress'])],
];

/** Runs every step and returns the counts of its tests. A step that fails is one failure more when no test of it failed. */
export async function check() {
  let counts = { ...NOTHING };
  for (const [name, step] of steps) {
    const startedAt = performance.now();
    const result = await step();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    counts = result.counts ?? counts;
    console.log(`${result.code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    for (const line of result.secondTries ?? []) console.log(`         passed at its second try: ${line}`);
    if (result.code === 0) {
      for (const [line] of result.output.matchAll(/^(Statements|Branches|Functions|Lines) .*$/gm)) console.log(`         ${line}`);
      continue;
    }
    // Before the output, which may be long.
    for (const failure of result.failures ?? []) console.log(`         ${failure}`);
    console.log(withoutWarnings(result.output));
    return counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  }
  return counts;
}

/** What Node warns of in a test, as many provoke it, says nothing of why another one failed. */
function withoutWarnings(output) {
  return output
    .split('\n')
    .filter((line) => !/^\(node:\d+\)|^\(Use `node /.test(line))
    .join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const counts = await check();
  console.log(summary(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
