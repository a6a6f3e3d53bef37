import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SDK = new URL('../../dist/sdk/index.js', import.meta.url).href;
const HOOKS = `
export async function load(url, context, next) {
  if (url.includes('/sdk/ship/')) console.log('loaded ' + url.slice(url.lastIndexOf('/') + 1));
  return next(url, context);
}`;

/** The modules of what ships events that a program loads with these options. */
function loadedBy(options: string): readonly string[] {
  const program = `
import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}));
const { createRingscope } = await import(${JSON.stringify(SDK)});
const ringscope = await createRingscope(${options});
await ringscope.start();
ringscope.sms.sent({ recipient: '1', parts: 1 });
await ringscope.stop();`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('loaded '))
    .map((line) => line.slice('loaded '.length))
    .toSorted();
}

test('without the option `server` nothing is loaded that sends events, but the door to it', () => {
  const without = loadedBy('{}');
  expect(without.filter((name) => !['load-shipper.js', 'server-options.js'].includes(name))).toEqual([]);
  expect(loadedBy("{ server: { url: 'http://127.0.0.1:9', drainSeconds: 0.05 } }")).toContain('shipper.js');
});
