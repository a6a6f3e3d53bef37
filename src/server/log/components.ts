/** The levels of the log, from the fewest lines to the most. */
export const LOG_LEVEL = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVEL)[number];

/** What log lines come from: threads, sources and subjects. Each has a level of its own. */
export const LOG_COMPONENTS = {
  main: 'The server as a whole: its start and end, its threads, its clock, changed levels.',
  http: 'The thread of the API, of metrics and of health: requests that failed, and credentials that were wrong.',
  store: 'The thread that writes the data folder.',
  query: 'The thread that answers questions about calls.',
  history: 'The thread that keeps the values of metrics.',
  otlp: 'The thread that exports by OTLP: when the collector cannot be told, and when it can again.',
  export: 'Exports.',
  import: 'Imports into the running server.',
  passwords: 'The thread that compares passwords.',
  hep: 'The source HEP: what of it is refused or wrong, and what mends it. At debug: connections.',
  calls: 'The calls in progress. At debug: each call and registration that has ended.',
  privacy: 'Uses of the numbers of people.',
} as const;
export type LogComponent = keyof typeof LOG_COMPONENTS;

/** Their names, in the order of the reference. */
export const LOG_COMPONENT = Object.keys(LOG_COMPONENTS) as readonly LogComponent[];

/** The components as a Markdown table. */
export function componentsTable(): string {
  const rows = Object.entries(LOG_COMPONENTS).map(([name, what]) => `| \`${name}\` | ${what} |`);
  return ['| component | what it says |', '|---|---|', ...rows].join('\n');
}
