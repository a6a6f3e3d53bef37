// A tree of its own in which mutants are tried: a git worktree of HEAD in the folder for temporary files.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutantFiles, readSources } from './mutants.mjs';
import { ROOT, run } from './run.mjs';

/** Makes the tree. `close` removes it, and `kill` ends the program that runs in it. */
export async function openTree() {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-mutants-'));
  const root = join(folder, 'tree');
  const { code, output } = await run('git', ['worktree', 'add', '--detach', root, 'HEAD']);
  if (code !== 0) throw new Error(`git made no worktree.\n${output}`);
  linkPackages(root);
  // There, sources have changed: that mutants do not apply kills none.
  for (const path of mutantFiles(root)) writeFileSync(path, '[]\n');
  let running;
  return {
    root,
    sources: readSources(root),
    async run(program, args, limits) {
      running = start(program, args, root, limits);
      const result = await running.done;
      running = undefined;
      return result;
    },
    kill: (why) => running?.kill(why),
    async close() {
      running?.kill('stopped');
      await run('git', ['worktree', 'remove', '--force', root]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Links what is installed, each by itself: what tools keep there is the own of the tree. */
function linkPackages(root) {
  const from = join(ROOT, 'node_modules');
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(from)) if (!name.startsWith('.vite')) symlinkSync(join(from, name), join(root, 'node_modules', name));
}

/**
 * Starts a program in a process group of its own. It is killed after `seconds`, and when it has written nothing for `silentSeconds`.
 * `why` is undefined, `late`, `silent` or what `kill` was given.
 */
function start(program, args, cwd, { seconds, silentSeconds = seconds }) {
  const chunks = [];
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, NO_COLOR: '1' } });
  let why;
  const kill = (reason) => {
    why ??= reason;
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  const late = setTimeout(kill, seconds * 1000, 'late');
  const silent = setTimeout(kill, silentSeconds * 1000, 'silent');
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      chunks.push(chunk);
      silent.refresh();
    });
  const done = new Promise((resolve) => {
    const end = (code) => {
      clearTimeout(late);
      clearTimeout(silent);
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString(), why });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`));
      end(1);
    });
    child.on('close', end);
  });
  return { done, kill };
}

/** The failed tests of a report of vitest: the file of each and its name. */
export function failedTests(root, path) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // vitest was killed before it wrote one.
    return [];
  } finally {
    rmSync(path, { force: true });
  }
  return report.testResults.flatMap(({ name, status, assertionResults }) => {
    const file = name.slice(root.length + 1);
    const failed = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => ({ file, test: fullName }));
    return failed.length === 0 && status === 'failed' ? [{ file, test: 'the file itself' }] : failed;
  });
}
