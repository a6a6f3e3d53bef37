import { median } from '../metrics/median.mjs';
import { onReference, onServer } from './on-process.mjs';
import { summarizeProfile } from './profile.mjs';

const ROUNDS = 3;
const REFERENCE_SECONDS = 15;
const MOST_RATIO = 3;
const AIMED_RATIO = 2;

/** What a packet costs the server, beside a process that reads the same packets and one that only takes them, in turns. */
export async function packetCost({ rate, seconds, transport, rounds = ROUNDS }) {
  const load = { kind: 'mix', rate, transport };
  const found = [];
  for (let round = 1; round <= rounds; round += 1) {
    const seeded = { ...load, seed: round };
    const server = await onServer({ ...seeded, seconds });
    const scan = await onReference('scan', { ...seeded, seconds: REFERENCE_SECONDS });
    const bare = await onReference('bare', { ...seeded, seconds: REFERENCE_SECONDS });
    found.push({ server, scan, bare, ratio: server.us.total / scan.us.total });
    tell(round, found.at(-1));
  }
  const middle = (read) => median(found.map(read));
  const ratio = middle((round) => round.ratio);
  const isComplete = found.every(({ server }) => server.lost === 0 && server.rejected === 0 && server.kernelDrops === 0);
  const isExact = found.every(({ server }) => server.calls.isExact);
  return {
    title: `${rate} packets/s over ${transport}, ${rounds} rounds of ${seconds} s`,
    figures: {
      'server us a packet': middle(({ server }) => server.us.total),
      ...Object.fromEntries(
        ['main', 'store', 'query', 'http', 'rest'].map((name) => [`${name} us`, middle(({ server }) => server.us[name])]),
      ),
      'collector of main us': middle(({ server }) => server.collectorUs),
      'garbage of main B a packet': middle(({ server }) => server.garbageBytes),
      'RSS average MB': middle(({ server }) => server.averageMb),
      'RSS most MB': middle(({ server }) => server.mostMb),
      'receive and scan us a packet': middle(({ scan }) => scan.us.total),
      'receive us a packet': middle(({ bare }) => bare.us.total),
    },
    gates: [
      {
        name: `times receiving and scanning (at most ${MOST_RATIO}, aimed at ${AIMED_RATIO})`,
        measured: ratio,
        isGood: ratio <= MOST_RATIO,
      },
      {
        name: 'packets lost or refused',
        measured: found.map(({ server }) => server.lost + server.rejected).join(', '),
        isGood: isComplete,
      },
      {
        name: 'calls in the store by outcome',
        measured: isExact ? 'exact' : JSON.stringify(found.map(({ server }) => server.calls)),
        isGood: isExact,
      },
    ],
    rounds: found,
  };
}

/** Where the time of the server's main thread goes at that load, as text. It costs time itself, so nothing else is measured. */
export async function profileMain({ rate, seconds, transport }) {
  const { profile, packets } = await onServer({ kind: 'mix', rate, transport, seed: 1, seconds, hasProfile: true });
  return summarizeProfile(profile, packets);
}

/** One line for each process, as it comes. */
function tell(round, { server, scan, bare, ratio }) {
  const { total, ...parts } = server.us;
  const byThread = Object.entries(parts).map(([name, us]) => `${name} ${us.toFixed(1)}`);
  console.error(
    `round ${round}: server ${total.toFixed(1)} us (${byThread.join(', ')}; collector of main ${server.collectorUs.toFixed(1)}, garbage ${server.garbageBytes.toFixed(0)} B), ` +
      `scan ${scan.us.total.toFixed(1)}, bare ${bare.us.total.toFixed(1)}: ${ratio.toFixed(1)} times; ${Math.round(server.packetsPerSecond)} packets/s, ${server.open} open, ` +
      `RSS ${server.averageMb.toFixed(0)} MB, most ${server.mostMb.toFixed(0)}; ${server.received} of ${server.sent} packets, calls ${server.calls.isExact ? 'exact' : 'WRONG'}`,
  );
}
