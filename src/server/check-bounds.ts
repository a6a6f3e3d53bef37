/** From where on a check is not well. Absent: it is never that because of a number. */
export interface CheckBounds {
  readonly degraded?: number;
  readonly failed?: number;
}

/** One check of the server as it is documented. */
export interface DeclaredCheck {
  /** What it looks at, and what its numbers are. */
  readonly what: string;
  readonly bounds?: CheckBounds;
  /** How the bounds are written for people. */
  readonly show?: (bound: number) => string;
  /** What else makes it degraded or fail. */
  readonly degradedBy?: string;
  readonly failedBy?: string;
}

const MIB = 1024 * 1024;
const seconds = (bound: number): string => `${bound} s`;
const share = (bound: number): string => `${Math.round(bound * 100)} %`;
const room = (bound: number): string => `${bound / MIB} MiB left`;

/** Every check of the server by its name. What is judged by a number is judged by these bounds, and the page about health is made of them. */
export const CHECKS = {
  main: {
    what: 'Time since the main thread was last heard of.',
    bounds: { degraded: 2, failed: 10 },
    show: seconds,
  },
  store: { what: 'Whether what is handed to the store is written.', failedBy: 'nothing can be written, or the thread does not answer' },
  spool: {
    what: 'Share of `store.spool_max_bytes` that is in use. Also degraded when a change has waited for 10 s.',
    bounds: { degraded: 0.5, failed: 1 },
    show: share,
  },
  disk: {
    what: 'Room on the disk of the data folder.',
    bounds: { degraded: 512 * MIB, failed: 64 * MIB },
    show: room,
    failedBy: 'it cannot be looked at',
  },
  files: { what: 'Files of the store.', degradedBy: 'one of them cannot be read' },
  query: {
    what: 'For how long the thread that answers questions about calls has not answered.',
    bounds: { degraded: 1, failed: 10 },
    show: seconds,
    failedBy: 'it has ended',
  },
  memory: {
    what: 'Memory of the whole process as a share of the limit of its container, or else of all memory.',
    bounds: { degraded: 0.9 },
    show: share,
  },
  file_descriptors: {
    what: 'Open files and sockets as a share of the limit of the process. Absent where the system does not tell.',
    bounds: { degraded: 0.8, failed: 0.95 },
    show: share,
  },
  listeners: { what: 'Whether every source listens.', failedBy: 'one does not' },
  alerts: {
    what: 'Which alerts fire: `ringscope alerts list` shows them. They do not make the server degraded.',
    degradedBy: 'a receiver cannot be told of them, or what is kept of them over a restart cannot be read or written',
  },
  synthetic: { what: 'That all traffic is generated. Only where `sources.synthetic` is set.' },
  traffic: { what: 'Whether anything is heard of at all: `idle` when nothing was for five minutes, or since the start.' },
  source_NAME: {
    what: 'Silence of each source in `sources.expected`.',
    bounds: { degraded: 60 },
    show: seconds,
  },
  arrivals: {
    what: 'Frames of agents that are refused, e.g. for their address or their key; the reason says what mends it. `ringscope sources` says more.',
    degradedBy: 'one was within the last minute',
  },
  receive_buffer: { what: 'Packets that the kernel dropped because they were not read in time.', degradedBy: 'one within the last 10 s' },
  loop_lag: {
    what: 'For how long at most the main thread was held up within the last second.',
    bounds: { degraded: 0.5, failed: 5 },
    show: seconds,
  },
  heap: {
    what: 'Share of what the heap of the main thread may hold.',
    bounds: { degraded: 0.9 },
    show: share,
  },
  certificates: {
    what: 'How long the certificates of HTTP are good; absent without one.',
    degradedBy: 'one expires within `tls.warn_days`',
    failedBy: 'one has expired',
  },
  hep_certificate: { what: 'The same of HEP over TLS.', degradedBy: 'it expires within `tls.warn_days`', failedBy: 'it has expired' },
  reload: {
    what: 'Whether the settings were taken when they were read last; absent before the first reload.',
    degradedBy: 'they were not',
  },
  history: {
    what: 'Whether the values of metrics are kept over time; the reason says of how many series, and what they take.',
    degradedBy: 'they cannot be written, a part of them cannot be read, or there are more series than are kept',
  },
  otlp: {
    what: 'Whether the collector takes what is exported by OTLP; only where something is.',
    degradedBy: 'it has not taken the last of a signal, or refused it',
  },
  clock: { what: 'Whether the clock of the machine was set while calls are in progress.', degradedBy: 'it was' },
} as const satisfies Readonly<Record<string, DeclaredCheck>>;

/** The checks as a Markdown table, for the page about health. */
export function checksTable(): string {
  const rows = Object.entries<DeclaredCheck>(CHECKS).map(([name, { what, bounds, show = String, degradedBy, failedBy }]) => {
    const from = (bound: number | undefined, by: string | undefined): string =>
      [bound === undefined ? undefined : `from ${show(bound)} on`, by].filter((one) => one !== undefined).join('; ');
    return `| \`${name}\` | ${what} | ${from(bounds?.degraded, degradedBy)} | ${from(bounds?.failed, failedBy)} |`;
  });
  return ['| check | what it looks at | degraded | failed |', '|---|---|---|---|', ...rows].join('\n');
}
