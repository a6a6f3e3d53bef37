import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The built layers: a process of its own starts from files that Node itself can load. */
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** Loads two copies of the package, as two bundles of one program do, and counts through both. */
const TWO_COPIES = `
  const [first, second] = await Promise.all(process.argv.slice(1).map(async (dist) => ({
    ...(await import(dist + '/metrics/index.js')),
    ...(await import(dist + '/metrics-node/index.js')),
  })));
  const declare = ({ counter }) => counter('acme_orders_total', { help: 'Orders.', labels: { kind: ['new', 'old'] } });
  first.sharedRegistry().add(declare(first)).inc({ kind: 'new' });
  second.sharedRegistry().add(declare(second)).inc({ kind: 'new' });
  let code = 'none';
  try {
    second.sharedRegistry().add(second.counter('acme_orders_total', { help: 'Something else.' }));
  } catch (error) {
    code = error.code;
  }
  console.log(JSON.stringify({
    isSame: first.sharedRegistry() === second.sharedRegistry() && first.createRegistry !== second.createRegistry,
    line: first.sharedRegistry().compose('text').split('\\n').find((line) => line.startsWith('acme')),
    enumerable: Object.getOwnPropertySymbols(globalThis).some((key) => Object.prototype.propertyIsEnumerable.call(globalThis, key) && String(key).includes('ringscope')),
    code,
  }));`;

test('two copies of the package in one program share the shared registry; the same declaration is one metric, another is refused', async () => {
  expect(existsSync(DIST), 'npm run build makes the files that the process loads').toBe(true);
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-copy-'));
  try {
    cpSync(DIST, folder, { recursive: true });
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', TWO_COPIES, DIST, folder]);
    expect(JSON.parse(stdout)).toEqual({
      isSame: true,
      line: 'acme_orders_total{kind="new"} 2',
      enumerable: false,
      code: 'METRIC_CONFLICT',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
