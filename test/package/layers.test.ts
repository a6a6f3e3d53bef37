import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let house = '';

/** A copy of the project's configuration in which each layer is one small file. */
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'ringscope-layers-'));
  for (const file of ['package.json', 'tsconfig.base.json', '.oxlintrc.json', 'src/platform.d.ts']) copy(file);
  for (const layer of readdirSync(join(ROOT, 'src'), { withFileTypes: true })) {
    if (!layer.isDirectory()) continue;
    copy(`src/${layer.name}/tsconfig.json`);
    plant(`src/${layer.name}/index.ts`, "export const here = 'here';\n");
  }
  symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

function copy(path: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  cpSync(join(ROOT, path), join(house, path));
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

interface Outcome {
  readonly isPassed: boolean;
  readonly output: string;
}

function runTool(name: string, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(join(ROOT, 'node_modules/.bin', name), args, { cwd: house }, (error, stdout, stderr) =>
      resolve({ isPassed: error === null, output: stdout + stderr }),
    );
  });
}

/** What a tool says of one planted file; the file is gone afterwards. */
async function judge(path: string, lines: readonly string[], tool: string, ...args: readonly string[]): Promise<Outcome> {
  plant(path, `${lines.join('\n')}\n`);
  try {
    return await runTool(tool, ...args);
  } finally {
    rmSync(join(house, path));
  }
}

describe('the compiler', () => {
  test('accepts every layer as it is', async () => {
    plant('src/calls/right.ts', "export { here as there } from '../core/index.ts';\n");
    expect(await runTool('tsc', '-b', 'src/cli', 'src/sdk', 'src/testing')).toEqual({ isPassed: true, output: '' });
  });

  test('refuses a Node module, a timer and the wrong direction in core', async () => {
    const lines = ["import 'node:fs';", "export { here } from '../server/index.ts';", 'setTimeout(() => undefined, 1);'];
    const { isPassed, output } = await judge('src/core/wrong.ts', lines, 'tsc', '-b', 'src/core');
    expect(isPassed).toBe(false);
    expect(output).toMatch(/wrong\.ts\(1,8\): error TS2882/);
    expect(output).toMatch(/wrong\.ts\(2,\d+\): error TS6307/);
    expect(output).toMatch(/wrong\.ts\(3,1\): error TS2304/);
  });

  test.each([
    ['a store in a source', 'sources', 'stores'],
    ['the server in the engine', 'engine', 'server'],
    ['the engine in a preset', 'presets', 'engine'],
    ['the server in the demo', 'demo', 'server'],
    ['the catalog in the expressions', 'expressions', 'catalog'],
    ['a dashboard in an alert', 'alerts', 'dashboards'],
    ['the server in the traces', 'traces', 'server'],
  ])('refuses %s', async (_what, layer, target) => {
    const lines = [`export { here } from '../${target}/index.ts';`];
    const { isPassed, output } = await judge(`src/${layer}/wrong.ts`, lines, 'tsc', '-b', `src/${layer}`);
    expect(isPassed).toBe(false);
    expect(output).toMatch(/wrong\.ts\(1,\d+\): error TS6307/);
  });
});

test('nothing of the server is of the page', async () => {
  plant('web/words.ts', "export const here = 'here';\n");
  const lines = ["export { here } from '../../web/words.ts';"];
  const { isPassed, output } = await judge('src/server/wrong.ts', lines, 'tsc', '-b', 'src/server');
  expect(isPassed).toBe(false);
  expect(output).toMatch(/wrong\.ts\(1,\d+\): error TS6307/);
});

