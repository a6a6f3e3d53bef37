import { pino } from 'pino';
import { Private } from '../core/index.ts';
import type { LogComponent, LogLevel } from './log/components.ts';
import type { LineLevel, LogFieldSet } from './log/field-names.ts';
import { createLogLevels, type LogLevels } from './log/levels.ts';
import { jsonLine, textLine, type LogLine } from './log/line.ts';
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
  /** Writes what was only counted so far. */
  flush(): void;
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

/** What cannot be written waits up to this, and is lost beyond. */
const MAX_WAITING_BYTES = 64 * 1024;

/** Writes lines to the standard error output, or to `write` instead. */
export function createLog(level: LogLevel, write?: (line: string) => void, form: LogForm = {}): ServerLog {
  const { levels: own = [], format = 'auto', fields: fieldSet = 'ringscope', isTerminal = false } = form;
  const levels = createLogLevels(level, own);
  const destination = write === undefined ? errorOutput() : { write };
  const isText = format === 'text' || (format === 'auto' && isTerminal);
  const put = (line: LogLine): void => void destination.write(`${isText ? textLine(line) : jsonLine(line, fieldSet)}\n`);
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
    flush: repeats.flush,
  };
}

/** The standard error output. When it is gone, as with a terminal that was closed, lines are lost and the server goes on to its end. */
function errorOutput() {
  const output = pino.destination({ fd: 2, sync: true, maxLength: MAX_WAITING_BYTES });
  output.on('error', () => undefined);
  return output;
}

/** Leaves out private values at the top, where an empty object would be written; deeper ones have no JSON form. */
function withoutPrivate(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !(value instanceof Private)));
}

function after(seconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, seconds * 1000).unref();
  return () => clearTimeout(timer);
}
