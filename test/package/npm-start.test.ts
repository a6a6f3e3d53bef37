import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly url: string;
  readonly folder: string;
}

/** Starts `npm start` as the leader of a group of its own and resolves once the server serves. */
async function start(program: string, args: (serve: readonly string[]) => readonly string[]): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-npm-start-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const serve = ['start', '--', '--http-port', '0', '--hep-port', '0', '--store', join(folder, 'data')];
  const child = spawn(program, args(serve), { cwd: ROOT, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  ends.push(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
  });
  let output = '';
  child.stdout.on('data', (chunk) => void (output += String(chunk)));
  child.stderr.on('data', (chunk) => void (output += String(chunk)));
  let address: string | undefined;
  while (address === undefined) {
    await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}: ${output}`);
    // Text on a terminal, JSON elsewhere.
    if (output.includes('ringscope serves.')) address = /http:\/\/([\d.:]+) serves/.exec(output)?.[1];
  }
  return { child, output: () => output, url: `http://${address}/livez`, folder: join(folder, 'data') };
}

/** What is left of a server once the process that was started has ended. */
async function leftOf({ child, url, folder }: Started): Promise<{ readonly answers: boolean; readonly lock: boolean }> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const answers = await fetch(url).then(
    () => true,
    () => false,
  );
  return { answers, lock: existsSync(join(folder, 'lock')) };
}

test('SIGTERM to npm alone ends the server and leaves no lock', async () => {
  const started = await start('npm', (serve) => serve);
  started.child.kill('SIGTERM');
  expect(await leftOf(started)).toEqual({ answers: false, lock: false });
});

test('a signal to the whole group, as a supervisor sends it, is one request to stop', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const started = await start('npm', (serve) => serve);
    process.kill(-(started.child.pid ?? 0), signal);
    expect(await leftOf(started)).toEqual({ answers: false, lock: false });
  }
});

test('Ctrl-C on a terminal, and closing it, end the server and leave no lock', async () => {
  for (const close of [(child: ChildProcess) => child.stdin?.write('\u0003'), (child: ChildProcess) => child.kill('SIGKILL')]) {
    // `script` gives the command a terminal of its own; to kill it closes that terminal.
    const started = await start('script', (serve) => ['-qec', ['npm', ...serve].join(' '), '/dev/null']);
    close(started.child);
    if (started.child.exitCode === null && started.child.signalCode === null) await once(started.child, 'exit');
    // The server is no child of this process: it is gone when it no longer answers and its lock is.
    let left = await leftOf(started);
    while (left.answers || left.lock) left = await leftOf(started);
    expect(left).toEqual({ answers: false, lock: false });
  }
});
