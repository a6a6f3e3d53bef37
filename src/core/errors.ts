/** One stable error code: what it means, what to do, how a command exits with it and how HTTP answers with it. */
interface ErrorDef {
  readonly summary: string;
  readonly hint: string;
  readonly exitCode: number;
  readonly status: number;
}

/** Exit codes of every command. 0 is success. */
export const EXIT = {
  findings: 1,
  usage: 2,
  config: 3,
  connect: 4,
  auth: 5,
  internal: 70,
  interrupted: 130,
} as const;

/** Every error that ringscope raises. The codes are part of the interface: they are added, never renamed. */
export const ERRORS = {
  CONFIG_INVALID: {
    summary: 'A setting is unknown or has a value that it cannot have.',
    hint: 'Correct the named places; `ringscope serve --help` lists every setting.',
    exitCode: EXIT.config,
    status: 422,
  },
  USAGE: {
    summary: 'The command line has a word that ringscope does not know, or lacks one.',
    hint: '`ringscope --help` lists the commands, `ringscope COMMAND --help` what a command takes.',
    exitCode: EXIT.usage,
    status: 400,
  },
  CONFIG_UNREADABLE: {
    summary: 'The settings file could not be read.',
    hint: 'Check that the path given with --config exists and may be read by this user.',
    exitCode: EXIT.config,
    status: 500,
  },
  HTTP_EXPOSED: {
    summary: 'HTTP would listen beyond loopback without authentication.',
    hint: 'Make a token with `ringscope token create`, set auth.token_file, or bind http.host to 127.0.0.1. A further listener may do with `allow`, or with certificates of clients.',
    exitCode: EXIT.config,
    status: 500,
  },
  SERVER_EXPOSED: {
    summary: 'A program would send its events to a server in a way that others can read.',
    hint: 'Give server.url as https://, or start a server on the same machine and name it as http://127.0.0.1.',
    exitCode: EXIT.config,
    status: 500,
  },
  HEP_EXPOSED: {
    summary: 'HEP would listen beyond loopback without an allow-list.',
    hint: 'List the capture agents in hep.allow, e.g. [10.0.0.0/8], or bind hep.host to 127.0.0.1.',
    exitCode: EXIT.config,
    status: 500,
  },
  TOKEN_FILE_INVALID: {
    summary: 'The token file could not be read or holds a line that is not a token.',
    hint: '`ringscope token create NAME` writes a line as it shall be: `name sha256:<hex digest> roles created`.',
    exitCode: EXIT.config,
    status: 500,
  },
  BASIC_FILE_INVALID: {
    summary: 'The file of auth.basic_file could not be read or holds a line that is no user with a bcrypt hash.',
    hint: 'Write one line per user: as `ringscope password NAME --roles read,metrics` writes it, or what `htpasswd -nB -C 10 name` writes, a blank and the roles.',
    exitCode: EXIT.config,
    status: 500,
  },
  RECEIVER_INVALID: {
    summary: 'A receiver of alerts has an address or a file that cannot be used.',
    hint: 'Correct it in alerts.receivers; `ringscope alerts test NAME` tells whether it can be told then.',
    exitCode: EXIT.config,
    status: 422,
  },
  TLS_FILE_INVALID: {
    summary: 'A certificate or its private key could not be read, or the two do not belong together.',
    hint: 'Name PEM files: the certificate with those that sign it after it, and its key without a passphrase, which this user may read.',
    exitCode: EXIT.config,
    status: 500,
  },
  OTLP_PACKAGES_MISSING: {
    summary: 'Something is exported by OTLP, and the packages of OpenTelemetry that do so are not installed.',
    hint: 'Install them beside ringscope with the command in the message.',
    exitCode: EXIT.config,
    status: 500,
  },
  OTLP_FILE_INVALID: {
    summary:
      'A file of the OTLP export could not be read, its headers cannot be sent as lines `name=value`, or its certificates and key are none, or not of each other.',
    hint: 'Correct the file that the message names.',
    exitCode: EXIT.config,
    status: 500,
  },
  KEY_FILE_INVALID: {
    summary: 'The privacy key file is missing, open to others, or holds no key.',
    hint: 'Make one with `openssl rand -hex 32`, and leave it to its owner with `chmod 600`.',
    exitCode: EXIT.config,
    status: 500,
  },
  KEY_MISMATCH: {
    summary: 'The privacy key that a data folder was written with is missing, or is another one.',
    hint: 'Put the key back from a backup. Without it no call in the folder is found by Call-ID or by number: to begin anew, move the folder away.',
    exitCode: EXIT.config,
    status: 500,
  },
  FOLDER_EXPOSED: {
    summary: 'Others than its owner may write in a folder of the store, or it belongs to somebody else.',
    hint: 'Leave it to the user that ringscope runs as: `chown` it, and take the right to write from all others with `chmod go-w`.',
    exitCode: EXIT.config,
    status: 500,
  },
  LISTEN_FAILED: {
    summary: 'A port could not be bound.',
    hint: 'Stop the program that uses the port, or choose another one.',
    exitCode: EXIT.connect,
    status: 500,
  },
  STORE_UNWRITABLE: {
    summary: 'The data folder cannot be written.',
    hint: 'See the reason in the message: make room on the disk, mend the permissions, put back a folder that is gone, or choose another store.path.',
    exitCode: EXIT.config,
    status: 503,
  },
  ALERTING_UNREAD: {
    summary: 'A file of the folder alerting could not be read, and was put aside.',
    hint: 'Look at the file that the message names: take its `.damaged` off while no server runs, or delete it when it is needed no more.',
    exitCode: EXIT.config,
    status: 500,
  },
  BACKUP_REFUSED: {
    summary: 'A backup cannot be written to this folder.',
    hint: 'Name a folder that does not exist or is empty, outside of the data folder, on a disk with room for all of it.',
    exitCode: EXIT.usage,
    status: 500,
  },
  SPOOL_FULL: {
    summary: 'The spool before the store has reached its size limit.',
    hint: 'Find out why the store is not written; /healthz says it. Raise store.spool_max_bytes when it is merely slow.',
    exitCode: EXIT.connect,
    status: 503,
  },
  STORE_LOCKED: {
    summary: 'Another process writes this data folder.',
    hint: 'Ask the server that writes it (--url) instead of its files, stop it, or choose another store.path.',
    exitCode: EXIT.connect,
    status: 503,
  },
  STORE_IS_REAL: {
    summary: 'Generated calls would be written beside real ones.',
    hint: 'Name another folder with --store, delete this one, or give --force: each generated call is marked isSynthetic.',
    exitCode: EXIT.config,
    status: 500,
  },
  STORE_CORRUPT: {
    summary: 'A file of the store could not be read as what it should be.',
    hint: 'Move the file aside and start again; the others stay usable. `ringscope status` and the log name it where the message does not.',
    exitCode: EXIT.internal,
    status: 500,
  },
  STORE_FOREIGN: {
    summary: 'A data folder is of a ringscope before the first release, or of another program.',
    hint: 'It cannot be upgraded: move the whole folder away, its days as well, or choose another `store.path`.',
    exitCode: EXIT.config,
    status: 500,
  },
  STORE_ENGINE_MISSING: {
    summary: 'No SQLite can be loaded.',
    hint: 'Use Node 22.13 or later, or install @photostructure/sqlite for this platform.',
    exitCode: EXIT.config,
    status: 503,
  },
  PACKAGE_MISSING: {
    summary: 'A package that this command needs is not installed.',
    hint: 'Install again without `--omit=optional`: `npm install ringscope --include=optional`. The metrics library and the SDK need none.',
    exitCode: EXIT.config,
    status: 500,
  },
  MAIN_STUCK: {
    summary: 'The main thread did not answer in time.',
    hint: 'Try again in a moment; /livez tells how long the main thread has been silent.',
    exitCode: EXIT.connect,
    status: 503,
  },
  STORE_STUCK: {
    summary: 'The store thread did not answer in time.',
    hint: 'Try again in a moment; a slow disk is the usual cause.',
    exitCode: EXIT.connect,
    status: 503,
  },
  METRICS_DISABLED: {
    summary: 'The settings of the system that a preset stands for say that its metrics are disabled.',
    hint: 'Enable them in the file that `config` of the preset names, or leave it out.',
    exitCode: EXIT.config,
    status: 503,
  },
  STORE_BUSY: {
    summary: 'As much is asked of the store as it answers at a time.',
    hint: 'Try again after the seconds that Retry-After names, and ask for less at once.',
    exitCode: EXIT.connect,
    status: 503,
  },
  LIVE_BUSY: {
    summary: 'As many clients read the live feed as may.',
    hint: 'End one of them; the gauge ringscope_live_readers tells how many there are.',
    exitCode: EXIT.connect,
    status: 503,
  },
  QUERY_TIMEOUT: {
    summary: 'The answer would have taken longer than it may.',
    hint: 'Try again when the store is less busy, or ask for a shorter time.',
    exitCode: EXIT.connect,
    status: 503,
  },
  SEVERAL_CALLS: {
    summary: 'Several Call-IDs begin with what was given.',
    hint: 'Give more of the Call-ID, or the whole of one of those that are named.',
    exitCode: EXIT.findings,
    status: 409,
  },
  NOT_FOUND: {
    summary: 'There is no such thing.',
    hint: 'Check the identifier; a call is found by its id or by its raw Call-ID, a token by its name, which `ringscope token list` shows, a receiver by its name in `alerts.receivers`, a runbook by the name of its alert.',
    exitCode: EXIT.findings,
    status: 404,
  },
  BAD_REQUEST: {
    summary: 'A parameter is unknown or has a value that it cannot have.',
    hint: 'Correct the named parameter.',
    exitCode: EXIT.usage,
    status: 400,
  },
  UNAUTHORIZED: {
    summary: 'The request needs valid credentials.',
    hint: 'Send `Authorization: Bearer <token>` with a token of auth.token_file, which `ringscope token create` makes and which is neither revoked nor expired: the role `metrics` is for a scrape, `read` for questions, `ingest` for events. Where auth.basic_file is set, name and password as Basic; on the listener of a preset also the token or user of its `config`.',
    exitCode: EXIT.auth,
    status: 401,
  },
  FORBIDDEN: {
    summary: 'The request has not the role that this needs.',
    hint: 'Send the token of somebody who has the role. A server without credentials knows one token, which has every role: the second line of `owner-token` in its data folder.',
    exitCode: EXIT.auth,
    status: 403,
  },
  ADDRESS_REFUSED: {
    summary: 'The request comes from an address that may not ask.',
    hint: 'Ask from another one, or add its network to auth.allow, and to `allow` of the listener where that is set.',
    exitCode: EXIT.auth,
    status: 403,
  },
  LOGINS_THROTTLED: {
    summary: 'From this address came too many wrong credentials.',
    hint: 'Wait a minute, and correct whatever sends them.',
    exitCode: EXIT.auth,
    status: 429,
  },
  LOGINS_BUSY: {
    summary: 'Too many passwords are being compared.',
    hint: 'Try again in some seconds. Programs that ask often use a bearer token, which takes no time to check.',
    exitCode: EXIT.connect,
    status: 503,
  },
  HOST_REFUSED: {
    summary: 'The request names a host that is not this server.',
    hint: 'Ask by IP address or localhost, or name the host in http.hosts.',
    exitCode: EXIT.auth,
    status: 421,
  },
  ORIGIN_REFUSED: {
    summary: 'The request comes from a page of another site.',
    hint: 'Ask from a program, or through a page of the same host and port. A proxy in between passes on the Host of the browser.',
    exitCode: EXIT.auth,
    status: 403,
  },
  MEDIA_TYPE_REFUSED: {
    summary: 'The body is of no media type that this path takes.',
    hint: 'Send the header `content-type` with a type that the message names.',
    exitCode: EXIT.usage,
    status: 415,
  },
  BODY_TOO_LARGE: {
    summary: 'The body is too large.',
    hint: 'Send it in parts of at most 1 MiB.',
    exitCode: EXIT.usage,
    status: 413,
  },
  METHOD_NOT_ALLOWED: {
    summary: 'The path does not take this method.',
    hint: 'Use one of those in the header `allow`.',
    exitCode: EXIT.usage,
    status: 405,
  },
  RATE_LIMITED: {
    summary: 'There were too many such requests.',
    hint: 'Wait a minute.',
    exitCode: EXIT.auth,
    status: 429,
  },
  ENDS_NOT_KEPT: {
    summary: 'Calls may be missing: it was asked for the end of a number, and of some days no ends of numbers are kept.',
    hint: 'Give the whole number: by that, calls of all days are found.',
    exitCode: EXIT.findings,
    status: 409,
  },
  EXPORT_BROKEN: {
    summary: 'An export broke off in the middle.',
    hint: "See the server's log; `ringscope status` names a file that is damaged or gone. When the server was stopped, start it and export again.",
    exitCode: EXIT.internal,
    status: 500,
  },
  SERVER_UNREACHABLE: {
    summary: 'No ringscope server answered.',
    hint: 'Start one with `ringscope serve`, or name the right one with --url.',
    exitCode: EXIT.connect,
    status: 503,
  },
  FILE_UNREADABLE: {
    summary: 'A file could not be read.',
    hint: 'Check the path and its permissions.',
    exitCode: EXIT.usage,
    status: 400,
  },
  FILE_UNWRITABLE: {
    summary: 'A file could not be written.',
    hint: 'Name a file in a folder that exists, where this user may write.',
    exitCode: EXIT.usage,
    status: 500,
  },
  FILE_FORMAT: {
    summary: 'A file is of no format that this command reads.',
    hint: 'import reads .hepbin, .stream, .pcap and .pcapng, each also gzipped.',
    exitCode: EXIT.usage,
    status: 400,
  },
  METRIC_CONFLICT: {
    summary: 'A metric was declared twice in different ways.',
    hint: 'Give one of the two declarations another name.',
    exitCode: EXIT.internal,
    status: 500,
  },
  METRIC_INVALID: {
    summary: 'A metric declaration breaks a rule of the exposition format.',
    hint: 'Correct the name, unit, label or buckets that the message names.',
    exitCode: EXIT.internal,
    status: 500,
  },
  ALREADY_STOPPED: {
    summary: 'Something was started that had been stopped for good.',
    hint: 'Create another instance, or call `reset` first.',
    exitCode: EXIT.internal,
    status: 500,
  },
  HEAP_EXHAUSTED: {
    summary: 'A thread needed more memory than its heap may hold, and has ended.',
    hint: 'The log says at start what the heap of each thread may hold; raise it, e.g. with NODE_OPTIONS=--max-old-space-size=1024 (MiB, for each thread).',
    exitCode: EXIT.internal,
    status: 500,
  },
  THREADS_EXHAUSTED: {
    summary: 'The system gives this user no further thread.',
    hint: 'Raise what the user, the unit or the container may have: `ulimit -u`, `TasksMax=` of systemd, the limit of processes of the container. A server needs 16, and one more for each export and import.',
    exitCode: EXIT.config,
    status: 503,
  },
  INTERNAL: {
    summary: 'Something failed that should not fail.',
    hint: 'Please report it with the message and the version.',
    exitCode: EXIT.internal,
    status: 500,
  },
} as const satisfies Record<string, ErrorDef>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error class. `message` is a sentence about this case; the code says what to do about it. */
export class TeleError extends Error {
  readonly code: ErrorCode;
  readonly #hint: string;

  /** `hint`: what whoever meets this case can do about it, where the table speaks to somebody else. */
  constructor(code: ErrorCode, message: string, cause?: unknown, hint: string = ERRORS[code].hint) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TeleError';
    this.code = code;
    this.#hint = hint;
  }

  /** One of another copy of this class is one as well: the file of the commands carries its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'TeleError';
  }

  /** What the reader can do about it. */
  get hint(): string {
    return this.#hint;
  }
}
