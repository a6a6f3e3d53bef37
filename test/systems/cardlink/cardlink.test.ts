import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRingscope } from '../../../src/sdk/index.ts';
import { spawnServer } from '../../server/spawn-server.ts';
import { EXPECTED, runRig } from './rig.ts';

/** The metrics of its document. */
const DOCUMENTED = 37;

test("what CardLink's collector recorded, told by the SDK, is on the server's page under CardLink's names with CardLink's values", async () => {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-cardlink-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const server = await spawnServer({ store: path, presets: JSON.stringify([{ name: 'cardlink', sources: ['cardlink'] }]) });
  onTestFinished(async () => void (await server.kill('SIGKILL')));
  const ringscope = await createRingscope({ name: 'cardlink', server: { url: server.url } });
  await ringscope.start();
  runRig(ringscope);
  await ringscope.stop();
  // What begins and ends by id is counted in the next round.
  const scrape = async () => new Set((await (await fetch(`${server.url}/metrics`)).text()).split('\n'));
  await expect.poll(async () => scrape().then((shown) => EXPECTED.filter((line) => !shown.has(line)))).toEqual([]);
  const lines = await scrape();
  expect(EXPECTED.filter((line) => !lines.has(line))).toEqual([]);
  const metrics = new Set(EXPECTED.map((line) => line.replace(/(_sum|_bucket|_count)?(\{| ).*$/, '')));
  const shown = [...lines].filter((line) => line.startsWith('# TYPE cardlink_')).map((line) => line.split(' ')[2] ?? '');
  expect(shown.filter((name) => !metrics.has(name))).toEqual([]);
  expect(metrics.size).toBe(DOCUMENTED);
});
