import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

/** The packed package in projects that have nothing else, made of the packages that are installed here: `scripts/installed-size.mjs` asks the registry. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAX_SMALL_BYTES = 5_400_000;

const run = promisify(execFile);
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional(), optional: z.boolean().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
const installed = Object.entries(lock.packages).filter(([path, one]) => path !== '' && one.dev !== true);
const ALL = installed.map(([path]) => path);
/** What `npm install --omit=optional` leaves. */
const SMALL = installed.filter(([, one]) => one.optional !== true && one.devOptional !== true).map(([path]) => path);

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-packed-'));
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT });
  await run('tar', ['-xzf', join(folder, stdout.trim()), '-C', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An empty project with the package and these of others. */
function project(name: string, packages: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), '{ "private": true, "type": "module" }');
  cpSync(join(folder, 'package'), join(path, 'node_modules/ringscope'), { recursive: true });
  for (const one of packages) cpSync(join(ROOT, one), join(path, one), { recursive: true });
  return path;
}

async function evaluate(cwd: string, code: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd });
  return stdout.trim();
}

function folderBytes(path: string): number {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

test('ringscope/testing loads without vitest and fast-check, which only its suites need', async () => {
  const path = project('testing', ALL);
  const load = (entry: string) =>
    evaluate(path, `try { console.log(typeof (await import('${entry}')).encodeHep3); } catch (error) { console.log(error.message); }`);
  expect(await load('ringscope/testing')).toBe('function');
  expect(await load('ringscope/testing/suites')).toMatch(/^Cannot find package '(vitest|fast-check)'/);
});

test('without the optional packages metrics and SDK work, and less than 5.4 MB are installed', async () => {
  expect(SMALL).toEqual(['node_modules/commander']);
  const path = project('small', SMALL);
  expect(folderBytes(join(path, 'node_modules'))).toBeLessThan(MAX_SMALL_BYTES);
  const code = `
    const { createRegistry } = await import('ringscope/metrics');
    const { createRingscope } = await import('ringscope');
    console.log(typeof createRegistry, typeof createRingscope);`;
  expect(await evaluate(path, code)).toBe('function function');
});

test('rules and dashboards are written without the optional packages, unless settings say how', async () => {
  const path = project('rules', SMALL);
  const cli = async (...words: readonly string[]): Promise<unknown> =>
    run(process.execPath, ['node_modules/ringscope/dist/cli/main.js', ...words], { cwd: path, env: { PATH: process.env['PATH'] } }).then(
      ({ stdout }) => stdout,
      (error: unknown) => error,
    );
  expect(await cli('alerts', 'write')).toMatch(
    /^groups:\n[^]* alert: TrunkFailing\n[^]*http:\/\/127\.0\.0\.1:7464\/runbooks\/TrunkFailing/,
  );
  expect(await cli('dashboards', 'list')).toMatch(/^overview +\d+ /m);
  expect(await cli('dashboards', 'write', '--only', 'overview,preset-callstack')).toMatch(/overview\.json\n[^]*preset-callstack\.json\n$/);
  writeFileSync(join(path, 'settings.yaml'), 'metrics: { namespace: acme }\n');
  const missing = { code: 3, stderr: expect.stringMatching(/^PACKAGE_MISSING: /) };
  expect(await cli('alerts', 'write', '--config', 'settings.yaml')).toMatchObject(missing);
  expect(await cli('alerts', 'write', '--metrics-namespace', 'acme')).toMatchObject(missing);
  expect(await cli('dashboards', 'list', '--config', 'settings.yaml')).toMatchObject(missing);
});

test('a command without the packages that it needs names one and says how to install them', async () => {
  const path = project('bare', SMALL);
  for (const words of [['serve'], ['calls', '--store', '.']]) {
    const failed: unknown = await run(process.execPath, ['node_modules/ringscope/dist/cli/main.js', ...words], { cwd: path }).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^PACKAGE_MISSING: The package \S+ is not installed\.\nhint: .*--include=optional/),
    });
  }
});
