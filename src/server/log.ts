import { writeSync } from 'node:fs';
import { Private } from '../core/index.ts';
import type { LogComponent, LogLevel } from './log/components.ts';
import type { LineLevel, LogFieldSet } from './log/field-names.ts';
import { createLogLevels, type LogLevels } from './log/levels.ts';
import { jsonLine, textLine, type LogLine } from './log/line.ts';
import { createLineOutput, type LineOutput } from './log/line-output.ts';
import { createRepeats } from './log/repeats.ts';

/** Details of a log line, and the component that it comes from: `main` unless given. No numbers, names or raw Call-IDs; a `Private` among them is left out. */
export type LogFields = { readonly component?: LogComponent; readonly [name: string]: unknown };

/** Takes log lines. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** The log of a server. */
export interface ServerLog extends Log {
  /** Whose names its fields have. */
  readonly fieldSet: LogFieldSet;
  readonly levels: LogLevels;
  /** From now on this takes each line that is written, too. */
  listen(take: (line: LogLine) => void): void;
  /** Writes what was only counted so far. */
  flush(): void;
  /** How many lines were lost, since it was asked last, because nobody took them. */
  takeLost(): number;
}

/** How lines are written. */
interface LogForm {
  /** The levels of single components, as `component=level`. */
  readonly levels?: readonly string[];
  /** `auto`: for people on a terminal, else JSON. */
  readonly format?: 'auto' | 'json' | 'text';
  /** Whose names the fields have, in JSON. */
  readonly fields?: LogFieldSet;
  readonly isTerminal?: boolean;
}

const STDERR = 2;
/** How long the end of a process waits for who reads its last lines. */
const LAST_LINES_MS = 500;
const AGAIN_MS = 10;

/** Writes lines to the standard error output, or to `write` instead. */
export function createLog(level: LogLevel, write?: (line: string) => void, form: LogForm = {}): ServerLog {
  const { levels: own = [], format = 'auto', fields: fieldSet = 'ringscope', isTerminal = false } = form;
  const levels = createLogLevels(level, own);
  const isText = format === 'text' || (format === 'auto' && isTerminal);
  const textOf = (line: LogLine): string => `${isText ? textLine(line) : jsonLine(line, fieldSet)}\n`;
  const output = write === undefined ? errorOutput((count) => textOf(lostLine(count))) : undefined;
  const take = output?.write ?? write;
  let listener: ((line: LogLine) => void) | undefined;
  const put = (line: LogLine): void => {
    take?.(textOf(line));
    listener?.(line);
  };
  const repeats = createRepeats(put, after);
  const writer =
    (lineLevel: LineLevel) =>
    ({ component = 'main', ...fields }: LogFields, message: string): void => {
      if (!levels.isOn(component, lineLevel)) return;
      const line = { at: Date.now() / 1000, level: lineLevel, component, message, fields: withoutPrivate(fields) };
      // Who looks for something sees all there is.
      if (levels.isOn(component, 'debug') || repeats.admit(line)) put(line);
    };
  return {
    fieldSet,
    levels,
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    listen: (taken) => void (listener = taken),
    flush: repeats.flush,
    takeLost: () => output?.takeLost() ?? 0,
  };
}

/** The standard error output. Who is slow to read it, or gone, costs lines and holds up nothing. */
function errorOutput(lostLine: (count: number) => string): LineOutput {
  // Making this stream is what lets a write to a pipe return at once when nobody reads.
  process.stderr.on('error', () => undefined);
  const output = createLineOutput({ put: (bytes) => writeSync(STDERR, bytes), lostLine, after });
  process.once('exit', () => {
    const nap = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; !output.drain() && waited < LAST_LINES_MS; waited += AGAIN_MS) Atomics.wait(nap, 0, 0, AGAIN_MS);
  });
  return output;
}

function lostLine(count: number): LogLine {
  const message = `${count} lines of the log were lost here: they were not read in time.`;
  return { at: Date.now() / 1000, level: 'warn', component: 'main', fields: { lostLines: count }, message };
}

/** Leaves out private values at the top, where an empty object would be written; deeper ones have no JSON form. */
function withoutPrivate(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !(value instanceof Private)));
}

function after(seconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, seconds * 1000).unref();
  return () => clearTimeout(timer);
}
