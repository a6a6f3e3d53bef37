// What the export by OTLP costs, and what an outage of the collector does. Two parts, each printed and gated:
//   cost    the road (`npm run bench -- road`) with traces at 0.1, metrics and lines of the log on their way to a collector that takes all, beside the road without: CPU of the
//           server by packet, at most 1.15 times. [--rate 2000] [--seconds 60] [--rounds 3]
//   outage  500 calls/s are posted while the collector is gone, accepts and never answers, or answers garbage, and then takes all again: all calls are counted, what was made is
//           what was taken and what was counted as lost, and it goes on by itself. [--calls 500] [--gone 60] [--kind gone|silent|garbage]
// `npm run bench -- otlp [cost|outage] [--json]`.
import { parseArgs } from 'node:util';
import { cost } from './otlp/cost.mjs';
import { OUTAGES, outage } from './otlp/outage.mjs';
import { report } from './road/report.mjs';

const PARTS = { cost, outage };
const number = (preset) => ({ type: 'string', default: preset });
const OPTIONS = {
  rate: number('2000'),
  seconds: number('60'),
  rounds: number('3'),
  calls: number('500'),
  gone: number('60'),
  kind: { type: 'string' },
  json: { type: 'boolean', default: false },
};

async function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const unknown = positionals.find((name) => !(name in PARTS));
  if (unknown !== undefined || (values.kind !== undefined && !OUTAGES.includes(values.kind))) {
    console.error(`parts are ${Object.keys(PARTS).join(', ')}; kinds are ${OUTAGES.join(', ')}`);
    return 2;
  }
  const { kind, json, ...numbers } = values;
  const options = { ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, Number(text)])), kind };
  const results = [];
  for (const [name, part] of Object.entries(PARTS))
    if (positionals.length === 0 || positionals.includes(name)) results.push(await part(options));
  return report(results.flat(), json);
}

process.exitCode = await main();