describe('the linter', () => {
  test.each([
    ['a layer that is skipped', 'src/sources/wrong.ts', "export { here } from '../metrics/index.ts';", 'no-restricted-imports'],
    ['a sibling', 'src/stores/wrong.ts', "export { here } from '../sources/index.ts';", 'no-restricted-imports'],
    ['the engine in a preset', 'src/presets/wrong.ts', "export { here } from '../engine/index.ts';", 'no-restricted-imports'],
    ['the catalog beside the engine', 'src/server/wrong.ts', "export { here } from '../catalog/index.ts';", 'no-restricted-imports'],
    ['the testing tools in the demo', 'src/demo/wrong.ts', "export { here } from '../testing/index.ts';", 'no-restricted-imports'],
    ['the demo in the server', 'src/server/wrong.ts', "export { here } from '../demo/index.ts';", 'no-restricted-imports'],
    ['the catalog in the expressions', 'src/expressions/wrong.ts', "export { here } from '../catalog/index.ts';", 'no-restricted-imports'],
    ['a dashboard in an alert', 'src/alerts/wrong.ts', "export { here } from '../dashboards/index.ts';", 'no-restricted-imports'],
    ['the engine in the traces', 'src/traces/wrong.ts', "export { here } from '../engine/index.ts';", 'no-restricted-imports'],
    ['the clock in the traces', 'src/traces/wrong.ts', 'export const at = Date.now();', 'no-restricted-globals'],
    ['the clock in the alerts', 'src/alerts/wrong.ts', 'export const at = Date.now();', 'no-restricted-globals'],
    ['the clock in the demo', 'src/demo/wrong.ts', 'export const at = Date.now();', 'no-restricted-globals'],
    ['the clock in the engine', 'src/engine/wrong.ts', 'export const at = Date.now();', 'no-restricted-globals'],
    ['a store in the format of its files', 'src/format/wrong.ts', "export { here } from '../stores/index.ts';", 'no-restricted-imports'],
    ['a way past an index', 'src/calls/wrong.ts', "export { here } from '../core/time.ts';", 'no-restricted-imports'],
    ['a way past the index of one preset', 'src/server/wrong.ts', "export { a } from '../presets/x/y.ts';", 'no-restricted-imports'],
    ['the test helpers in the product', 'src/server/wrong.ts', "export { here } from '../testing/index.ts';", 'no-restricted-imports'],
    ['a package in a pure layer', 'src/wire/wrong.ts', "export { z } from 'zod';", 'no-restricted-imports'],
    ['a Node module in a pure layer', 'src/catalog/wrong.ts', "export { cpus } from 'node:os';", 'no-restricted-imports'],
    ['the clock in a pure layer', 'src/core/wrong.ts', 'export const at = Date.now();', 'no-restricted-globals'],
    ['chance in a pure layer', 'src/metrics/wrong.ts', 'export const chance = Math.random();', 'no-restricted-properties'],
    ['the server in the page', 'web/parts/wrong.tsx', "export { here } from '../../src/core/index.ts';", 'no-restricted-imports'],
    ['a Node module in the page', 'web/wrong.ts', "export { cpus } from 'node:os';", 'no-restricted-imports'],
    ['a default export', 'src/server/wrong.ts', 'export default 1;', 'no-default-export'],
  ])('refuses %s', async (_what, path, line, rule) => {
    const { isPassed, output } = await judge(path, [line], 'oxlint', '--format=unix', path.startsWith('web/') ? 'web' : 'src');
    expect(isPassed).toBe(false);
    expect(output).toContain(`${path}:1:`);
    expect(output).toContain(rule);
  });

  test('accepts the index of one preset', async () => {
    const { output } = await judge('src/server/right.ts', ["export { a } from '../presets/x/index.ts';"], 'oxlint', '--format=unix', 'src');
    expect(output).not.toContain('right.ts');
  });

  test('refuses a promise that nobody waits for and a cycle', async () => {
    plant('src/core/one.ts', "import { two } from './two.ts';\nexport const one = (): number => two();\n");
    plant('src/core/two.ts', "import { one } from './one.ts';\nexport const two = (): number => one();\n");
    const lines = ['export const later = async (): Promise<void> => {};', 'later();'];
    const { output } = await judge('src/server/wrong.ts', lines, 'oxlint', '--type-aware', '--format=unix', 'src');
    rmSync(join(house, 'src/core/one.ts'));
    rmSync(join(house, 'src/core/two.ts'));
    expect(output).toMatch(/src\/server\/wrong\.ts:2:1: .*no-floating-promises/);
    expect(output).toMatch(/src\/core\/(one|two)\.ts:1:\d+: .*no-cycle/);
  });
});
