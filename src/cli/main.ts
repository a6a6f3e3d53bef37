#!/usr/bin/env node
import { once } from 'node:events';
import { watchProcessEnd } from './process-end.ts';
import { readSecret } from './read-secret.ts';
import { runCli } from './run-cli.ts';

const isErrTerminal = process.stderr.isTTY === true;
const end = watchProcessEnd(isErrTerminal, (text) => void process.stderr.write(text));
// A reader that went away, as in `ringscope calls | head -1`, is no failure.
process.stdout.on('error', () => process.exit(0));

const code = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  write: async (bytes) => {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  },
  err: (text) => void process.stderr.write(text),
  readSecret: async (prompt) =>
    readSecret(prompt, {
      input: process.stdin,
      ask: (text) => void process.stderr.write(text),
      signal: end.signal,
      interrupt: () => void process.kill(process.pid, 'SIGINT'),
    }),
  env: process.env,
  columns: process.stdout.columns ?? 100,
  hasColor: hasColor(),
  isErrTerminal,
  signal: end.signal,
  again: end.again,
  onHangup: end.onHangup,
  now: () => Date.now() / 1000,
});
process.exitCode = end.faultCode() ?? code;
if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');

/** https://no-color.org and https://force-color.org. */
function hasColor(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return process.stdout.isTTY === true;
}
