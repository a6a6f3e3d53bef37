import { execFileSync } from 'node:child_process';
import { land, landedGates } from './landed.mjs';
import { packetCost } from './packet-cost.mjs';
import { standing } from './standing.mjs';

const [CHURN_RATE, FAST_RATE] = [200, 800];
/** Duration of each part. A short run is compared with short runs only. */
const LENGTHS = {
  full: { costSeconds: 30, rounds: 3, churnSeconds: 1200, fastSeconds: 60 },
  short: { costSeconds: 8, rounds: 1, churnSeconds: 60, fastSeconds: 15 },
};

/** The figures of the road, beside those that landed last. */
export async function roadGates({ rate, transport, isShort, isLanding }) {
  const length = isShort ? 'short' : 'full';
  const { costSeconds, rounds, churnSeconds, fastSeconds } = LENGTHS[length];
  const cost = await packetCost({ rate, seconds: costSeconds, transport, rounds });
  const churn = await standing({ callsRate: CHURN_RATE, seconds: churnSeconds });
  tell(`${CHURN_RATE} calls/s`, churn);
  const fast = await standing({ callsRate: FAST_RATE, seconds: fastSeconds, hasHolders: true });
  tell(`${FAST_RATE} calls/s`, fast);
  const [largest] = fast.holders;
  const figures = figuresOf(cost, churn, largest);
  const run = `${length}, ${rate} packets/s over ${transport}`;
  const gates = landedGates(figures, run);
  if (isLanding) land(figures, run, revision());
  return {
    title: `the road, a ${length} run: ${rate} packets/s over ${transport}, ${churnSeconds / 60} min at ${CHURN_RATE} calls/s, ${fastSeconds} s at ${FAST_RATE}`,
    figures: {
      ...cost.figures,
      ...figures,
      'largest holder': `${largest.name}, ${largest.count} objects`,
      'packets lost': lostOf(cost, churn),
    },
    gates,
    rounds: { cost: cost.rounds, churn, fast },
  };
}

/** Figures that are compared: a higher one is worse. */
function figuresOf({ figures }, churn, largest) {
  return {
    'times a bare receiver': figures['server us a packet'] / figures['receive us a packet'],
    'times receiving and scanning': figures['server us a packet'] / figures['receive and scan us a packet'],
    'RSS MB at the end': churn.rssMb,
    'MB a minute in the last half': churn.slope,
    'bytes of the store a call': churn.bytesPerCall,
    'largest holder MB': largest.mb,
  };
}

/** Told, but no gate: a machine that others use loses packets too. */
function lostOf({ rounds }, { lost }) {
  return rounds.reduce((sum, { server }) => sum + server.lost, lost);
}

function revision() {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
}

function tell(title, { rssMb, slope, bytesPerCall, holders = [] }) {
  const store = bytesPerCall === undefined ? '' : `, ${bytesPerCall.toFixed(0)} B of the store a call`;
  console.error(`${title}: RSS ${rssMb.toFixed(0)} MB at the end, ${slope.toFixed(2)} MB a minute in the last half${store}`);
  for (const { name, mb, count } of holders) console.error(`  ${mb.toFixed(1)} MB in ${count} of ${name}`);
}
