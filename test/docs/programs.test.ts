import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What the programs of the pages may import besides Node: this package as it is installed, and what they show it beside. */
const PACKAGES = ['ringscope', 'prom-client', '@opentelemetry', '@types', 'tdigest', 'undici-types'];

/** A block of TypeScript, and the block of text behind it that says what it prints. */
const PROGRAM = /```ts\n(?<source>[^]*?)```\n(?:\n```text\n(?<output>[^]*?)```\n)?/g;

interface DocumentedProgram {
  readonly name: string;
  readonly source: string;
  /** Absent when the page does not show it. */
  readonly output: string | undefined;
}

const programs = PAGES.flatMap((page) => programsOf(page, readFileSync(join(ROOT, page), 'utf8')));

function programsOf(page: string, text: string): readonly DocumentedProgram[] {
  return [...text.matchAll(PROGRAM)].map(({ groups, index }) => ({
    name: `${page}:${text.slice(0, index).split('\n').length}`,
    source: groups?.['source'] ?? '',
    output: groups?.['output'],
  }));
}

const CONFIG = {
  extends: join(ROOT, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declarationMap: false,
    sourceMap: false,
    rootDir: 'src',
    outDir: 'out',
    types: ['node'],
    noUnusedLocals: false,
    // A program with a fault keeps no other from running.
    noEmitOnError: false,
    // The declarations of other packages are not ours to check.
    skipLibCheck: true,
  },
  include: ['src'],
};

const run = promisify(execFile);

describe('every program of the pages', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringscope-programs-'));
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'node_modules'));
    for (const name of PACKAGES) {
      symlinkSync(name === 'ringscope' ? ROOT : join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
    for (const [number, { source }] of programs.entries()) writeFileSync(join(folder, 'src', `program-${number}.ts`), source);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('compiles as it stands', async () => {
    expect(programs.length).toBeGreaterThan(10);
    const names = programs.map(({ name }, number) => `program-${number}.ts is ${name}`).join('\n');
    const failure = await run(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', folder, '--noErrorTruncation']).then(
      () => '',
      (cause: unknown) => (typeof cause === 'object' && cause !== null && 'stdout' in cause ? String(cause.stdout) : String(cause)),
    );
    expect(failure === '' ? '' : `${failure}\n${names}`).toBe('');
  });

  test.each(programs.map(({ name, output }, number) => ({ name, output, number })))(
    '$name runs and prints what the page says',
    async ({ output, number }) => {
      const { stdout } = await run(process.execPath, [join(folder, 'out', `program-${number}.js`)], { cwd: folder, timeout: 240_000 });
      expect(stdout).toContain(output ?? '');
    },
  );
});
