import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

/** Calls that are over settle at once, so that their days are opened while a fault lasts. */
const SETTLES_AT_ONCE = ['--calls-settle-seconds', '0.3'];

/**
 * A server on ports of the system's choice, with as many descriptors as are said once it serves: to be loaded it needs more. Resolves when it serves. `flags` are its settings; with `preload`, a module that is loaded into its
 * main thread, it has a channel for messages. `main` is the command line of another build.
 */
export async function startServer(data, descriptors, { flags = SETTLES_AT_ONCE, preload, main = MAIN } = {}) {
  const loaded = preload === undefined ? [] : ['--import', preload];
  const serve = [...loaded, main, 'serve', '--http-port', '0', '--hep-port', '0', ...flags, '--store', data];
  const stdio = ['ignore', 'ignore', 'pipe', ...(preload === undefined ? [] : ['ipc'])];
  const child = spawn(process.execPath, serve, { stdio, env: { PATH: process.env.PATH } });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output = (output + text).slice(-100_000);
  });
  let address;
  const ended = once(child, 'exit');
  while (address === undefined) {
    await Promise.race([once(child.stderr, 'data'), ended]);
    if (child.exitCode !== null) throw new Error(`ringscope ended with ${child.exitCode}: ${output}`);
    if (output.includes('"ringscope serves."')) address = /http:\/\/([\d.:]+) serves/.exec(output)?.[1];
  }
  if (descriptors !== undefined) execFileSync('prlimit', ['--pid', String(child.pid), `--nofile=${descriptors}:${descriptors}`]);
  return {
    url: `http://${address}`,
    pid: child.pid,
    child,
    hepPort: Number(/"endpoints":\["[^"]*:(\d+)"/.exec(output)?.[1]),
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}
