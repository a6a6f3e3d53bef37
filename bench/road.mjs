// What a packet costs the server on its way from the datagram to the disk, beside processes that only take the same packets. Calls over two hops with what a proxy sends besides.
// `npm run bench -- road [--rate 10000] [--tcp] [--short]`: CPU by packet beside a bare receiver, and one that scans; memory after 20 minutes at 200 calls/s and its slope; growth of the store; what holds the most at
// 800 calls/s. It fails when a figure is a fifth worse than what landed last (bench/road/landed.json, which `--land` writes). `--json` prints all as JSON. Instead:
//   --against REV [--most 5]   this build and that of a revision in turns; with `--most` it fails when a figure is more than so many percent over.
//   --cost [--seconds 30] [--rounds 3]   CPU by packet and thread, garbage, memory.
//   --import        an import of the same packets, beside reading and scanning the file.
//   --burst         13,000 packets/s: nothing lost where a bare receiver loses nothing.
//   --long          forty calls of more than a thousand messages.
//   --memory [--minutes 20] [--part stand|churn|fast|sessions]
//   --profile FILE  where the time of main goes at that rate.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { against } from './road/against.mjs';
import { burst } from './road/burst.mjs';
import { roadGates } from './road/gates.mjs';
import { importCost } from './road/import-cost.mjs';
import { longCalls } from './road/long-calls.mjs';
import { memory, MEMORY_PARTS } from './road/memory.mjs';
import { packetCost, profileMain } from './road/packet-cost.mjs';
import { report } from './road/report.mjs';

const number = (preset) => ({ type: 'string', default: preset });
const flag = { type: 'boolean', default: false };
const OPTIONS = {
  rate: number('10000'),
  seconds: number('30'),
  rounds: { type: 'string' },
  minutes: number('20'),
  part: { type: 'string' },
  profile: { type: 'string' },
  against: { type: 'string' },
  most: { type: 'string' },
  short: flag,
  land: flag,
  cost: flag,
  tcp: flag,
  import: flag,
  burst: flag,
  long: flag,
  memory: flag,
  json: flag,
};
const MODES = { cost: packetCost, import: importCost, burst, long: longCalls, memory };

async function main() {
  const { values } = parseArgs({ options: OPTIONS });
  const { rounds, part, profile, against: revision, most } = values;
  if (part !== undefined && !MEMORY_PARTS.includes(part)) {
    console.error(`no part "${part}"; there are ${MEMORY_PARTS.join(', ')}`);
    return 2;
  }
  const options = {
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    minutes: Number(values.minutes),
    transport: values.tcp ? 'tcp' : 'udp',
    part,
    isShort: values.short,
    isLanding: values.land,
    ...(rounds === undefined ? {} : { rounds: Number(rounds) }),
  };
  if (profile !== undefined) {
    writeFileSync(profile, await profileMain(options));
    return 0;
  }
  if (revision !== undefined) {
    const allowed = most === undefined ? {} : { most: Number(most) };
    return report([await against({ ...options, revision, ...allowed })], values.json);
  }
  const mode = Object.keys(MODES).find((name) => values[name]);
  return report([await (MODES[mode] ?? roadGates)(options)].flat(), values.json);
}

process.exitCode = await main();
