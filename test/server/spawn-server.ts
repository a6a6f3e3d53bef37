import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Intervals } from '../../src/server/index.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** The command line with other intervals. */
export const CLI_WITH_INTERVALS = fileURLToPath(new URL('../fixtures/serve-with-intervals.mjs', import.meta.url));
const THREAD_PORT = new URL('../fixtures/thread-port.mjs', import.meta.url).href;

/** A user that no machine has. */
export const LONE_USER = 54_321;

/** Whether the tests may run a server as that user: they are root, and it may read what is built. */
export function mayRunAsLoneUser(): boolean {
  return process.getuid?.() === 0 && spawnSync('setpriv', [`--reuid=${LONE_USER}`, '--clear-groups', 'test', '-r', CLI]).status === 0;
}

/** How a process ended, and what it wrote to its error output. */
export interface Exit {
  readonly code: number | null;
  readonly stderr: string;
}

/** A `ringscope serve` in its own process. */
export interface SpawnedServer {
  readonly url: string;
  readonly pid: number;
  /** The UDP port of HEP. */
  readonly hepPort: number;
  /** Where one of its listeners is bound, of those of this transport. */
  listener(name: string, transport?: string): { readonly address: string };
  /** What it has written to its error output. */
  stderr(): string;
  /** Has one of its threads do nothing from the moment on in which this resolves; the result has it go on. Only with `canBlock`. */
  block(thread: string): Promise<() => void>;
  /** Sends a signal and resolves when the process has ended. */
  kill(signal: NodeJS.Signals): Promise<Exit>;
}

/** What the log says of a server that serves. */
interface Served {
  readonly address: string;
  readonly endpoints: readonly string[];
  readonly listeners: readonly { readonly name: string; readonly address: string; readonly transport: string }[];
}

/** What befalls a server. */
export interface Surroundings {
  /** Files that it may have open at once. As the tests themselves when left out. */
  readonly openFiles?: number;
  /** Its user, who has nothing else, may have so many threads in all. For tests that run as root. */
  readonly mostThreads?: number;
  /** What the heap of each of its threads may hold, in MiB. */
  readonly heapMib?: number;
  /** JavaScript that its main thread runs first, such as a fault that is planted. */
  readonly plant?: string;
  /** Its threads can be blocked. */
  readonly canBlock?: boolean;
  /** Times that are other than those of the product. */
  readonly intervals?: Partial<Intervals>;
}

function run(
  flags: Readonly<Record<string, string>>,
  { openFiles, mostThreads, heapMib, plant, canBlock = false, intervals }: Surroundings = {},
): { readonly child: ChildProcess; readonly exit: Promise<Exit>; stderr(): string } {
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const planted = plant === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(plant)}`];
  const port = canBlock ? ['--import', THREAD_PORT] : [];
  const cli = intervals === undefined ? [CLI] : [CLI_WITH_INTERVALS, JSON.stringify(intervals)];
  const command = [process.execPath, ...planted, ...port, ...cli, 'serve', ...args];
  const limited = openFiles === undefined ? command : ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, ...command];
  if (mostThreads !== undefined) limited.unshift('setpriv', `--reuid=${LONE_USER}`, '--clear-groups', 'prlimit', `--nproc=${mostThreads}`);
  const child = spawn(limited[0] ?? '', limited.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', ...(canBlock ? (['ipc'] as const) : [])],
    env: { PATH: process.env['PATH'], ...(heapMib === undefined ? {} : { NODE_OPTIONS: `--max-old-space-size=${heapMib}` }) },
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = once(child, 'close').then(([code]): Exit => ({ code: typeof code === 'number' ? code : null, stderr }));
  return { child, exit, stderr: () => stderr };
}

/** Resolves once the thread is blocked, with what has it go on. */
async function blockThread(child: ChildProcess, thread: string): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-blocked-'));
  child.once('close', () => rmSync(folder, { recursive: true, force: true }));
  const untilFile = join(folder, 'go-on');
  const blocked = once(child, 'message');
  child.send({ block: thread, untilFile });
  await blocked;
  return () => writeFileSync(untilFile, '');
}

/** Runs a server that is expected not to start. */
export function runToExit(flags: Readonly<Record<string, string>>, surroundings: Surroundings = {}): Promise<Exit> {
  return run({ 'http-port': '0', 'hep-port': '0', ...flags }, surroundings).exit;
}

/** Starts a server on ports of the system's choice and resolves when it serves. Rejects when it ends instead. */
export async function spawnServer(flags: Readonly<Record<string, string>>, surroundings: Surroundings = {}): Promise<SpawnedServer> {
  const { child, exit, stderr } = run({ 'http-port': '0', 'hep-port': '0', ...flags }, surroundings);
  const served = new Promise<SpawnedServer>((resolve) => {
    child.stderr?.on('data', () => {
      const line = stderr()
        .split('\n')
        .find((one) => one.includes('ringscope serves.') && one.endsWith('}'));
      if (line === undefined) return;
      const { address, endpoints, listeners }: Served = JSON.parse(line);
      resolve({
        url: `http://${address}`,
        pid: child.pid ?? 0,
        hepPort: Number(endpoints[0]?.split(':')[1]),
        listener(name, transport) {
          const found = listeners.find((one) => one.name === name && (transport === undefined || one.transport === transport));
          if (found === undefined) throw new Error(`No listener ${name}.`);
          return found;
        },
        stderr,
        block: async (thread) => blockThread(child, thread),
        kill(signal) {
          child.kill(signal);
          return exit;
        },
      });
    });
  });
  const ended = exit.then(({ code, stderr: text }): never => {
    throw new Error(`ringscope ended with ${code}: ${text}`);
  });
  return Promise.race([served, ended]);
}
