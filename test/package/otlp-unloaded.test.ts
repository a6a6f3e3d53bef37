import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { spawnServer } from '../server/spawn-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-otlp-unloaded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SDK = new URL('../../dist/sdk/index.js', import.meta.url).href;
const HOOKS = `
import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  if (/@opentelemetry|\\/exporters\\/|\\/sdk\\/otlp\\//.test(url)) writeSync(2, 'loaded ' + url.replace(/^.*\\/(?=@opentelemetry|exporters|sdk)/, '') + '\\n');
  return next(url, context);
}`;
/** Says on the error output what is loaded of the export. */
const REGISTER = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}));`;

function loadedOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('loaded '))
    .map((line) => line.slice('loaded '.length));
}

/** What of the export a program loads with these options. */
function loadedBy(options: string): readonly string[] {
  const program = `
${REGISTER}
const { createRingscope } = await import(${JSON.stringify(SDK)});
const ringscope = await createRingscope(${options});
await ringscope.start();
await ringscope.stop();`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  });
  expect(status).toBe(0);
  return loadedOf(stderr);
}

test('without the option `otlp` a program loads nothing of the export but the door to it, whatever the variables say', () => {
  expect(loadedBy('{}')).toEqual(['sdk/otlp/load-otlp.js']);
  const loaded = loadedBy('{ otlp: { drainSeconds: 0.05 } }');
  expect(loaded).toContain('sdk/otlp/otlp-link.js');
  // What makes requests and sends them is loaded in the thread alone.
  expect(loaded.filter((one) => one.includes('@opentelemetry'))).toEqual([]);
});

test('a server that exports nothing loads no module of OpenTelemetry', async () => {
  const server = await spawnServer({ store: join(folder, 'data') }, { plant: REGISTER });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const { code, stderr } = await server.kill('SIGTERM');
  expect([code, loadedOf(stderr).filter((one) => one.includes('@opentelemetry'))]).toEqual([0, []]);
});
