import { median } from '../metrics/median.mjs';
import { onServer } from '../road/on-process.mjs';
import { startCollector } from './start-collector.mjs';

const MOST_RATIO = 1.15;
/** The first traces are made when the first calls have settled, and for three minutes from then on V8 compiles what makes them. */
const WARM_SECONDS = 240;

/** What a packet costs the server with the export and without: two servers at once, each with the same packets, so that what else goes on meets both. */
export async function cost({ rate, seconds, rounds }) {
  const found = [];
  for (let round = 1; round <= rounds; round += 1) {
    const load = { kind: 'mix', rate, transport: 'udp', seed: round, seconds, warmSeconds: WARM_SECONDS };
    const collector = await startCollector();
    try {
      // All else as it is unless set: metrics once a minute.
      const flags = ['--otlp-endpoint', collector.url, '--otlp-sample-ratio', '0.1'];
      const [exporting, plain] = await Promise.all([onServer({ ...load, flags }), onServer(load)]);
      const { requests } = await collector.ask('counts');
      found.push({ exporting, plain, requests, ratio: exporting.us.total / plain.us.total });
    } finally {
      await collector.stop();
    }
    const { exporting, plain, requests, ratio } = found.at(-1);
    console.error(
      `round ${round}: with ${exporting.us.total.toFixed(1)} us a packet, without ${plain.us.total.toFixed(1)}: ${ratio.toFixed(3)} times; ${requests} requests`,
    );
  }
  const middle = (read) => median(found.map(read));
  const ratio = middle((round) => round.ratio);
  const all = found.flatMap(({ exporting, plain }) => [exporting, plain]);
  const isComplete = all.every(({ lost, rejected, calls }) => lost === 0 && rejected === 0 && calls.isExact);
  return {
    title: `${rate} packets/s with OTLP and without at once, ${rounds} rounds of ${seconds} s`,
    figures: {
      'with, us a packet': middle(({ exporting }) => exporting.us.total),
      'without, us a packet': middle(({ plain }) => plain.us.total),
      'main with, us': middle(({ exporting }) => exporting.us.main),
      'main without, us': middle(({ plain }) => plain.us.main),
      'RSS most with, MB': middle(({ exporting }) => exporting.mostMb),
      'RSS most without, MB': middle(({ plain }) => plain.mostMb),
      'requests to the collector': middle(({ requests }) => requests),
    },
    gates: [
      { name: `times the CPU without (at most ${MOST_RATIO})`, measured: ratio, isGood: ratio <= MOST_RATIO },
      {
        name: 'requests arrived in each round',
        measured: found.map(({ requests }) => requests).join(', '),
        isGood: found.every(({ requests }) => requests > 0),
      },
      { name: 'nothing lost, calls exact', measured: isComplete ? 'yes' : 'no', isGood: isComplete },
    ],
    rounds: found,
  };
}
