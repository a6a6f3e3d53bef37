// How long a command takes to start, beside Node doing nothing, in turns. `npm run bench -- start`. Each is the shortest of its runs, since a busy machine only adds.
// `--version` and `--help` may take twice as long as bare Node, what asks a running server four times.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './faults/server.mjs';

const ROUNDS = 25;
const DESCRIPTORS = 1024;
const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const SUBJECTS = [
  { name: 'node -e 0', words: ['-e', '0'], most: 1 },
  { name: 'ringscope --version', words: [MAIN, '--version'], most: 2 },
  { name: 'ringscope --help', words: [MAIN, '--help'], most: 2 },
  { name: 'ringscope completion bash', words: [MAIN, 'completion', 'bash'], most: 2 },
  { name: 'ringscope calls', words: [MAIN, 'calls'], most: 4 },
  { name: 'ringscope status', words: [MAIN, 'status'], most: 4 },
];

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-start-'));
  const server = await startServer(join(folder, 'store'), DESCRIPTORS);
  try {
    const shortest = SUBJECTS.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [index, { words }] of SUBJECTS.entries()) shortest[index] = Math.min(shortest[index], took(words, server.url, folder));
    const [bare] = shortest;
    const rows = SUBJECTS.map(({ name, most }, index) => ({
      command: name,
      ms: round(shortest[index]),
      'times bare node': round(shortest[index] / bare),
      most,
    }));
    console.table(rows);
    return rows.every((row) => row['times bare node'] <= row.most) ? 0 : 1;
  } finally {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds until the command has ended. */
function took(words, url, cwd) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd, env: { PATH: process.env.PATH, RINGSCOPE_URL: url } });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${String(stderr)}`);
  return performance.now() - begin;
}

function round(value) {
  return Math.round(value * 100) / 100;
}

process.exitCode = await main();
