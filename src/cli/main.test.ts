import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const FIXTURE = new URL('../../test/fixtures/hep/hep-sipgrep.hepbin', import.meta.url).pathname;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-main-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(...argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
}

async function run(...argv: readonly string[]): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> {
  const child = start(...argv);
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => void (texts.out += String(chunk)));
  child.stderr?.on('data', (chunk) => void (texts.err += String(chunk)));
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

/** Starts a server and resolves once it serves. */
async function startServer(name: string): Promise<ChildProcess> {
  const child = start('serve', '--http-port', '0', '--hep-port', '0', '--store', join(folder, name));
  for await (const chunk of child.stderr ?? []) if (String(chunk).includes('ringscope serves')) break;
  return child;
}

test('the built program writes its version and ends with 0', async () => {
  expect(await run('--version')).toEqual({ code: 0, out: expect.stringMatching(/^ringscope \d+\.\d+\.\d+\n$/), err: '' });
});

test('help and completions of the built program, which are text there, are what the commands of this source declare', async () => {
  for (const words of [[], ['--help'], ['completion', 'bash'], ['completion', 'zsh'], ['completion', 'fish']]) {
    let out = '';
    const io = { out: (text: string) => void (out += text), write: async () => undefined, err: () => undefined, env: {}, hasColor: false };
    const code = await runCli(words, { ...io, isErrTerminal: false, signal: new AbortController().signal, now: () => 0 });
    expect(await run(...words)).toEqual({ code, out, err: '' });
  }
});

test('the built program imports a capture and ends with 0', async () => {
  const { code, out, err } = await run('import', FIXTURE, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({ packets: 12, rejects: {}, kpis: { ser: 1, acdSeconds: 0.205042 } });
});

test('a usage error ends the process with 2, a settings error with 3', async () => {
  expect(await run('calls', '--nope')).toMatchObject({ code: 2, out: '' });
  expect(await run('serve', '--log-level', 'loud')).toMatchObject({ code: 3, out: '' });
});

test('SIGINT ends a server with 130 and SIGTERM with 0', async () => {
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const) {
    const child = await startServer(signal);
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).toBe(expected);
  }
});

test('a second server on the same folder is refused with 4', async () => {
  const first = await startServer('shared');
  const second = await run('serve', '--http-port', '0', '--hep-port', '0', '--store', join(folder, 'shared'));
  expect(second).toMatchObject({ code: 4, out: '', err: expect.stringMatching(/STORE_LOCKED: .*\nhint: /) });
  // An import goes through the server that holds the folder.
  expect(await run('import', FIXTURE, '--store', join(folder, 'shared'))).toMatchObject({ code: 0 });
  first.kill('SIGTERM');
  await once(first, 'exit');
});

test('a signal that comes twice within a second is one request to stop', async () => {
  const child = await startServer('twice');
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(existsSync(join(folder, 'twice', 'lock'))).toBe(false);
});

test('SIGHUP is nothing to a server without a terminal', async () => {
  const child = await startServer('no-terminal');
  child.kill('SIGHUP');
  // A command later it is still there.
  await run('--version');
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('an error that nothing caught ends a server with its code and a hint, after what had arrived was written', async () => {
  for (const fault of ["throw new Error('planted')", "Promise.reject(new Error('planted'))"]) {
    const path = join(folder, 'fault');
    const plant = `import { isMainThread } from 'node:worker_threads'; if (isMainThread) process.once('SIGUSR2', () => { ${fault} });`;
    const child = spawn(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(plant)}`,
        MAIN,
        'serve',
        '--http-port',
        '0',
        '--hep-port',
        '0',
        '--store',
        path,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder, env: { PATH: process.env['PATH'] } },
    );
    let err = '';
    child.stderr.on('data', (chunk) => void (err += String(chunk)));
    const closed = once(child, 'close');
    while (!err.includes('ringscope serves.')) await Promise.race([once(child.stderr, 'data'), closed]);
    child.kill('SIGUSR2');
    const [code] = await closed;
    expect(code).toBe(70);
    expect(err).toMatch(/^INTERNAL: Error: planted$/m);
    expect(err).toMatch(/^hint: /m);
    expect(existsSync(join(path, 'lock'))).toBe(false);
  }
});
