import { pino } from 'pino';
import { Private } from '../core/index.ts';

/** Details of a log line. No numbers, names or raw Call-IDs; a `Private` among them is left out. */
export type LogFields = { readonly [name: string]: unknown };

/** Takes log lines. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** A log whose level may change. */
export interface LevelLog extends Log {
  setLevel(level: LogLevel): void;
}

/** Writes JSON lines to the standard error output, or to `write` instead. */
export function createLog(level: LogLevel, write?: (line: string) => void): LevelLog {
  const destination = write === undefined ? pino.destination({ fd: 2, sync: true }) : { write };
  const log = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":${Date.now() / 1000}`,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }), log: (fields) => withoutPrivate(fields) },
    },
    destination,
  );
  return Object.assign(log, {
    setLevel(next: LogLevel) {
      log.level = next;
    },
  });
}

/** Leaves out private values at the top, where pino would write an empty object; deeper ones have no JSON form. */
function withoutPrivate(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !(value instanceof Private)));
}
