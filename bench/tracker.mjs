// What the call tracker alone costs per message: ns of CPU and bytes of garbage, with a tick every 0.2 s as in the server. The sources and the store are not in it.
//   calls      full calls over two hops, 13 messages each, 770 begun in a second: 10,000 messages a second
//   long       40 calls that are refreshed all the time: the 10th to the 60th message of each beside the 1,000th to the 1,050th
//   others     REGISTER with its challenge, and OPTIONS, each with a Call-ID of its own
//   kept       bytes of the heap per call that talks, 9 messages each
// Gate: the 1,000th message of a call costs at most twice the 10th. `npm run bench -- tracker`.
import { spawnSync } from 'node:child_process';

const PARTS = ['calls', 'long', 'others', 'kept'];
const MOST_GROWTH = 2;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !PARTS.includes(name));
if (unknown !== undefined) {
  console.error(`no part "${unknown}"; there are ${PARTS.join(', ')}`);
  process.exit(2);
}
for (const part of asked.length > 0 ? asked : PARTS) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', 'bench/tracker/measure.mjs', part], { encoding: 'utf8' });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (status !== 0) process.exitCode = 1;
  if (part !== 'long') continue;
  const growth = Number(/growth ([\d.]+)/.exec(stdout)?.[1]);
  if (growth <= MOST_GROWTH) continue;
  console.error(`the 1,000th message of a call costs ${growth} times the 10th, at most ${MOST_GROWTH} are allowed`);
  process.exitCode = 1;
}
