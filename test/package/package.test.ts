import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PRESET } from '../../src/presets/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MEGABYTE = 1_000_000;
/** What a bare install may be: the first measured value (23 packages, 49.5 MB) plus a little. */
const MAX_PACKAGES = 25;
const MAX_INSTALL_BYTES = 55 * MEGABYTE;
/** With the demo, the doctor and the live view; commands carry what they use of the core once more, the server and its threads what they use of the layers below. */
const MAX_PACKED_BYTES = 1.65 * MEGABYTE;

const run = promisify(execFile);
const manifest = z
  .object({
    bin: z.record(z.string(), z.string()),
    exports: z.record(z.string(), z.union([z.string(), z.object({ types: z.string(), default: z.string() })])),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

describe('the packed package', () => {
  let paths: readonly string[] = [];
  let packedBytes = 0;

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT });
    const [packed] = z.tuple([z.object({ size: z.number(), files: z.array(z.object({ path: z.string() })) })]).parse(JSON.parse(stdout));
    paths = packed.files.map(({ path }) => path);
    packedBytes = packed.size;
  });

  test('holds the program, its pages and nothing of the workshop', () => {
    const foreign = paths.filter(
      (path) =>
        !/^(dist\/.*\.(js|d\.ts)|dist\/web\/(index\.html|assets\/[\w-]+\.(css|svg))|dist\/runbooks\.json\.br|docs\/(?:.*\.md|settings\.schema\.json|pictures\/[\w-]+\.webp)|deploy\/[\w.]+|[A-Z]+\.md|LICENSE|package\.json)$/.test(
          path,
        ),
    );
    expect(foreign).toEqual([]);
    expect(paths.filter((path) => /\.test\.|\.build\//.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/settings.md', 'docs/settings.schema.json']),
    );
    expect(packedBytes).toBeLessThan(MAX_PACKED_BYTES);
  });

  test('holds every declaration that its types lead to, so that none of them is any', () => {
    const missing: string[] = [];
    const seen = new Set<string>();
    const visit = (path: string, from: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      if (!paths.includes(path)) {
        missing.push(`${from} needs ${path}`);
        return;
      }
      const text = readFileSync(join(ROOT, path), 'utf8');
      for (const [, target = ''] of text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g))
        visit(join(path, '..', target).replace(/\.[jt]s$/, '.d.ts'), path);
    };
    for (const [name, entry] of Object.entries(manifest.exports)) if (typeof entry !== 'string') visit(join(entry.types), name);
    expect(seen.size).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  test('holds every page, file and picture that its pages link to', () => {
    const missing = paths
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:\]\(|\bsrc(?:set)?=")(?!https?:|mailto:|#)([^)#\s"]+)/g)]
          .map(([, target = '']) => join(path, '..', target))
          .filter((target) => !paths.some((one) => one === target || one.startsWith(`${target.replace(/\/$/, '')}/`)))
          .map((target) => `${path} links to ${target}`),
      );
    expect(missing).toEqual([]);
  });

  test('holds every file that its entries and its command point to', () => {
    const targets = Object.values(manifest.exports).flatMap((one) => (typeof one === 'string' ? [one] : [one.types, one.default]));
    const wanted = [...targets, ...Object.values(manifest.bin)].map((path) => path.replace(/^\.\//, ''));
    expect(wanted.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test('holds the JavaScript of every module that its JavaScript imports', () => {
    const missing = paths
      .filter((path) => path.endsWith('.js'))
      .flatMap((path) =>
        [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:from|import\() ?['"](\.[^'"]*)['"]/g)]
          .map(([, target = '']) => join(path, '..', target))
          .filter((target) => !paths.includes(target)),
      );
    expect(missing).toEqual([]);
  });
});

describe('an entry loads no third-party module:', () => {
  test.each(['.', './metrics', './metrics/node'])('%s', async (entry) => {
    const target = manifest.exports[entry];
    if (typeof target !== 'object') throw new Error(`package.json has no entry ${entry}.`);
    // Out of reach of every node_modules folder an import of a package cannot succeed.
    const folder = mkdtempSync(join(tmpdir(), 'ringscope-entry-'));
    try {
      cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
      cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
      const url = pathToFileURL(join(folder, target.default)).href;
      const code = `const entry = await import(${JSON.stringify(url)}); console.log(Object.keys(entry).length);`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder });
      expect(Number(stdout)).toBeGreaterThan(2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('a program that imports ringscope has one thread until it asks for one that listens', async () => {
  const url = pathToFileURL(join(ROOT, 'dist/sdk/index.js')).href;
  const code = `
    let threads = 0;
    process.on('worker', () => { threads += 1; });
    const { createRingscope } = await import(${JSON.stringify(url)});
    const counts = [threads];
    for (const options of [{}, { listen: { port: 0 } }]) {
      const ringscope = await createRingscope({ presets: ${JSON.stringify(PRESET)}, healthPreset: 'callstack', ...options });
      ringscope.calls.start({ direction: 'inbound' }).answered();
      await ringscope.start();
      ringscope.metrics();
      counts.push(threads);
      await ringscope.stop();
    }
    console.log(JSON.stringify(counts));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code]);
  expect(JSON.parse(stdout)).toEqual([0, 0, 1]);
});

test('a bare install stays small', () => {
  const lock = z
    .object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const production = Object.entries(lock.packages)
    .filter(([path, one]) => path !== '' && one.dev !== true)
    .map(([path]) => join(ROOT, path))
    .filter((path) => existsSync(path));
  expect(production.length).toBeGreaterThan(5);
  expect(production.length).toBeLessThanOrEqual(MAX_PACKAGES);
  expect(production.reduce((sum, path) => sum + folderBytes(path), 0)).toBeLessThanOrEqual(MAX_INSTALL_BYTES);
});

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

test('the listener thread of the metrics starts from the package alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-listener-'));
  const code = `
    import { createRegistry } from 'ringscope/metrics';
    import { listenMetrics } from 'ringscope/metrics/node';
    const listener = await listenMetrics(createRegistry(), { port: 0 });
    const answer = await fetch('http://127.0.0.1:' + listener.port + '/livez');
    console.log(answer.status);
    // It is not closed: it alone must not keep the program running.`;
  try {
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder, timeout: 240_000 });
    expect(stdout).toBe('200\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
