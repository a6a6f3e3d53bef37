#!/usr/bin/env node
import { once } from 'node:events';
import { relative } from 'node:path';
import { isatty } from 'node:tty';
import { watchProcessEnd } from './process-end.ts';
import { runCli } from './run-cli.ts';
import { createTerminal } from './terminal.ts';

// Streams are made as they are used: each takes as long as a tenth of what Node takes to start.
const [isInTerminal, isOutTerminal, isErrTerminal] = [isatty(0), isatty(1), isatty(2)];
const end = watchProcessEnd(isErrTerminal, (text) => void process.stderr.write(text));
// A reader that went away, as in `ringscope calls | head -1`, is no failure.
process.stdout.on('error', () => process.exit(0));

const code = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  write: async (bytes) => {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  },
  err: (text) => void process.stderr.write(text),
  readSecret: async (prompt) => {
    const { readSecret } = await import('./read-secret.ts');
    return readSecret(prompt, {
      input: process.stdin,
      ask: (text) => void process.stderr.write(text),
      signal: end.signal,
      interrupt: () => void process.kill(process.pid, 'SIGINT'),
    });
  },
  piped: () => process.stdin,
  ...(isInTerminal && isErrTerminal ? { readLine } : {}),
  env: process.env,
  ...(isOutTerminal ? { columns: process.stdout.columns } : {}),
  hasColor: hasColor(),
  isErrTerminal,
  ...(isInTerminal && isOutTerminal ? { terminal: () => createTerminal({ input: process.stdin, output: process.stdout, process }) } : {}),
  signal: end.signal,
  again: end.again,
  onHangup: end.onHangup,
  now: () => Date.now() / 1000,
  offsetAt: (at) => -60 * new Date(at * 1000).getTimezoneOffset(),
  timeZone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  ...program(),
});
process.exitCode = end.faultCode() ?? code;
if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');

/** A clone has no `ringscope` in its path: there the file itself is called. */
function program(): { readonly program?: string } {
  const [, path = ''] = process.argv;
  return path.endsWith('main.js') ? { program: `node ${relative(process.cwd(), path)}` } : {};
}

/** https://no-color.org and https://force-color.org. */
function hasColor(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isOutTerminal;
}

async function readLine(prompt: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(prompt, { signal: end.signal });
  } finally {
    lines.close();
  }
}
