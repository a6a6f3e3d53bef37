// What must hold. `of` takes the figures `{ [calls]: { ours, textbook, queries, ... } }` of a run and the sizes, smallest first; undefined is a failure.
const MB = 1e6;
const largest = (figures, sizes) => figures[sizes.at(-1)];
const smallest = (figures, sizes) => figures[sizes[0]];

/** Calls stored in the time in which one was packed, in one tenth of a load. */
const callsPerPacked = ({ tenths, tenthsEncodeMicroseconds }, tenth) => tenths.at(tenth) * tenthsEncodeMicroseconds.at(tenth);

export const GATES = [
  {
    part: 'ingest',
    // 1.5 times what the main thread can hand over is 3,000; five times, so that a queue that grew is caught up with soon.
    name: 'calls/s with spool and rollups, largest load',
    atLeast: 10_000,
    of: (f, s) => largest(f, s).ours.callsPerSecond,
  },
  {
    part: 'ingest',
    // Minutes lie between them, in which a machine can become slower by half.
    name: 'last tenth over first tenth, each by how fast calls were packed meanwhile',
    atLeast: 0.85,
    of: (f, s) => callsPerPacked(largest(f, s).ours, -1) / callsPerPacked(largest(f, s).ours, 0),
  },
  {
    part: 'ingest',
    name: 'calls/s over the textbook, both with timelines',
    atLeast: 4,
    of: (f, s) => smallest(f, s).ours.callsPerSecond / smallest(f, s).textbook.callsPerSecond,
  },
  { part: 'ingest', name: 'bytes per call, hot, without timelines', atMost: 300, of: (f, s) => smallest(f, s).denseCalls.bytesPerCall },
  {
    part: 'ingest',
    name: 'peak of memory of the store under load, set up for little, MB',
    atMost: 128,
    of: (f, s) => smallest(f, s).small.peakBytes / MB,
  },
  {
    part: 'queries',
    name: 'calls counted otherwise than by the scan',
    atMost: 0,
    of: (f, s) => largest(f, s).queries.check.countDifference,
  },
  { part: 'queries', name: 'error of percentiles', atMost: 0.01, of: (f, s) => largest(f, s).queries.check.quantileError },
  { part: 'queries', name: 'dashboard p50, largest load, ms', atMost: 10, of: (f, s) => largest(f, s).queries.dashboard.p50 },
  { part: 'queries', name: 'dashboard p99, largest load, ms', atMost: 25, of: (f, s) => largest(f, s).queries.dashboard.p99 },
  {
    part: 'queries',
    name: 'dashboard of 10M over that of 1M, asked in turns',
    atMost: 2.5,
    needs: 2,
    of: (f, s) => largest(f, s).queries.dashboard.p50 / largest(f, s).queries.dashboard.smaller,
  },
  {
    part: 'queries',
    name: 'scan in SQL over dashboard',
    atLeast: 80,
    of: (f, s) => largest(f, s).queries.dashboard.scan / largest(f, s).queries.dashboard.p50,
  },
  {
    part: 'queries',
    name: 'counting in memory over dashboard',
    atLeast: 100,
    of: (f, s) => largest(f, s).queries.dashboard.memory / largest(f, s).queries.dashboard.p50,
  },
  { part: 'queries', name: '30 days by day, warm, ms', atMost: 15, of: (f, s) => largest(f, s).queries.daily30 },
  { part: 'queries', name: 'call by id, p95, ms', atMost: 50, of: (f, s) => largest(f, s).queries.byId },
  {
    part: 'queries',
    name: 'calls of a number, p95, ms',
    atMost: 50,
    of: (f, s) => Math.max(largest(f, s).queries.byNumber, largest(f, s).queries.rareNumber),
  },
  {
    part: 'export',
    name: 'rows/s over those of a plain SELECT with a CSV writer, slowest format',
    atLeast: 0.5,
    of: (f, s) => Math.min(...largest(f, s).export.map((one) => one.rowsPerSecond / one.plain.rowsPerSecond)),
  },
  { part: 'export', name: 'rows missing', atMost: 0, of: (f, s) => Math.max(...largest(f, s).export.map((one) => Math.abs(one.missing))) },
  {
    part: 'export',
    name: 'peak of memory, MB',
    atMost: 200,
    of: (f, s) => Math.max(...largest(f, s).export.map((one) => one.peakBytes)) / MB,
  },
  {
    part: 'readers',
    name: 'errors of a second process',
    atMost: 0,
    of: (f, s) => (smallest(f, s).reader.beside.polls > 0 ? smallest(f, s).reader.errors : undefined),
  },
  {
    part: 'readers',
    name: 'p99 of the questions of a second process beside the writer, ms',
    atMost: 10,
    of: (f, s) => smallest(f, s).reader.beside.p99,
  },
  { part: 'upkeep', name: 'bytes per sealed timeline', atMost: 70, of: (f, s) => largest(f, s).packing.sealedTimelineBytesPerCall },
  {
    part: 'upkeep',
    name: 'a day dropped, ms',
    atMost: 50,
    of: (f, s) => (largest(f, s).dropping.isDropped ? largest(f, s).dropping.milliseconds : undefined),
  },
  {
    part: 'upkeep',
    // What is kept of a day, its rollups, takes some pages elsewhere.
    name: 'bytes returned over those of the day dropped',
    atLeast: 0.99,
    of: (f, s) => largest(f, s).dropping.returnedBytes / largest(f, s).dropping.dayBytes,
  },
  { part: 'stall', name: 'stall of the main thread over the control', atMost: 1.5, of: (f) => f.stall.ratio },
];
