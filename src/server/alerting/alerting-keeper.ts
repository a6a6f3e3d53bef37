import { ERRORS, type ErrorCode } from '../../core/index.ts';
import { asTeleError } from '../thread-port.ts';
import type { AlertingFiles } from './alerting-files.ts';

/** Takes a line of the log. */
export type AlertingLog = (level: 'warn' | 'info', message: string, code?: ErrorCode) => void;

/** A document as it was read. */
export interface Kept<T> {
  readonly value: T;
  /** False: not all that was kept is in it, for it is damaged or of a later version. */
  readonly isWhole: boolean;
}

/** What alerting keeps over a restart, and what it means that it is lost. */
const LOST = {
  states: 'What receivers were told is taken as firing until it is looked at; how long anything was pending is forgotten.',
  silences: 'Alerts that they kept back are told again.',
  told: 'Receivers are told again of what fires, and may keep open what has ended meanwhile.',
} as const;
type KeptName = keyof typeof LOST;

/** Reads and writes what is kept. A file that cannot be read is put aside before anything takes its place. */
export class AlertingKeeper {
  readonly #files: AlertingFiles;
  readonly #log: AlertingLog;
  /** What could not be read and not be put aside either: it is not overwritten. */
  readonly #inTheWay = new Set<string>();
  readonly #faults = new Map<string, string>();
  readonly #unread: string[] = [];

  constructor(files: AlertingFiles, log: AlertingLog) {
    this.#files = files;
    this.#log = log;
  }

  /** What was kept. `read` gets undefined when there is nothing. */
  read<T>(name: KeptName, read: (document: unknown) => Kept<T>): T {
    let document: unknown;
    let why: string | undefined;
    try {
      document = this.#files.read(name);
    } catch (error) {
      why = unreadBecause(error);
    }
    const { value, isWhole } = read(document);
    if (!isWhole) why = 'it is damaged, or a later version wrote it';
    if (why !== undefined) this.#putAside(name, why);
    return value;
  }

  /** Whether a file is there. */
  isKept(name: KeptName): boolean {
    return this.#files.has(name);
  }

  /** Says in one line what could not be read: the log counts further lines of a code, and each file has its own words. */
  sayUnread(): void {
    const lines = this.#unread.splice(0);
    if (lines.length > 0) this.#log('warn', [...lines, ERRORS.ALERTING_UNREAD.hint].join(' '), 'ALERTING_UNREAD');
  }

  /** Throws `STORE_UNWRITABLE`. */
  mustWrite(name: KeptName, document: object): void {
    if (this.#inTheWay.has(name)) this.#files.putAside(name);
    this.#inTheWay.delete(name);
    this.#files.write(name, document);
    this.#faults.delete(name);
  }

  /** The same; a disk that is full stops no alert, and is said once. Whether it is written: what is not is to be tried again. */
  write(name: KeptName, document: object): boolean {
    try {
      this.mustWrite(name, document);
      return true;
    } catch (error) {
      const { message, hint, code } = asTeleError(error);
      if (this.#faults.get(name) === message) return false;
      this.#faults.set(name, message);
      this.#log('warn', `What alerting keeps of its ${name} is not written: ${message} ${hint}`, code);
      return false;
    }
  }

  /** What is wrong, in sentences. */
  problems(): readonly string[] {
    const aside = this.#files.aside();
    const left = aside.length === 0 ? [] : [`${aside.join(' and ')} could not be read. ${ERRORS.ALERTING_UNREAD.hint}`];
    return [...this.#faults.values(), ...left];
  }

  #putAside(name: KeptName, why: string): void {
    const lost = `What alerting kept of its ${name} could not be read: ${why}. ${LOST[name]}`;
    try {
      const path = this.#files.putAside(name);
      this.#unread.push(`${lost} The file is ${path} now.`);
    } catch (error) {
      const { message, hint } = asTeleError(error);
      this.#inTheWay.add(name);
      this.#faults.set(name, message);
      this.#unread.push(`${lost} It could not be put aside, so nothing is written in its place: ${message} ${hint}`);
    }
  }
}

/** No words of the file: they would be in the log. */
function unreadBecause(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is no JSON';
  if (error instanceof RangeError) return error.message;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'the system refused it';
}
