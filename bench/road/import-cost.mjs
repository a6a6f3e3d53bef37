import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from '../metrics/median.mjs';
import { writeCapture } from './write-capture.mjs';

const CLI = join(import.meta.dirname, '../../dist/cli/main.js');
const READER = join(import.meta.dirname, 'read-capture.mjs');
const TELL = pathToFileURL(join(import.meta.dirname, 'tell-usage.mjs')).href;
const MOST_RATIO = 3;
const ROUNDS = 3;

/** What an import of the same packets as a file costs, with a store and without, beside reading and scanning the file. */
export async function importCost({ rate, seconds, rounds = ROUNDS }) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-road-'));
  try {
    const file = join(folder, 'road.hepbin');
    const { packets, outcomes } = writeCapture(file, { kind: 'mix', rate, seed: 1, seconds });
    const found = [];
    for (let round = 1; round <= rounds; round += 1) {
      const store = join(folder, `data-${round}`);
      const scanned = await run([READER, file]);
      const imported = await run([CLI, 'import', file]);
      const stored = await run([CLI, 'import', file, '--store', store]);
      const { byOutcome } = JSON.parse((await run([CLI, 'dashboard', '--store', store, '--json'])).output);
      const isExact = Object.entries(outcomes).every(([outcome, calls]) => byOutcome[outcome]?.attempts === calls);
      rmSync(store, { recursive: true, force: true });
      found.push({ scan: scanned, import: imported, store: stored, isExact, ratio: stored.us / scanned.us });
      console.error(
        `round ${round}: scan ${(scanned.us / packets).toFixed(1)} us a packet, import ${(imported.us / packets).toFixed(1)}, with --store ${(stored.us / packets).toFixed(1)}, ` +
          `RSS most ${stored.mostMb.toFixed(0)} MB, calls ${isExact ? 'exact' : 'WRONG'}`,
      );
    }
    const middle = (read) => median(found.map(read));
    const ratio = middle((round) => round.ratio);
    const isExact = found.every((round) => round.isExact);
    return {
      title: `import of ${packets} packets, ${rounds} rounds`,
      figures: {
        'import --store us a packet': middle(({ store }) => store.us / packets),
        'import us a packet': middle((round) => round.import.us / packets),
        'read and scan us a packet': middle(({ scan }) => scan.us / packets),
        'RSS most MB': middle(({ store }) => store.mostMb),
      },
      gates: [
        {
          name: `import --store, times reading and scanning the file (at most ${MOST_RATIO})`,
          measured: ratio,
          isGood: ratio <= MOST_RATIO,
        },
        { name: 'calls in the store by outcome', measured: isExact ? 'exact' : 'WRONG', isGood: isExact },
      ],
      rounds: found.map(({ ratio: times, ...round }) => ({ ratio: times, ...strip(round) })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was written is not told. */
function strip(round) {
  return Object.fromEntries(
    Object.entries(round).map(([name, value]) => [name, typeof value === 'object' ? { us: value.us, mostMb: value.mostMb } : value]),
  );
}

/** Runs a program to its end: what it wrote, its CPU in all and the most memory that it had. */
async function run(args) {
  const child = spawn(process.execPath, ['--import', TELL, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  let output = '';
  let usage = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdio[3].setEncoding('utf8').on('data', (text) => (usage += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
  return { output, ...JSON.parse(usage) };
}
