import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAbsolute } from 'node:path';
import { commandOf } from './requires.ts';

/** How much of a program's output is kept for a failure report, in characters. */
const OUTPUT_LIMIT = 2_000_000;
/** How much of it a failure report shows, in characters. */
const TAIL = 3000;

/** How long a program may take to end. A server writes what it has not written yet. */
const STOP_MS = 15_000;

/** A program that a test started. */
export interface Program {
  readonly name: string;
  /** Everything it wrote to stdout and stderr, in order of arrival. */
  output(): string;
  /** Resolves with the exit code once it has ended; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** Signals the program and its children. Harmless when it is gone. */
  signal(name: NodeJS.Signals): void;
  /** Ends it, by force where it takes too long. May be called twice. */
  stop(): Promise<void>;
}

/** The end of what a program wrote, for a failure report. */
export function tailOf(program: Program): string {
  return `--- ${program.name} ---\n${program.output().slice(-TAIL)}`;
}

/** Starts a program that the suite has declared with `requires`, or Node itself, in a process group of its own, so that what it forks ends with it. */
export function startProgram(name: string, command: string, args: readonly string[], folder: string): Program {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` };
  const child = spawn(isAbsolute(command) ? command : commandOf(command), args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-OUTPUT_LIMIT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let isOver = false;
  const signal = (which: NodeJS.Signals): void => {
    if (isOver || child.pid === undefined) return;
    try {
      process.kill(-child.pid, which);
    } catch (error) {
      text += `\nsignal ${which}: ${String(error)}`;
    }
  };
  const killAtExit = (): void => signal('SIGKILL');
  process.once('exit', killAtExit);
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', (error) => {
      text += `\n${String(error)}`;
      isOver = true;
      resolve(undefined);
    });
    child.once('close', (code) => {
      isOver = true;
      process.off('exit', killAtExit);
      resolve(code ?? undefined);
    });
  });
  const stop = async (): Promise<void> => {
    if (isOver) return;
    const force = setTimeout(() => signal('SIGKILL'), STOP_MS);
    signal('SIGTERM');
    if (!isOver) await Promise.race([ended, once(child, 'close')]);
    clearTimeout(force);
  };
  return { name, output: () => text, ended, signal, stop };
}

/** Waits until a program is ready, or fails with its output when it ends before. */
export async function whenReady<T>(program: Program, ready: Promise<T>): Promise<T> {
  const gone = program.ended.then((code) => {
    throw new Error(`${program.name} ended with ${String(code)} before it was ready.\n${tailOf(program)}`);
  });
  return Promise.race([ready, gone]);
}
