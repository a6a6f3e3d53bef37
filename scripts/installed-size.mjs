// `node scripts/installed-size.mjs`: what an empty project grows by with the packed package, whole and without its optional packages.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.mjs';
import { run } from './run.mjs';

const USE = `import { createRegistry, counter } from 'ringscope/metrics';
const registry = createRegistry();
registry.add(counter('example_calls_total', { help: 'Calls.', labels: { outcome: ['ok'] } })).inc({ outcome: 'ok' });`;

const folder = mkdtempSync(join(tmpdir(), 'ringscope-installed-'));
try {
  const tarball = await pack(folder);
  console.log(`tarball: ${megabytes(statSync(tarball).size)}`);
  for (const option of ['--include=optional', '--omit=optional']) {
    const project = join(folder, option.slice(2).replace('=', '-'));
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
    await need('npm', ['install', tarball, '--no-audit', '--no-fund', option], project);
    writeFileSync(join(project, 'use.js'), USE);
    await need(process.execPath, ['use.js'], project);
    const files = filesIn(join(project, 'node_modules'));
    const packages = files.filter((path) => /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path)).length;
    console.log(`${option}: ${packages} packages, ${files.length} files, ${megabytes(bytesOf(files))}; ringscope/metrics works`);
    for (const [one, bytes] of largest(project, files)) console.log(`  ${megabytes(bytes).padStart(8)} ${one}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function need(command, args, cwd) {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed.\n${output}`);
}

function filesIn(at) {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function bytesOf(files) {
  return files.reduce((sum, path) => sum + statSync(path).size, 0);
}

/** The packages that take most, with their bytes. */
function largest(project, files) {
  const sums = new Map();
  for (const path of files) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path.slice(project.length + 1))?.[1] ?? '';
    sums.set(name, (sums.get(name) ?? 0) + statSync(path).size);
  }
  return [...sums].sort(([, a], [, b]) => b - a).slice(0, 8);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
