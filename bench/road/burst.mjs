import { median } from '../metrics/median.mjs';
import { onReference, onServer } from './on-process.mjs';

const RATE = 13_000;
const RUNS = 3;
/** A machine whose bare receiver loses packets says nothing of the server; so many runs at most. */
const MOST_RUNS = 8;
const MOST_CORES = 0.5;

/** Whether the server loses a packet at a rate at which a process that does nothing loses none, and what of a core it takes. */
export async function burst({ seconds }) {
  const load = { kind: 'mix', rate: RATE, transport: 'udp', seconds };
  const rounds = [];
  let telling = [];
  for (let seed = 1; seed <= MOST_RUNS && telling.length < RUNS; seed += 1) {
    const bare = await onReference('bare', { ...load, seed });
    const server = await onServer({ ...load, seed });
    rounds.push({ bare, server });
    telling = rounds.filter((round) => round.bare.lost === 0);
    console.error(
      `run ${seed}: bare lost ${bare.lost} of ${bare.sent}, server lost ${server.lost} of ${server.sent} at ${Math.round(server.packetsPerSecond)} packets/s, ` +
        `${server.cores.toFixed(2)} cores, RSS most ${server.mostMb.toFixed(0)} MB, calls ${server.calls.isExact ? 'exact' : 'WRONG'}`,
    );
  }
  const whole = telling.filter(({ server }) => server.lost === 0 && server.rejected === 0 && server.calls.isExact);
  const cores = median(rounds.map(({ server }) => server.cores));
  return {
    title: `${RATE} packets/s over udp for ${seconds} s`,
    figures: { 'packets/s': median(rounds.map(({ server }) => server.packetsPerSecond)) },
    gates: [
      {
        name: `runs that lost nothing, of those in which the bare receiver lost nothing (${RUNS} of ${RUNS})`,
        measured: `${whole.length} of ${telling.length}`,
        isGood: telling.length === RUNS && whole.length === RUNS,
      },
      { name: `cores (at most ${MOST_CORES})`, measured: cores, isGood: cores <= MOST_CORES },
    ],
    rounds,
  };
}
