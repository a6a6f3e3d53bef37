import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DASHBOARDS } from '../../src/dashboards/index.ts';
import { PRESET } from '../../src/presets/index.ts';
import { rounds } from '../rounds.ts';
import { makeFolder } from './lab.ts';
import { requires } from './requires.ts';
import { runCommand } from './ringscope.ts';
import { startPrometheus, type Prometheus } from './start-prometheus.ts';
import { postEvents, toldEvents } from './told-events.ts';

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;
/** Rounds in which programs report, and calls of the demo end. Some panels need two minutes of data: the long run has them, and rounds more for a busy machine. */
const ROUNDS = rounds(2, 10);
const MORE_ROUNDS = rounds(0, 5);
const ROUND_MS = rounds(3000, 12_000);
/** Queries that have data after the first rounds; there are some 290. */
const LEAST_FULL = 200;
/** What the demo has not: a week before this one, faults that it does not play, TLS, and anybody who looks at numbers. */
const EMPTY = [
  'overview | New attempts against last week | a week ago',
  'overview | Known faults of calls | {finding}',
  'overview | Lost by ringscope | {stage} {reason}',
  'sip | Session establishment ratio | a week ago',
  'sip | Session establishment effectiveness | a week ago',
  'sip | Ineffective session attempts | a week ago',
  'sip | Session completion ratio | a week ago',
  'sip | Answer-seizure ratio | a week ago',
  'sip | Network effectiveness ratio | a week ago',
  'sip | Post-dial delay against last week | a week ago',
  'sip | Messages that break a rule | {anomaly}',
  'sip | Requests without a dialog | {method}',
  'registrations | Rounds against last week | a week ago',
  'calls | Attempts against last week | a week ago',
  'calls | Known faults | {finding}',
  'ringscope | Lost in the time shown | lost',
  'ringscope | Lost | {stage} {reason}',
  'ringscope | Capture agents and connections | connections of {source}',
  'ringscope | Refused requests | {reason}',
  'ringscope | Looks at numbers | {access}',
  'ringscope | Certificates | first',
  'ringscope | Failed TLS handshakes | {listener} {reason}',
];

/** Readers of the live feed are counted once a second. */
const LIVE_MS = 2500;

interface Verified {
  readonly queries: number;
  readonly errors: readonly object[];
  readonly empty: readonly { readonly dashboard: string; readonly panel: string; readonly legend: string }[];
}

interface Demo {
  readonly child: ChildProcess;
  readonly url: string;
  readonly hep: string;
}

/** Reads the live feed for a moment: how many read it is told from then on. */
async function readLive({ url }: Demo): Promise<void> {
  const { body } = await fetch(`${url}/api/v1/live`);
  await new Promise((resolve) => setTimeout(resolve, LIVE_MS));
  await body?.cancel();
}

/** The demo on a folder of the test: the first one there makes a day of calls, the next ones do not. */
async function startDemo(folder: string, ...more: readonly string[]): Promise<Demo> {
  const args = [MAIN, 'demo', '--json', '--store', join(folder, 'demo'), '--http-port', '0', '--hep-port', '0', ...more];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk) => void (text += String(chunk)));
  while (!text.endsWith('}\n')) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}.`);
  }
  return { child, ...(JSON.parse(text) as Omit<Demo, 'child'>) };
}

/** What is refused or not believed: an event of no type, one of another century, and a packet that is no HEP. And somebody looks at the live feed. */
async function misbehave({ url, hep }: Demo): Promise<void> {
  const ending = new AbortController();
  await fetch(`${url}/api/v1/live`, { signal: ending.signal });
  ending.abort();
  for (const body of ['[{"type":"no"}]', '[{"type":"sms.received","source":"rig","modem":"modem-1","at":1}]'])
    await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const socket = createSocket('udp4');
  const [host = '', port = ''] = hep.split(':');
  await new Promise((resolve) => socket.send('no HEP', Number(port), host, resolve));
  socket.close();
}

requires('prometheus')('A real Prometheus that scrapes the demo', () => {
  const folder = makeFolder();
  let demo: Demo;
  let prometheus: Prometheus;

  beforeAll(async () => {
    const first = await startDemo(folder, '--calls-per-hour', '20');
    first.child.kill('SIGINT');
    await once(first.child, 'exit');
    demo = await startDemo(folder, '--calls-per-hour', '6000', '--presets', PRESET.join(','));
    prometheus = await startPrometheus({ folder, jobs: { ringscope: Number(new URL(demo.url).port) } });
    await prometheus.whenUp();
    await readLive(demo);
  }, 900_000);
  async function playRound(): Promise<void> {
    await postEvents(demo.url, toldEvents());
    await misbehave(demo);
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }

  afterAll(async () => {
    await prometheus?.program.stop();
    demo?.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test(`it answers every query of every dashboard, and ${ROUNDS > 2 ? 'nothing is' : 'few are'} empty but what the demo has not`, async () => {
    const all = DASHBOARDS.map(({ name }) => name).join(',');
    const asked = ['dashboards', 'verify', '--json', '--only', all, '--prometheus', prometheus.url, '--range', '2', '--step', '30'];
    const verify = async (): Promise<{ readonly full: number; readonly empty: readonly string[] }> => {
      const { errors, queries, empty } = JSON.parse(await runCommand(asked, folder)) as Verified;
      expect(errors).toEqual([]);
      expect(queries).toBeGreaterThan(250);
      return { full: queries - empty.length, empty: empty.map(({ dashboard, panel, legend }) => `${dashboard} | ${panel} | ${legend}`) };
    };
    for (let round = 0; round < ROUNDS; round += 1) await playRound();
    for (let round = 0; round < MORE_ROUNDS && (await verify()).empty.length > EMPTY.length; round += 1) await playRound();
    const { full, empty } = await verify();
    expect(empty.filter((one) => EMPTY.includes(one))).toEqual(EMPTY);
    expect(full).toBeGreaterThan(LEAST_FULL);
    if (MORE_ROUNDS > 0) expect(empty).toEqual(EMPTY);
  }, 900_000);
});
