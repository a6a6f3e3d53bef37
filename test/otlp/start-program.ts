import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { PROGRAM } from './program-source.ts';

const SDK = new URL('../../dist/sdk/index.js', import.meta.url).href;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const said = z.object({
  started: z.boolean().optional(),
  failed: z.string().optional(),
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  stopped: z.number().optional(),
  dropped: z.record(z.string(), z.number()).optional(),
});

/** Runs the program. `plant`: a module that is loaded into it first. */
export function spawnProgram(options: object, env: Readonly<Record<string, string>>, plant?: string) {
  const planted = plant === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(plant)}`];
  return spawn(process.execPath, [...planted, '--input-type=module', '-e', PROGRAM, JSON.stringify(options)], {
    env: { PATH: process.env['PATH'], SDK, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: ROOT,
  });
}

/** The same, and waits until it has said whether it could start. */
export async function startProgram(
  ends: (() => Promise<void> | void)[],
  options: object,
  env: Readonly<Record<string, string>> = {},
  plant?: string,
) {
  const child = spawnProgram(options, env, plant);
  ends.push(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => said.parse(JSON.parse(String((await lines.next()).value)));
  const begun = await hear();
  return {
    begun,
    hear,
    /** What it has written to its standard error. */
    stderr: () => errors,
    say: (line: string) => void child.stdin.write(`${line}\n`),
  };
}
