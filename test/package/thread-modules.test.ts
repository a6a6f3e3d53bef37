import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const THREADS = join(DIST, 'server', 'threads');

/** The files that a built file loads before it runs, itself among them, and the packages. */
function loadedBy(path: string, files = new Set<string>(), packages = new Set<string>()) {
  files.add(relative(DIST, path));
  for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(
    /(?:^|;)(?:import|export)(?:[\w*\s{},$]*\bfrom)? ?["'`]([^"'`]+)["'`]/gm,
  )) {
    if (name.startsWith('node:')) continue;
    const target = join(path, '..', name);
    if (!name.startsWith('.')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    else if (!files.has(relative(DIST, target))) loadedBy(target, files, packages);
  }
  return { files: [...files], packages: [...packages].toSorted() };
}

const threads = readdirSync(THREADS)
  .filter((name) => name.endsWith('.js') && name !== 'main.js')
  .map((name) => ({ thread: basename(name, '.js'), ...loadedBy(join(THREADS, name)) }));

test('a thread of the server loads a few bundled files, and none of the separate modules', () => {
  const separate = threads.flatMap(({ thread, files }) =>
    files
      .filter((file) => !/^(server\/(part-[\w-]+|threads\/\w+)|(core|metrics|metrics-node)\/(index|part-[\w-]+))\.js$/.test(file))
      .map((file) => `${thread} loads ${file}`),
  );
  expect(separate).toEqual([]);
});

test('a thread of the server loads no package that it has no use for', () => {
  const packages = Object.fromEntries(threads.map((one) => [one.thread, one.packages]));
  expect(packages).toMatchObject({ store: [], query: [], history: [], export: [], passwords: ['bcryptjs'] });
});
