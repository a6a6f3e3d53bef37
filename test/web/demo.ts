import { zoneOfNoon } from '../zone-of-noon.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A `ringscope demo` in a process of its own. */
export interface RunningDemo {
  readonly url: string;
  /** Its data folder. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts a demo with a day of calls and resolves when it serves. Rejects when it ends instead. */
export async function startDemo(): Promise<RunningDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-page-'));
  const child = spawn(process.execPath, [MAIN, 'demo', '--json', '--calls-per-hour', '300', '--http-port', '0', '--hep-port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], TMPDIR: folder, TZ: zoneOfNoon() },
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => void (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => void (texts.err += String(chunk)));
  const ended = once(child, 'exit');
  while (!texts.out.endsWith('}\n')) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}: ${texts.err}`);
  }
  const { url, folder: data } = JSON.parse(texts.out) as { readonly url: string; readonly folder: string };
  return {
    url,
    folder: data,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
