import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { encodeRecord } from '../../src/wire/index.ts';
import { recent, type Frame } from '../recent-frames.ts';
import { runCommand } from '../run-command.ts';

const PRESETS = JSON.stringify(['callstack', 'voice-skill', 'rustpbx', 'voiceserver'].map((name) => ({ name })));
const FIXTURES = [['kamailio-sip'], ['linphone-sip'], ['rtpe-call-sip', 'rtpengine-rtcp']];

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function hepbin(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.map(({ at, bytes }) => encodeRecord(at, bytes)));
}

async function send({ endpoints }: TestServer, frames: readonly Frame[]): Promise<void> {
  const socket = createSocket('udp4');
  ends.push(() => void socket.close());
  const port = Number(endpoints[0]?.split(':')[1]);
  for (const { bytes } of frames) await new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', resolve));
}

async function upload({ url }: TestServer, body: Uint8Array, query: string): Promise<number> {
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(`${url}/api/v1/imports?${query}`, { method: 'POST', body: Buffer.from(body), headers });
  await response.text();
  return response.status;
}

/** Metrics of programs, this one included, and those of voice-skill, which show what the store has by the times of the calls. */
const OF_PROGRAMS = /^(?:ringscope|process|nodejs|telephony_program|\w+_process|rustpbx_network|voice)_/;
/** What shows how things are now. */
const STATES = /_(?:active|active_calls|peak|up|info)$/;

/** Series of a server that are not 0, but those of programs. */
async function series(server: TestServer): Promise<readonly string[]> {
  const text = await (await server.get('/metrics')).text();
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^#| 0$|_(?:uptime|timestamp)_seconds/.test(line) && !OF_PROGRAMS.test(line))
    .map((line) => line.replace('source="file"', 'source="hep"'));
}

/** Those of them that count. */
async function counted(server: TestServer): Promise<readonly string[]> {
  return (await series(server)).filter((line) => !STATES.test(line.split(/[{ ]/)[0] ?? '')).toSorted();
}

/** Those of them that show how things are now. */
async function states(server: TestServer): Promise<readonly string[]> {
  return (await series(server)).filter((line) => STATES.test(line.split(/[{ ]/)[0] ?? ''));
}

/** A server that shows the names of others as well. */
async function start(flags: Record<string, string> = {}): Promise<TestServer> {
  return startServer(ends, { presets: PRESETS, ...flags });
}

test.each(FIXTURES)(
  '%s and %s move the same values as HEP and, with metrics, as an import: canonical ones and those of presets',
  async (...names) => {
    const frames = recent(names);
    const [live, importing] = [await start(), await start()];
    await send(live, frames);
    expect(await upload(importing, hepbin(frames), 'metrics=true')).toBe(200);
    const imported = await counted(importing);
    expect(imported.length).toBeGreaterThan(20);
    await expect.poll(async () => counted(live), { interval: 100 }).toEqual(imported);
  },
);

test('an import moves no gauge, no metric of what arrives, and without being asked none at all', async () => {
  const server = await start();
  const bytes = hepbin(recent(['kamailio-sip']));
  const before = await states(server);
  expect(await upload(server, bytes, '')).toBe(200);
  expect(await counted(server)).toEqual([]);
  expect(await upload(server, bytes, 'metrics=true')).toBe(200);
  expect((await counted(server)).length).toBeGreaterThan(20);
  expect(await states(server)).toEqual(before);
  expect(await server.sample('ringscope_source_packets_total{source="file",kind="sip"}')).toBe(0);
});

test('calls are in the list once, and the command moves the metrics as well, also into the folder that a server writes', async () => {
  const folder = testFolder(ends);
  const server = await start({ store: folder });
  const path = join(testFolder(ends), 'calls.hepbin');
  writeFileSync(path, hepbin(recent(['kamailio-sip'])));
  const attempts = async (): Promise<number> => {
    const lines = (await counted(server)).filter((line) => line.startsWith('telephony_call_attempts_total'));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  expect(await runCommand(['import', path, '--url', server.url])).toMatchObject({ code: 0 });
  expect(await attempts()).toBe(0);
  expect(await runCommand(['import', path, '--url', server.url, '--metrics'])).toMatchObject({
    code: 0,
    err: expect.stringContaining('alerts may fire'),
  });
  const once = await attempts();
  expect(once).toBeGreaterThan(10);
  expect(await runCommand(['import', path, '--store', folder, '--metrics'])).toMatchObject({ code: 0 });
  expect(await attempts()).toBe(2 * once);
  const { calls } = (await server.json('/api/v1/calls?limit=1000')) as { readonly calls: readonly unknown[] };
  expect(calls).toHaveLength(21);
});

test('without a server there are no metrics to move, and nothing is written', async () => {
  const path = new URL('../fixtures/hep/kamailio-sip.hepbin', import.meta.url).pathname;
  for (const words of [[], ['--store', testFolder(ends)]]) {
    const { code, err } = await runCommand(['import', path, '--metrics', ...words]);
    expect([code, err]).toEqual([2, expect.stringContaining('--metrics moves those of a running server')]);
  }
});
