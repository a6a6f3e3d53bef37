import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createLog, resolveSettings, serve } from '../../src/server/index.ts';
import { readSamples } from '../../src/testing/check-scenario.ts';
import { readHepFixture } from '../../src/testing/index.ts';
import { readScenario } from '../../src/testing/scenario-text.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { EVENTS, type EventDef } from '../../src/core/index.ts';

const SCENARIOS = new URL('../scenarios/presets/', import.meta.url);
const CAPTURE = readHepFixture(new URL('../fixtures/hep/kamailio-sip.hepbin', import.meta.url));

/** A metric as its system documents it. */
interface Documented {
  readonly system: string;
  readonly name: string;
}

/** The names that a system documents. */
export function documentedNames(system: string): readonly string[] {
  const all = JSON.parse(readFileSync(new URL('../fixtures/systems-metrics.json', import.meta.url), 'utf8')) as readonly Documented[];
  return all.filter((one) => one.system === system).map(({ name }) => name);
}

/** A server with the presets of some systems, and what their programs do to it. */
export interface MigratedServer {
  /** What a path of a listener answers. */
  get(listener: string, path: string, headers?: Record<string, string>): Promise<Response>;
  /** The samples of a listener. */
  scrape(listener: string, path?: string): Promise<ReadonlyMap<string, string>>;
  /** Posts events as a program does. */
  post(events: readonly object[]): Promise<void>;
  /** Sends what a real Kamailio has sent by HEP: 21 calls. */
  sendCapture(): Promise<void>;
}

/** Starts it on ports that the system chooses. */
export async function startMigrated(ends: (() => Promise<void> | void)[], presets: readonly object[]): Promise<MigratedServer> {
  const flags = { 'http-port': '0', 'hep-port': '0', store: testFolder(ends), 'calls-settle-seconds': '0.3' };
  const settings = resolveSettings({ flags: { ...flags, presets: JSON.stringify(presets) }, env: {} });
  const server = await serve(settings, { log: createLog('silent', () => undefined) });
  ends.push(() => server.stop());
  const addressOf = (listener: string): string => server.listeners.find(({ name }) => name === listener)?.address ?? '';
  const get: MigratedServer['get'] = async (listener, path, headers = {}) => fetch(`http://${addressOf(listener)}${path}`, { headers });
  return {
    get,
    scrape: async (listener, path = '/metrics') => new Map(readSamples(await (await get(listener, path)).text())),
    async post(events) {
      const response = await fetch(`http://${addressOf('http')}/api/v1/events`, {
        method: 'POST',
        body: JSON.stringify(events),
        headers: { 'content-type': 'application/json' },
      });
      if (response.status !== 200) throw new Error(await response.text());
    },
    async sendCapture() {
      const [host = '', port = ''] = (server.endpoints[0] ?? '').split(':');
      const socket = createSocket('udp4');
      for (const { bytes } of CAPTURE) await new Promise((resolve) => socket.send(bytes, Number(port), host, resolve));
      socket.close();
    },
  };
}

/** What a scenario of a preset posts and what it expects of that, as long as a program may post it. */
export interface Posted {
  readonly events: readonly object[];
  readonly expected: readonly { readonly series: string; readonly value: string }[];
}

/** Whether a program may post events of a type. */
function isPosted(type: unknown): boolean {
  return EVENTS.some((one: EventDef) => one.type === type && one.isOwn !== true);
}

/** The events of a scenario from `startAt` on, all of one source. */
export function postedOf(name: string, source: string, startAt: number): Posted {
  const scenario = readScenario(readFileSync(new URL(`${name}.scenario`, SCENARIOS), 'utf8'));
  const events = scenario.messages.flatMap((line) => {
    const [, seconds = '', json = ''] = /^(\S+) event (.*)$/.exec(line) ?? [];
    const event: unknown = json === '' ? undefined : JSON.parse(json);
    if (typeof event !== 'object' || event === null || !('type' in event) || !isPosted(event.type)) return [];
    return [{ source, ...event, at: startAt + Number(seconds) }];
  });
  return { events, expected: scenario.series.map(({ series, value }) => ({ series, value })) };
}

/** Which samples are others than expected, once all are as they shall be or minutes are over. */
export async function differing(
  scrape: () => Promise<ReadonlyMap<string, string>>,
  expected: Posted['expected'],
): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    const samples = await scrape();
    const faults = expected.flatMap(({ series, value }) => {
      const seen = samples.get(series);
      if (value === 'absent') return seen === undefined ? [] : [`${series} is ${seen}; expected none`];
      return Math.abs(Number(seen) - Number(value)) < 5e-6 ? [] : [`${series} is ${seen ?? 'absent'}; expected ${value}`];
    });
    if (faults.length === 0 || tries === 1000) return faults;
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
}

/** The names among `documented` that have no sample. */
export function unseen(samples: ReadonlyMap<string, string>, documented: readonly string[]): readonly string[] {
  const seen = new Set([...samples.keys()].map((series) => series.replace(/\{.*/, '')));
  return documented.filter((name) => !['', '_count', '_sum'].some((end) => seen.has(`${name}${end}`)));
}
