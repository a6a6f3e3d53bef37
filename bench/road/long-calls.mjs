import { setTimeout as pause } from 'node:timers/promises';
import { readCounts } from '../ingest/load.mjs';
import { messageCost } from './message-cost.mjs';
import { startGenerator, startServer } from './processes.mjs';
import { measure } from './round.mjs';

const CALLS = 40;
/** By then each call has a thousand messages. */
const WARM_SECONDS = 205;
const MOST_CORES = 0.1;
const MOST_TIMES = 2;

/** What forty calls cost that go on and on, and whether a message costs more the longer its call is. */
export async function longCalls({ seconds }) {
  const { tenth, thousandth, rounds } = messageCost();
  console.error(`a message: the 10th of its call ${tenth.toFixed(1)} us, the 1,000th ${thousandth.toFixed(1)}`);
  const server = await startServer();
  const generator = await startGenerator({ kind: 'long', seed: 1, callsRate: CALLS, most: CALLS, transport: 'udp', port: server.port });
  try {
    await pause(WARM_SECONDS * 1000);
    const load = await measure(server, generator, seconds, async () => (await readCounts(new URL(server.url).port)).accepted);
    const times = thousandth / tenth;
    return {
      title: `${CALLS} calls of more than 1,000 messages, ${Math.round(load.packetsPerSecond)} messages/s in all`,
      figures: {
        'server us a message': load.us.total,
        'main us a message': load.us.main,
        'RSS most MB': load.mostMb,
        'tracker, 10th message us': tenth,
        'tracker, 1,000th message us': thousandth,
      },
      gates: [
        { name: `cores (at most ${MOST_CORES})`, measured: load.cores, isGood: load.cores <= MOST_CORES },
        { name: `1,000th message of a call, times the 10th (at most ${MOST_TIMES})`, measured: times, isGood: times <= MOST_TIMES },
      ],
      rounds: [load, ...rounds],
    };
  } finally {
    await generator.halt();
    await generator.stop();
    await server.stop();
  }
}
