import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../metrics/median.mjs';
import { onServer } from './on-process.mjs';
import { standing } from './standing.mjs';

const ROOT = join(import.meta.dirname, '../..');
const CALLS_RATE = 200;
const LENGTHS = { full: { costSeconds: 20, rounds: 3, churnSeconds: 300 }, short: { costSeconds: 8, rounds: 1, churnSeconds: 30 } };
const MAIN = 'dist/cli/main.js';

/** This build beside that of a revision, under the same load in turns: what one takes of the other. With `most`, in percent, it may take no more than that over it. */
export async function against({ revision, rate, transport, isShort, most }) {
  const { costSeconds, rounds, churnSeconds } = LENGTHS[isShort ? 'short' : 'full'];
  const other = buildOf(revision);
  try {
    const builds = { here: join(ROOT, MAIN), there: join(other, MAIN) };
    const costs = { here: [], there: [] };
    for (let round = 1; round <= rounds; round += 1)
      for (const [name, main] of turn(builds, round)) {
        const { us, mostMb } = await onServer({ kind: 'mix', rate, transport, seed: round, seconds: costSeconds, main });
        costs[name].push({ us: us.total, mostMb });
        console.error(`round ${round}, ${name}: ${us.total.toFixed(1)} us a packet, RSS most ${mostMb.toFixed(0)} MB`);
      }
    const churn = {};
    for (const [name, main] of Object.entries(builds)) churn[name] = await standing({ callsRate: CALLS_RATE, seconds: churnSeconds, main });
    const figures = ratios({
      'CPU a packet': (name) => median(costs[name].map(({ us }) => us)),
      'RSS most at that rate': (name) => median(costs[name].map(({ mostMb }) => mostMb)),
      [`RSS at the end of ${churnSeconds} s at ${CALLS_RATE} calls/s`]: (name) => churn[name].rssMb,
      'bytes of the store a call': (name) => churn[name].bytesPerCall,
    });
    return {
      title: `this build, times ${revision}: ${rate} packets/s over ${transport}, ${rounds} rounds of ${costSeconds} s in turns`,
      figures,
      gates: most === undefined ? [] : Object.entries(figures).map(([name, measured]) => gateOf(name, measured, most)),
      rounds: { costs, churn },
    };
  } finally {
    removeTree(other);
  }
}

/** Alternates which build comes first: the machine may slow down or speed up. */
function turn(builds, round) {
  return round % 2 === 1 ? Object.entries(builds) : Object.entries(builds).toReversed();
}

function ratios(read) {
  return Object.fromEntries(Object.entries(read).map(([name, of]) => [name, of('here') / of('there')]));
}

function gateOf(name, measured, most) {
  return { name: `${name} (at most ${most} % over)`, measured, isGood: measured <= 1 + most / 100 };
}

/** A worktree of a revision with its build. It uses the packages that are installed here. */
function buildOf(revision) {
  const tree = join(mkdtempSync(join(tmpdir(), 'ringscope-against-')), 'tree');
  git('worktree', 'add', '--detach', tree, revision);
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir');
    execFileSync(process.execPath, [join(tree, 'scripts/build.mjs')], { cwd: tree, stdio: 'inherit' });
    return tree;
  } catch (error) {
    removeTree(tree);
    throw error;
  }
}

function removeTree(tree) {
  git('worktree', 'remove', '--force', tree);
  rmSync(join(tree, '..'), { recursive: true, force: true });
}

function git(...args) {
  execFileSync('git', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
