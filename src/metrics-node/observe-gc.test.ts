import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** The built layers: a process of its own starts from files that Node itself can load. */
const DIST = new URL('../../dist', import.meta.url);

/** Says what was recorded at first, after garbage was collected in two ways, and after it was collected once more behind a closed observer. */
const COLLECTING = `
  const { createRegistry } = await import(process.argv[1] + '/metrics/index.js');
  const { observeProcess } = await import(process.argv[1] + '/metrics-node/index.js');
  const registry = createRegistry();
  const observer = observeProcess(registry);
  const value = (name) => Number(registry.compose('text').split(name + ' ')[1].split('\\n')[0]);
  const shown = [];
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    registry.collect(2e9);
    return {
      major: value('nodejs_gc_duration_seconds_count{kind="major"}'),
      minor: value('nodejs_gc_duration_seconds_count{kind="minor"}'),
      majorSeconds: value('nodejs_gc_duration_seconds_sum{kind="major"}'),
    };
  };
  shown.push(await look());
  gc();
  gc({ type: 'minor' });
  // What was recorded is told some time later.
  let now = await look();
  for (let looks = 0; looks < 500 && (now.major <= shown[0].major || now.minor <= shown[0].minor); looks += 1) now = await look();
  shown.push(now);
  observer.close();
  gc();
  shown.push(await look());
  console.log(JSON.stringify(shown));`;

const shown = z.object({ major: z.number(), minor: z.number(), majorSeconds: z.number() });

test('a run of the garbage collector is recorded with its kind and duration, until the observer is closed', async () => {
  expect(existsSync(DIST), 'npm run build makes the files that the process loads').toBe(true);
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '--eval', COLLECTING, DIST.href]);
  const [before, after, closed] = z.tuple([shown, shown, shown]).parse(JSON.parse(stdout));
  expect(after.major).toBeGreaterThan(before.major);
  expect(after.minor).toBeGreaterThan(before.minor);
  expect(after.majorSeconds).toBeGreaterThan(before.majorSeconds);
  // Below the whole life of the process: milliseconds taken for seconds are far beyond it.
  expect(after.majorSeconds).toBeLessThan(1);
  expect(closed.major).toBe(after.major);
});
