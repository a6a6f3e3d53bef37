import { closeSync, openSync, writeSync } from 'node:fs';
import { optionFault } from './option-fault.ts';
import type { LogOptions } from './ringscope-options.ts';

/** Where ringscope tells a program what concerns it. */
export interface ProgramLog {
  info(message: string): void;
  warning(message: string): void;
  /** Lets go of the file. */
  close(): void;
}

/** From the least to the most. */
const LEVEL = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
type Level = (typeof LEVEL)[number];

const STDERR = 2;
const WARNING = 'RingscopeWarning';

/** Opens the log of one instance. Without options it has warnings alone, as those of the process. Throws `LOG_UNWRITABLE` when its file cannot be opened. */
export function openProgramLog(options: LogOptions | undefined, name: string): ProgramLog {
  if (options === undefined)
    return { info: () => undefined, warning: (message) => process.emitWarning(message, WARNING), close: () => undefined };
  const { level = 'INFO', format = 'json', file } = options;
  let target: number | undefined = file === undefined ? STDERR : openFile(file);
  const tell = (of: Level, message: string): void => {
    if (LEVEL.indexOf(of) < LEVEL.indexOf(level)) return;
    if (target === undefined && file !== undefined) target = openFile(file);
    const line = format === 'json' ? jsonLine(of, name, message) : textLine(of, name, message);
    try {
      writeSync(target ?? STDERR, `${line}\n`);
    } catch {
      // A log that cannot be written ends no program; there is no other place to say so.
    }
  };
  return {
    info: (message) => tell('INFO', message),
    warning: (message) => tell('WARNING', message),
    close() {
      if (target !== undefined && target !== STDERR) closeSync(target);
      target = file === undefined ? STDERR : undefined;
    },
  };
}

function openFile(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (cause) {
    throw optionFault([`log.file ${file} could not be opened`], cause);
  }
}

function jsonLine(level: Level, name: string, message: string): string {
  return JSON.stringify({ timestamp: new Date().toISOString(), level, logger: `${name}.ringscope`, message });
}

function textLine(level: Level, name: string, message: string): string {
  return `${new Date().toISOString()} ${level.padEnd(8)} [${name}.ringscope] ${message}`;
}
