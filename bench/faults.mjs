// Whether anything that was acknowledged is ever lost: rounds of kill -9, of a disk that is full, and of descriptors that run out, each with posts under way and each followed by a
// restart that must have every call whose post was answered with 200, once.
// `npm run bench -- faults [ROUNDS] [KIND ...]`: 100 rounds unless said otherwise, of kill, disk and descriptors in turn. A full disk is a small tmpfs, which only root may mount.
import { FAULTS } from './faults/faults.mjs';
import { runRound } from './faults/round.mjs';

const PROGRESS_EVERY = 10;

async function main([count = '100', ...kinds]) {
  const rounds = Number(count);
  const wanted = kinds.length === 0 ? Object.keys(FAULTS) : kinds;
  if (!(Number.isInteger(rounds) && rounds > 0) || wanted.some((kind) => !(kind in FAULTS))) {
    console.error(`usage: npm run bench -- faults [ROUNDS] [${Object.keys(FAULTS).join(' | ')} ...]`);
    return 2;
  }
  const sums = new Map(wanted.map((kind) => [kind, { rounds: 0, acknowledged: 0, refused: 0, lost: 0, twice: 0 }]));
  for (let round = 0; round < rounds; round += 1) {
    const kind = wanted[round % wanted.length];
    const figures = await runRound(FAULTS[kind]);
    const sum = sums.get(kind);
    sum.rounds += 1;
    for (const [name, value] of Object.entries(figures)) sum[name] += value;
    if ((round + 1) % PROGRESS_EVERY === 0) console.error(`${round + 1} of ${rounds} rounds`);
  }
  console.table(Object.fromEntries(sums));
  const all = [...sums.values()];
  const isGood = all.every(({ acknowledged, lost, twice }) => acknowledged > 0 && lost === 0 && twice === 0);
  console.log(
    isGood
      ? 'Nothing that was acknowledged is lost or there twice.'
      : 'FAILED: something was lost, there twice, or nothing was acknowledged.',
  );
  return isGood ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
