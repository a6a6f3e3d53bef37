// How fast HEP comes in. Two parts, each printed and gated:
//   scan  parseHep + parseSip of a 791-byte INVITE against hep-js + parsip, interleaved in one run: at least 50 times faster.
//   load  the built server under 13,000 HEP packets/s over UDP: nothing lost; and under far more: what is lost is reported exactly.
// `npm run bench -- ingest [scan|load]` runs one of them.
import { load } from './ingest/load.mjs';
import { scan } from './ingest/scan.mjs';

const parts = { scan, load };
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`no part "${unknown}"; there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
let isGood = true;
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  isGood = (await part()) && isGood;
}
process.exitCode = isGood ? 0 : 1;
