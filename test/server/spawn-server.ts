import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

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
interface Surroundings {
  /** Files that it may have open at once. As the tests themselves when left out. */
  readonly openFiles?: number;
  /** JavaScript that its main thread runs first, such as a fault that is planted. */
  readonly plant?: string;
}

function run(
  flags: Readonly<Record<string, string>>,
  { openFiles, plant }: Surroundings = {},
): { readonly child: ChildProcess; readonly exit: Promise<Exit>; stderr(): string } {
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const planted = plant === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(plant)}`];
  const command = [process.execPath, ...planted, CLI, 'serve', ...args];
  const limited = openFiles === undefined ? command : ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, ...command];
  const child = spawn(limited[0] ?? '', limited.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = once(child, 'close').then(([code]): Exit => ({ code: typeof code === 'number' ? code : null, stderr }));
  return { child, exit, stderr: () => stderr };
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
