import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './run.mjs';

const FOLDERS = ['src', 'test', 'web', 'examples'];
const RELATIVE = /(?:from|import|import\(|new URL\()\s*'(?<path>\.{1,2}\/[^']+)'/g;

/**
 * Reasons beside an import why a file runs another one: threads and commands run from the build. The file that starts them names the folder or the program.
 * `names` is what the text of such a file holds, `runs` the sources that the build makes of it.
 */
const BUILT = [
  { names: 'dist/server/threads/', runs: 'src/server/threads/' },
  { names: 'dist/sdk/threads/', runs: 'src/sdk/threads/' },
  { names: 'dist/cli/main.js', runs: 'src/cli/main.ts' },
  { names: "from 'ringscope'", runs: 'src/sdk/index.ts' },
  { names: "from 'ringscope/metrics'", runs: 'src/metrics/index.ts' },
  { names: "from './browser.ts'", runs: 'web/main.tsx' },
];

/** Every source and test of the repository, or of a copy of it, with the files that it imports or runs. Paths are relative to the root. */
export function importGraph(root = ROOT) {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = files.filter((name) => /\.(?:ts|tsx|mjs)$/.test(name) && !name.includes('node_modules'));
  return new Map(sources.map((file) => [file, importsOf(root, file, sources)]));
}

function importsOf(root, file, sources) {
  const text = readFileSync(join(root, file), 'utf8');
  const imported = [...text.matchAll(RELATIVE)].map(({ groups }) => join(dirname(file), groups.path));
  const built = BUILT.filter(({ names }) => text.includes(names)).flatMap(({ runs }) => sources.filter((name) => name.startsWith(runs)));
  return [...imported.filter((path) => existsSync(join(root, path))), ...built];
}

/** A suite with programs that are not part of the project. The files of `test/web` that need none are parts. */
export const IS_PROGRAM_SUITE = /^test\/(?:peers|operator|slow|web)\/(?!conditions|diff-lines|alert-calls|axis-texts)/;
/** A suite with threads, sockets or clocks. */
export const IS_SERVER_SUITE =
  /^(?:src\/(?:cli|sdk|server)|test\/(?!alerts|dashboards|format|fuzz|ladders|oracle|rfc4475|scenarios|traces|web)[\w-]+)\//;

/** All files that import or run one of these, directly or by way of others, and these themselves. */
export function dependents(graph, changed) {
  const importers = new Map();
  for (const [file, imports] of graph) for (const path of imports) importers.set(path, [...(importers.get(path) ?? []), file]);
  const found = new Set(changed);
  for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer);
  return found;
}
