// What a packet costs the server on its way from the datagram to the disk, beside processes that only take the same packets.
// `npm run bench -- road [--rate 10000] [--seconds 30] [--tcp] [--rounds 3] [--json]`: CPU by packet and thread.
//   --profile FILE  where main spends it, instead.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { packetCost, profileMain } from './road/packet-cost.mjs';
import { report } from './road/report.mjs';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '30' },
    rounds: { type: 'string' },
    tcp: { type: 'boolean', default: false },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

async function main() {
  const options = {
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    transport: values.tcp ? 'tcp' : 'udp',
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  };
  if (values.profile !== undefined) {
    writeFileSync(values.profile, await profileMain(options));
    return 0;
  }
  return report(await packetCost(options), values.json);
}

process.exitCode = await main();
