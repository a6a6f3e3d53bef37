// `npm test`: installs what is missing, then `npm run check`, then the suites that need other programs.
import { check } from './check.mjs';
import { install } from './install.mjs';
import { providePrograms } from './programs.mjs';
import { runSuite, sum, summary } from './suite.mjs';

async function peers() {
  await providePrograms();
  const { counts, failures, secondTries } = await runSuite(['--config', 'test/peers/vitest.config.ts'], { show: true });
  for (const line of secondTries) console.log(`passed at its second try: ${line}`);
  for (const failure of failures) console.log(failure);
  return counts;
}

await install();
let counts = await check();
if (counts.failed === 0) counts = sum(counts, await peers());
console.log(summary(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
