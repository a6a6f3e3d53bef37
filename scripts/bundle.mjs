import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './run.mjs';

/** A layer is imported through its index.ts, a room of the own one is not. Packages stay packages. */
const OTHER_LAYERS = /^((\.\.\/)+[a-z-]+\/index\.ts|[^./].*)$/;

/** The threads of the server, each with a file of its own. */
const THREADS = readdirSync(join(ROOT, 'src', 'server', 'threads'))
  .map((name) => `threads/${basename(name, '.ts')}`)
  .filter((name) => name !== 'threads/main');

/**
 * The layers that become one file each, or some and their parts: those that programs import by themselves, what nearly everything loads, the server with its threads, and the commands. These have
 * what they use of the core in their file, since it is little of it, and load the server only when they need it. A thread holds every module that it loads, and some 6 kB more for each: the server
 * and its threads have what they use of the other layers in their files.
 */
const LAYERS = [
  { layer: 'metrics', entries: ['index'], external: OTHER_LAYERS },
  { layer: 'metrics-node', entries: ['index'], external: OTHER_LAYERS },
  { layer: 'core', entries: ['index'], external: OTHER_LAYERS },
  { layer: 'server', entries: ['index', ...THREADS], external: /^((\.\.\/)+(core|metrics|metrics-node)\/index\.ts|[^./].*)$/ },
  { layer: 'cli', entries: ['main'], external: /^((\.\.\/)+(server|dashboards)\/index\.ts|[^./].*)$/ },
];

/** What has a part of its own. */
const PARTS = [
  // Many small files load slower than one that is not needed as a whole.
  { name: 'part', test: /src\/(cli\/[^/]+|core\/[^/]+)\.ts$/, minShareCount: 6 },
  // It tells the folder of the package by its depth, which is that of the parts.
  { name: 'part', test: /src\/server\/root-folder\.ts$/ },
];

/** Command lines that write the same on every machine, in a terminal of 80 columns and more. */
const PREPARED_LINES = [['--help'], ['completion', 'bash'], ['completion', 'zsh'], ['completion', 'fish']];
const PREPARED = './prepared:';

/** What those lines write, as texts, in place of the empty list of `prepared-output.ts`. They are run by the modules that tsc has just written. */
const PREPARED_OUTPUT = {
  name: 'prepared-output',
  resolveId: (id) => (id.startsWith(PREPARED) ? id : undefined),
  async load(id) {
    if (id.startsWith(PREPARED)) {
      const text = await outputOf(PREPARED_LINES[id.slice(PREPARED.length)]);
      return { code: `export const text = ${JSON.stringify(text)};`, moduleType: 'js' };
    }
    if (!id.endsWith('/src/cli/prepared-output.ts')) return undefined;
    const entries = PREPARED_LINES.map((words, index) => `[${JSON.stringify(words.join('\0'))}, () => import('${PREPARED}${index}')]`);
    return { code: `export const PREPARED_OUTPUT = new Map([${entries.join(', ')}]);`, moduleType: 'js' };
  },
};

async function outputOf(words) {
  const { runCli } = await import(new URL('../dist/cli/run-cli.js', import.meta.url));
  const texts = [];
  const code = await runCli(words, {
    out: (text) => texts.push(text),
    err: (text) => texts.push(text),
    env: {},
    hasColor: false,
    isErrTerminal: false,
  });
  if (code !== 0) throw new Error(`ringscope ${words.join(' ')} ended with ${code}: ${texts.join('')}`);
  return texts.join('');
}

const record = (layer) => join(ROOT, 'dist', '.build', `${layer}.tsbuildinfo`);

/**
 * Puts all modules of some layers into one file in `dist`, which loads in a third of the time. Other layers stay imports, so that a program
 * has one copy of each class. tsc is made to forget the layer: its next run writes the separate modules anew, and none is older than its source.
 */
export async function bundle() {
  // A script that installs packages first loads this file before they are there.
  const { build } = await import('rolldown');
  for (const { layer, entries, external } of LAYERS) {
    removeParts(join(ROOT, 'dist', layer));
    await build({
      input: Object.fromEntries(entries.map((entry) => [entry, join(ROOT, 'src', layer, `${entry}.ts`)])),
      platform: 'node',
      external,
      plugins: [PREPARED_OUTPUT],
      // No module does anything but declare.
      treeshake: { moduleSideEffects: layer !== 'cli' && layer !== 'server' },
      output: {
        dir: join(ROOT, 'dist', layer),
        entryFileNames: '[name].js',
        // What is imported only where it is needed, a command for instance, has a file of its own.
        chunkFileNames: 'part-[hash].js',
        codeSplitting: { groups: PARTS },
        sourcemap: true,
        // They are in the declarations.
        comments: { jsdoc: false },
        // Nobody reads the commands and the server there, but for the names in what a fault of the server tells.
        minify: layer === 'server' ? { compress: true, codegen: true, mangle: { keepNames: true } } : layer === 'cli',
        paths: (id) => id.replace(/^.*\/([a-z-]+)\/index\.ts$/, '../$1/index.js'),
      },
    });
    rmSync(record(layer));
  }
}

function removeParts(folder) {
  for (const name of readdirSync(folder)) if (name.startsWith('part-')) rmSync(join(folder, name));
}

/** Whether nothing but `bundle` wrote these layers since. */
export function isBundled() {
  return !LAYERS.some(({ layer }) => existsSync(record(layer)));
}
