import type { Readable } from 'node:stream';
import type { OffsetAt } from '../core/index.ts';
import type { Intervals } from '../server/index.ts';
import type { Terminal } from './terminal.ts';

/** One positional argument of a command. */
export interface CommandArgument {
  readonly name: string;
  readonly help: string;
  /** It may be left out. */
  readonly isOptional?: boolean;
  /** Any number of them, also none; the last argument of a command. */
  readonly isRepeated?: boolean;
}

/** One option of a command. */
export interface CommandOption {
  /** As commander reads it, e.g. `--limit <count>`. */
  readonly flags: string;
  readonly help: string;
  /** The words that it takes, or that it often takes: a shell offers them. */
  readonly values?: readonly string[];
  /** The default as text, for the help only: the command itself applies it. */
  readonly initial?: string;
  /** The heading under which the help lists it. Absent: `Options`. */
  readonly group?: string;
}

/** What the user typed: arguments in order, options by camel-case name. */
export interface CommandInput {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, string | boolean>>;
}

/** Where a command writes and what it may know of its surroundings. */
export interface CommandIo {
  /** Data. */
  readonly out: (text: string) => void;
  /** The terminal as a whole, for a command that draws on it. Absent: input or output is none. */
  readonly terminal?: () => Terminal;
  /** Data of any size: resolves when more may come. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Reads a secret that is typed unseen, or piped in. Absent: nobody types. */
  readonly readSecret?: (prompt: string) => Promise<string>;
  /** What is piped in. Absent: nothing is. */
  readonly piped?: () => Readable;
  /** Asks for a line on a terminal. Absent: nobody types. */
  readonly readLine?: (prompt: string) => Promise<string>;
  /** Messages. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Characters per line of the terminal. Absent when data goes elsewhere: then nothing is cut or left out. */
  readonly columns?: number;
  readonly hasColor: boolean;
  /** Whether messages go to a terminal, where progress may be drawn. */
  readonly isErrTerminal: boolean;
  /** Aborted by SIGINT and SIGTERM, by SIGHUP on a terminal, and by an error that nothing caught: the reason is the name of the signal, or the error. */
  readonly signal: AbortSignal;
  /** Aborted by a second signal: nothing is to be waited for any more. Absent where there is none. */
  readonly again?: AbortSignal;
  /** From now on SIGHUP is told to the listener, and ends the process only when its terminal was closed. Absent: there are no signals. */
  readonly onHangup?: (listener: () => void) => void;
  /** Current Unix time in seconds. */
  readonly now: () => number;
  /** The time zone of this machine, an IANA name: to be asked only where it is needed, for that takes as long as Node to start. Absent: UTC. */
  readonly timeZone?: () => string;
  /** The clocks of this machine, which need no name of their zone. Absent: those of `timeZone`. */
  readonly offsetAt?: OffsetAt;
  /** Times of the server that it runs, other than those of the product. Absent: none. */
  readonly intervals?: Partial<Intervals>;
  /** How a user calls this program, to be shown. Absent: `ringscope`. */
  readonly program?: string;
}

/** A command as a value: the command line, its help and its documentation derive from it. */
export interface CommandDef {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly arguments: readonly CommandArgument[];
  readonly options: readonly CommandOption[];
  /** It also takes every setting as a flag. */
  readonly takesSettings?: boolean;
  /** Its help lists them, too. */
  readonly listsSettings?: boolean;
  /** One line that works as it stands. */
  readonly example: string;
  /** Resolves to the exit code. Throws a `TeleError` for what the user should know. */
  run(input: CommandInput, io: CommandIo): Promise<number>;
}

/** Declares a command. */
export function defineCommand(def: CommandDef): CommandDef {
  return def;
}

/** The text of an option. Undefined when it was not given. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The option that makes every command write one JSON value. */
export const JSON_OPTION: CommandOption = { flags: '--json', help: 'Write JSON.' };

const ASKED = 'Where to ask';

/** The option that names the settings file. */
export const CONFIG_OPTION: CommandOption = {
  flags: '--config <file>',
  help: 'Settings file, YAML or TOML. Also RINGSCOPE_CONFIG.',
  group: ASKED,
};

/** The option that names the data folder. */
export const STORE_OPTION: CommandOption = {
  flags: '--store <folder>',
  help: 'Read the files of this data folder instead of asking a server.',
  group: ASKED,
};

/** Which page of a list a command shows. */
export const PAGE_OPTIONS: readonly CommandOption[] = [
  { flags: '--limit <count>', help: 'At most this many.', initial: '100', group: 'Page' },
  { flags: '--cursor <cursor>', help: 'The next page, from nextCursor of the page before.', group: 'Page' },
];

/** Address of a server with default settings. */
export const INITIAL_URL = 'http://127.0.0.1:7464';

/** What a command that asks a running server takes. */
export const SERVER_OPTIONS: readonly CommandOption[] = [
  { flags: '--url <url>', help: 'The server to ask. Also RINGSCOPE_URL.', initial: INITIAL_URL, group: ASKED },
  {
    flags: '--token-file <file>',
    help: 'File with the bearer token. Also RINGSCOPE_TOKEN_FILE. A server of this user without credentials needs none.',
    group: ASKED,
  },
  CONFIG_OPTION,
];

/** What a command takes that asks a server or reads the files. */
export const ANSWER_OPTIONS: readonly CommandOption[] = [JSON_OPTION, STORE_OPTION, ...SERVER_OPTIONS];
