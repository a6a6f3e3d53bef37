const OURS = 'ringscope';
const FALLBACK = 'ringscope without generated code';
const PROM = 'prom-client';
const OFFICIAL = '@prometheus-io/client';
const OTHERS = [PROM, OFFICIAL, '@platformatic/prom-client', 'opentelemetry'];
/** What the process itself allocates while it measures, spread over the operations. */
const NO_BYTES = 0.5;

const over =
  (figure, other, ours = OURS) =>
  (round) =>
    round[other][figure] / round[ours][figure];
const overBest = (figure) => (round) => Math.min(...OTHERS.map((other) => round[other][figure])) / round[OURS][figure];
const own = (figure) => (round) => round[OURS][figure];

/** What must hold: a ratio or a count of bytes, each within one round. */
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
  { part: 'update', name: 'two open labels, times prom-client', measure: over('two open labels ns', PROM), atLeast: 5 },
  { part: 'update', name: 'two open labels, bytes', measure: own('two open labels bytes'), atMost: NO_BYTES },
  { part: 'update', name: 'bound histogram, times prom-client', measure: over('bound histogram ns', PROM), atLeast: 30 },
  { part: 'update', name: 'bound histogram, bytes', measure: own('bound histogram bytes'), atMost: NO_BYTES },
  { part: 'update', name: 'histogram with two labels, times prom-client', measure: over('histogram two labels ns', PROM), atLeast: 15 },
  { part: 'update', name: 'histogram with two labels, bytes', measure: own('histogram two labels bytes'), atMost: 20 },
  { part: 'scrape', name: 'scrape of 10k, times prom-client', measure: over('10k all changed ms', PROM), atLeast: 25 },
  { part: 'scrape', name: 'scrape of 10k, times @prometheus-io/client', measure: over('10k all changed ms', OFFICIAL), atLeast: 15 },
  { part: 'scrape', name: 'scrape of 100k, times prom-client', measure: over('100k all changed ms', PROM), atLeast: 20 },
  { part: 'scrape', name: 'scrape of 100k, 1 % changed, times prom-client', measure: over('100k 1% changed ms', PROM), atLeast: 80 },
  {
    part: 'scrape',
    name: 'garbage of a scrape of 100k besides the answer, times the answer',
    measure: (round) => round[OURS]['100k garbage bytes'] / round[OURS]['100k answer bytes'],
    atMost: 0.1,
  },
];
