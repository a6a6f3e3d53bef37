// The test files that import a source, by way of whatever files: `vitest related` finds the same ones, and runs them in no order of use here.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** These have threads, sockets, programs or clocks of their own. The suites of other programs are run by `npm test` alone. */
const FAR = /^(?:src\/(?:cli|sdk|server)|test\/(?:demo|docs|examples|hostile|mutations|otlp|package|server|systems))\//;
const OTHER_PROGRAMS = /^test\/(?:peers|operator|web)\//;
const IMPORT = /(?:\bfrom|\bimport) ?\(?'(\.[^']+)'/g;

/** Reads the imports of all files of a tree. The result gives the tests of a file: the near ones, which take seconds, and the far ones. */
export function readRelations(root) {
  const importers = new Map();
  for (const path of sourcePaths(root))
    for (const [, target] of readFileSync(join(root, path), 'utf8').matchAll(IMPORT)) {
      const imported = join(dirname(path), target);
      importers.set(imported, [...(importers.get(imported) ?? []), path]);
    }
  return (file) => {
    const tests = reachedFrom(file, importers).filter((path) => path.endsWith('.test.ts') && !OTHER_PROGRAMS.test(path));
    return { near: tests.filter((path) => !FAR.test(path)), far: tests.filter((path) => FAR.test(path)) };
  };
}

function sourcePaths(root) {
  return ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path)),
  );
}

/** All files that import a file, itself first and the nearest next. */
function reachedFrom(file, importers) {
  const reached = new Set([file]);
  for (const path of reached) for (const importer of importers.get(path) ?? []) reached.add(importer);
  return [...reached];
}
