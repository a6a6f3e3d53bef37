// `npm test`: installs what is missing, then `npm run check` with the suites that need other programs beside it. `-- --without-programs` acts as if there were none.
import { check } from './check.mjs';
import { install } from './install.mjs';
import { treeCpuSeconds } from './cpu-seconds.mjs';
import { suite } from './lanes.mjs';
import { providePrograms } from './programs.mjs';
import { summary } from './suite.mjs';

const isWithout = process.argv.includes('--without-programs');
if (isWithout) process.env.WITHOUT_PROGRAMS = '1';

const installation = await timed(install);
const advice = await timed(() => (isWithout ? undefined : providePrograms()));
const proof = await timed(() => check(lanes()));

console.log('');
console.log(`installation ${minutes(installation.seconds + advice.seconds)}, proof ${minutes(proof.seconds)}${cpuText(proof.cpuSeconds)}`);
if (isWithout) console.log('Suites that need a program were skipped: --without-programs.');
if (advice.value !== undefined) console.log(advice.value);
console.log(summary(proof.value));
process.exitCode = proof.value.failed === 0 ? 0 : 1;

/** Suites with programs, one after another: more beside the others would only take their cores. In CI those are also run as on a machine without them, where each has to be skipped whole. */
function lanes() {
  const isCi = process.env.CI === 'true' && !isWithout;
  const skipped = suite('peers and page, as if no program were installed', ['--project', 'peers', '--project', 'page'], {
    WITHOUT_PROGRAMS: '1',
  });
  return [[suite('peers', ['--project', 'peers']), suite('page', ['--project', 'page']), ...(isCi ? [skipped] : [])]];
}

async function timed(action) {
  const startedAt = performance.now();
  const before = treeCpuSeconds();
  const value = await action();
  return {
    value,
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: before === undefined ? undefined : treeCpuSeconds() - before,
  };
}

function minutes(seconds) {
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function cpuText(seconds) {
  return seconds === undefined ? '' : ` (${(seconds / 60).toFixed(1)} minutes of CPU)`;
}
