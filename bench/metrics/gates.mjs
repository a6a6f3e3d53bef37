import { BLOCKED, CONTROL, FALLBACK, OFFICIAL, OTHERS, OURS, PROM, SLOW_READER } from './parts.mjs';

const OTEL = 'opentelemetry';
/** What the process itself allocates while it measures, spread over the operations. */
const NO_BYTES = 0.5;

const over =
  (figure, other, ours = OURS) =>
  (round) =>
    round[other][figure] / round[ours][figure];
const overBest = (figure) => (round) => Math.min(...OTHERS.map((other) => round[other][figure])) / round[OURS][figure];
const under = (figure, other) => (round) => round[OURS][figure] / round[other][figure];
const own = (figure) => (round) => round[OURS][figure];

const slowest = (round) => round[SLOW_READER]['slowest update us'] / round[CONTROL]['slowest update us'];
const blocked = (figure) => (round) => round[BLOCKED][figure];

/** What must hold: a ratio or a count of bytes, each within one round. Only the answers of a blocked program have a time. */
export const GATES = [
  { part: 'update', name: 'bound counter, times prom-client', measure: over('bound counter ns', PROM), atLeast: 50 },
  { part: 'update', name: 'bound counter, times the best other', measure: overBest('bound counter ns'), atLeast: 35 },
  { part: 'update', name: 'bound counter, bytes', measure: own('bound counter bytes'), atMost: NO_BYTES },
  { part: 'update', name: 'two labels, times prom-client', measure: over('two labels ns', PROM), atLeast: 35 },
  { part: 'update', name: 'two labels, times the best other', measure: overBest('two labels ns'), atLeast: 20 },
  { part: 'update', name: 'two labels, bytes', measure: own('two labels bytes'), atMost: NO_BYTES },
  {
    part: 'update',
    name: 'two labels without generated code, times prom-client',
    measure: over('two labels ns', PROM, FALLBACK),
    atLeast: 5,
  },
  { part: 'update', name: 'two positional labels, times prom-client', measure: over('two positional labels ns', PROM), atLeast: 12 },
  { part: 'update', name: 'two positional labels, bytes', measure: own('two positional labels bytes'), atMost: NO_BYTES },
  { part: 'update', name: 'two open labels, times prom-client', measure: over('two open labels ns', PROM), atLeast: 5 },
  { part: 'update', name: 'two open labels, bytes', measure: own('two open labels bytes'), atMost: NO_BYTES },
  { part: 'update', name: 'bound histogram, times prom-client', measure: over('bound histogram ns', PROM), atLeast: 30 },
  { part: 'update', name: 'bound histogram, bytes', measure: own('bound histogram bytes'), atMost: NO_BYTES },
  { part: 'update', name: 'histogram with two labels, times prom-client', measure: over('histogram two labels ns', PROM), atLeast: 15 },
  { part: 'update', name: 'histogram with two labels, bytes', measure: own('histogram two labels bytes'), atMost: 20 },
  { part: 'update', name: 'bound native histogram, times opentelemetry', measure: over('bound native histogram ns', OTEL), atLeast: 40 },
  { part: 'update', name: 'bound native histogram, bytes', measure: own('bound native histogram bytes'), atMost: 20 },
  { part: 'update', name: 'bound summary with a window, times prom-client', measure: over('bound summary ns', PROM), atLeast: 100 },
  { part: 'scrape', name: 'scrape of 10k, times prom-client', measure: over('10k all changed ms', PROM), atLeast: 25 },
  { part: 'scrape', name: 'scrape of 10k, times @prometheus-io/client', measure: over('10k all changed ms', OFFICIAL), atLeast: 15 },
  { part: 'scrape', name: 'scrape of 100k, times prom-client', measure: over('100k all changed ms', PROM), atLeast: 20 },
  { part: 'scrape', name: 'scrape of 100k, 1 % changed, times prom-client', measure: over('100k 1% changed ms', PROM), atLeast: 80 },
  {
    part: 'scrape',
    name: 'scrape of 100k lines of histograms, times prom-client',
    measure: over('100k histogram lines all changed ms', PROM),
    atLeast: 12,
  },
  {
    part: 'scrape',
    name: 'CPU of a compressed scrape of 100k, 1 % of neighbours changed, times compressing at once',
    measure: (round) => round[OURS]['100k gzip 1% of neighbours changed CPU ms'] / round[OURS]['100k gzip at once CPU ms'],
    atMost: 0.25,
  },
  {
    part: 'scrape',
    name: 'garbage of a scrape of 100k besides the answer, times the answer',
    measure: (round) => round[OURS]['100k garbage bytes'] / round[OURS]['100k answer bytes'],
    atMost: 0.1,
  },
  { part: 'memory', name: 'series of three labels, bytes', measure: own('scalar series bytes'), atMost: 80 },
  { part: 'memory', name: 'series of three labels with its text, bytes', measure: own('scalar series with kept text bytes'), atMost: 200 },
  { part: 'memory', name: 'child of a histogram, bytes', measure: own('histogram child bytes'), atMost: 350 },
  { part: 'stall', name: 'worst stall, times that without a scraper', measure: under('worst stall ms', CONTROL), atMost: 1.5 },
  { part: 'stall', name: 'worst stall of prom-client, times ours', measure: over('worst stall ms', PROM), atLeast: 5 },
  { part: 'stall', name: 'slowest update with a slow reader, times that without', measure: slowest, atMost: 1.5 },
  { part: 'stall', name: 'slowest answer while main is blocked, ms', measure: blocked('slowest answer ms'), atMost: 300 },
  { part: 'stall', name: 'scrapes answered while main is blocked', measure: blocked('scrapes answered'), atLeast: 5 },
  { part: 'stall', name: 'age of the heartbeat that /livez told, s', measure: blocked('heartbeat age s'), atLeast: 2 },
  { part: 'start', name: 'import, times that of prom-client', measure: under('import ms', PROM), atMost: 0.25 },
  { part: 'start', name: 'idle CPU with process metrics, times that of prom-client', measure: under('idle CPU %', PROM), atMost: 1 / 3 },
];
