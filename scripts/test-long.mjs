// `npm run test:long`: the tests that repeat, as often as a release needs: kills, faults, full disks, exports, fuzz, properties. Then 100 rounds of bench/faults.mjs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { runLanes, step, suite } from './lanes.mjs';
import { providePrograms } from './programs.mjs';
import { ROOT, run } from './run.mjs';
import { summary } from './suite.mjs';

const REPEATS = /\brounds\(/;

await install();
const advice = await providePrograms();
const files = ['src', 'test']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.test.ts') && (name.startsWith('test/slow/') || REPEATS.test(readFileSync(join(ROOT, name), 'utf8'))));
const { counts } = await runLanes([
  [
    step('build', build),
    suite(`${files.length} files, as often as LONG_RUN says`, files, { LONG_RUN: '1' }),
    step('100 rounds of faults', () => run(process.execPath, [join(ROOT, 'scripts', 'bench.mjs'), 'faults'], { show: true })),
  ],
]);
if (advice !== undefined) console.log(advice);
console.log(summary(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
