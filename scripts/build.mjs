// `npm run build`: tsc, then one file for each layer that programs import by itself, and the web page.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bundle, isBundled } from './bundle.mjs';
import { bundleRunbooks } from './bundle-runbooks.mjs';
import { bundleWeb } from './bundle-web.mjs';
import { ROOT, run, tool } from './run.mjs';
import { shrink } from './shrink.mjs';

const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.build', 'sources.json');

/** Builds `dist` when a source changed since the last build that passed, or tsc ran alone. A removed source takes its old output with it. */
export async function build() {
  const before = readStamp();
  const now = sourceStates();
  const text = JSON.stringify(now);
  if (JSON.stringify(before) === text && isBundled()) return { code: 0, output: '' };
  if (Object.keys(before).some((path) => !(path in now))) rmSync(DIST, { recursive: true, force: true });
  const result = await run(tool('tsc'), ['-b']);
  if (result.code === 0) {
    await bundle();
    await shrink();
    await bundleWeb();
    await bundleRunbooks();
    mkdirSync(join(DIST, '.build'), { recursive: true });
    writeFileSync(STAMP, text);
  }
  return result;
}

function readStamp() {
  return existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {};
}

/** Size and time of change of everything that the build reads, by path. */
function sourceStates() {
  const roots = readdirSync(ROOT).filter((name) => /^tsconfig.*\.json$/.test(name));
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true })
    .filter((name) => /\.ts$|tsconfig\.json$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => join('src', name));
  const page = readdirSync(join(ROOT, 'web'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  const runbooks = readdirSync(join(ROOT, 'docs', 'runbooks')).map((name) => join('docs', 'runbooks', name));
  return Object.fromEntries(
    [...roots, ...sources, ...page, ...runbooks]
      .toSorted((one, other) => (one < other ? -1 : 1))
      .map((path) => {
        const { size, mtimeMs } = statSync(join(ROOT, path));
        return [path, `${size}:${mtimeMs}`];
      }),
  );
}

if (process.argv[1] === import.meta.filename) {
  const { code, output } = await build();
  process.stderr.write(output);
  process.exitCode = code;
}
