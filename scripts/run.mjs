import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The path of a program that the project installed, such as `tsc`. */
export function tool(name) {
  return join(ROOT, 'node_modules', '.bin', name);
}

/**
 * Runs a program, in the repository unless another folder is given, and resolves with its exit code (1 when it was killed or could not be started).
 * `output` is what it wrote, in order; with `show` it is also written through as it comes. `onLine` is called with each line that it writes to descriptor 3.
 */
export function run(program, args, { show = false, env = {}, cwd = ROOT, onLine } = {}) {
  return new Promise((resolve) => {
    const chunks = [];
    const stdio = ['ignore', 'pipe', 'pipe', ...(onLine === undefined ? [] : ['pipe'])];
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio });
    const take = (stream) => (chunk) => {
      chunks.push(chunk);
      if (show) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    if (onLine !== undefined) readLines(child.stdio[3], onLine);
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`));
      resolve({ code: 1, output: Buffer.concat(chunks).toString() });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

function readLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) onLine(line);
  });
}
