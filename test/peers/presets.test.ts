import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPreset, PRESET } from '../../src/presets/index.ts';
import { installCatalogs, readEvent } from '../../src/core/index.ts';
import { createMetricsResponder, metricsHandler } from '../../src/metrics-node/index.ts';
import { createRegistry, type SharedRegistry } from '../../src/metrics/index.ts';
import { readScenario } from '../../src/testing/scenario-text.ts';
import { makeFolder } from './lab.ts';
import { commandOf, requires } from './requires.ts';
import { startPrometheus, type Prometheus } from './start-prometheus.ts';
import { waitUntil } from './wait-until.ts';

const SCENARIOS = new URL('../scenarios/presets/', import.meta.url);
const NOW = 1_700_000_000;
/** A scrape that a busy machine does not answer within its second leaves nothing to see until the next one. */
const SCRAPED = { timeout: 90_000 } as const;

/** All presets in one registry, moved by the events that their scenarios post, and some that the tracker would derive. */
async function fillRegistry(): Promise<SharedRegistry> {
  const registry = createRegistry({ now: () => NOW });
  const presets = await Promise.all(PRESET.map(loadPreset));
  const consumer = installCatalogs(
    presets.map(({ catalog }) => catalog),
    registry,
  );
  const ended = {
    type: 'call.ended',
    callId: 'a',
    callKey: 'k',
    source: 'x',
    trunk: 'carrier',
    direction: 'inbound',
    isEmergency: false,
  } as const;
  const call = { ...ended, outcome: 'answered', ended: 'bye', releasedBy: 'caller', cause: 'normal', hasRung: true, isChallenged: false };
  const posted = readdirSync(SCENARIOS)
    .filter((name) => name.endsWith('.scenario'))
    .flatMap((name) => readScenario(readFileSync(new URL(name, SCENARIOS), 'utf8')).messages)
    .filter((line) => /^\S+ event /.test(line))
    .map((line): unknown => JSON.parse(line.replace(/^\S+ event /, '')));
  for (const input of [...posted, { ...call, totalSeconds: 300, talkSeconds: 290, hasTranscript: true }]) {
    const event = readEvent(input, { now: NOW, source: 'x' });
    if ('malformed' in event) throw new Error(JSON.stringify(event));
    consumer.accept(event);
  }
  return registry;
}

requires('prometheus', 'promtool')('A real Prometheus reads the names of the five systems', () => {
  const folder = makeFolder();
  const servers: Server[] = [];
  let registry: SharedRegistry;
  let plain: Prometheus;
  let native: Prometheus;

  async function serve(accept?: string): Promise<number> {
    const respond = createMetricsResponder(registry);
    const handler = metricsHandler((headers) => respond(accept === undefined ? headers : { ...headers, accept }));
    const server = createServer(handler).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  beforeAll(async () => {
    registry = await fillRegistry();
    for (const name of ['plain', 'native']) mkdirSync(join(folder, name));
    plain = await startPrometheus({
      folder: join(folder, 'plain'),
      jobs: { text: await serve('text/plain;version=0.0.4'), openmetrics: await serve() },
      features: ['exemplar-storage'],
    });
    native = await startPrometheus({
      folder: join(folder, 'native'),
      jobs: { protobuf: await serve() },
      features: ['exemplar-storage', 'native-histograms'],
    });
    await Promise.all([plain.whenUp(), native.whenUp()]);
  });
  afterAll(async () => {
    await plain?.program.stop();
    await native?.program.stop();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const everywhere = async (expression: string) => ({ ...(await plain.query(expression)), ...(await native.query(expression)) });
  const all = (value: number) => ({ text: value, openmetrics: value, protobuf: value });

  test('the same series arrive in every format', async () => {
    await expect.poll(async () => everywhere('up'), SCRAPED).toEqual(all(1));
    for (const prefix of ['callstack', 'voice', 'rustpbx', 'cardlink', 'voiceserver', 'sip']) {
      // OpenMetrics says beside them when they were made, and writes bounds and quantiles as 1.0.
      const counts = async () => everywhere(`count by (job) ({__name__=~"${prefix}_.*", __name__!~".*_created"})`);
      const found = await waitUntil('counts of every job', 90, async () => {
        const now = await counts();
        return Object.keys(now).length === 3 ? now : undefined;
      });
      expect(found['text'] ?? 0, prefix).toBeGreaterThan(8);
      expect(found, prefix).toEqual(all(found['text'] ?? 0));
    }
  });

  test('a counter without _total, a windowed value, an info and a summary have their values', async () => {
    await expect.poll(async () => everywhere('voice_calls_with_transcript'), SCRAPED).toEqual(all(1));
    await expect.poll(async () => everywhere('voice_calls_by_status{status="completed"}'), SCRAPED).toEqual(all(1));
    await expect.poll(async () => everywhere('count by (job) (cardlink_application_info)'), SCRAPED).toEqual(all(1));
    await expect.poll(async () => everywhere('rustpbx_info{version="0.5.0"}'), SCRAPED).toEqual(all(1));
    await expect.poll(async () => everywhere('voiceserver_llm_first_byte_ms_count'), SCRAPED).toEqual(all(2));
  });

  test('promtool reads them: it finds names to criticise and nothing that is no exposition', () => {
    const { status, stdout, stderr } = spawnSync(commandOf('promtool'), ['check', 'metrics'], {
      input: registry.compose('text'),
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('voice_calls_with_transcript counter metrics should have "_total" suffix');
    expect(stderr).not.toMatch(/error while linting|parsing error/i);
  });
});
