import { expect, test } from 'vitest';
import { increase, divide, rate, sum, type Node } from '../../src/expressions/index.ts';
import { callTalk, mediaBytes } from '../../src/catalog/index.ts';
import { DASHBOARDS } from '../../src/dashboards/index.ts';

/** What the end of a name says of the values, longest first. */
const SUFFIX: readonly (readonly [end: string, unit: string])[] = [
  ['_timestamp_seconds', 'moment'],
  ['_expiry_seconds', 'moment'],
  ['_seconds', 'seconds'],
  ['_bytes', 'bytes'],
  ['_bytes_transferred', 'bytes'],
  ['_ms', 'milliseconds'],
  ['_mb', 'megabytes'],
  ['_ratio', 'ratio'],
  ['_percent', 'percent'],
  ['_percentage', 'percent'],
  ['_success_rate', 'percent'],
  ['_transcript_rate', 'percent'],
  ['_dbm', 'dBm'],
  ['_db', 'dB'],
  ['_mos', 'score'],
  ['_rssi', 'score'],
  ['_ber', 'score'],
];
/** 1 or 0: `state` for one thing, else they are counted. */
const STATES = /_(?:up|state|sim|registration|last_reload_success|trunk_status)$/;

function unitOfName(series: string, family: string): string {
  if (/_(?:count|bucket)$/.test(series) && series !== family) return 'count';
  const plain = family.replace(/_total$/, '');
  return SUFFIX.find(([end]) => plain.endsWith(end))?.[1] ?? (STATES.test(plain) ? 'state' : 'count');
}

/** What grows by a unit in a second. */
const perSecond = (unit: string): string => (unit === 'count' ? 'perSecond' : `${unit}PerSecond`);

/** Work of so many seconds in a second is that of so many cores. */
const shown = (unit: string): string => (unit === 'secondsPerSecond' ? 'cores' : unit);

/** What the values of an expression are, by the names of the metrics in it. */
function unitOf(node: Node): string {
  switch (node.kind) {
    case 'selected':
      return unitOfName(node.series, node.family);
    case 'overRange':
      return node.function === 'rate' ? perSecond(unitOf(node.of)) : unitOf(node.of);
    case 'aggregated':
      return node.operation === 'sum' && unitOf(node.of) === 'state' && !isOne(node.by) ? 'count' : unitOf(node.of);
    case 'quantile':
      return unitOfBuckets(node.of);
    case 'calculated':
      return unitOfCalculated(node.operator, unitOf(node.left), unitOf(node.right));
    case 'compared':
    case 'combined':
      return unitOf(node.left);
    case 'absent':
      return 'state';
    case 'now':
      return 'moment';
    case 'constant':
      return 'number';
  }
}

function isOne(by: readonly string[]): boolean {
  return by.length > 0 && !by.includes('state');
}

/** What was observed that falls into buckets. */
function unitOfBuckets(node: Node): string {
  if (node.kind === 'selected') return unitOfName(node.family, node.family);
  return node.kind === 'aggregated' || node.kind === 'overRange' ? unitOfBuckets(node.of) : 'none';
}

function unitOfCalculated(operator: string, left: string, right: string): string {
  if (operator === '-' && left === 'moment' && right === 'moment') return 'seconds';
  if (operator === '/') {
    if (left === right) return 'ratio';
    if (right === 'perSecond') return left.replace(/PerSecond$/, '');
    return right === 'count' ? left : 'none';
  }
  return left === 'number' ? right : left;
}

const PANELS = DASHBOARDS.flatMap(({ name, rows }) => rows.flatMap(({ panels }) => panels.map((panel) => ({ dashboard: name, ...panel }))));

test('the unit of every panel is that of the names in its queries', () => {
  const wrong = PANELS.flatMap(({ dashboard, title, kind, unit, queries }) =>
    queries
      .map(({ expression }) => shown(kind === 'heat' ? unitOfBuckets(expression) : unitOf(expression)))
      .filter((found) => found !== unit)
      .map((found) => `${dashboard}, ${title}: ${unit}, but its query gives ${found}`),
  );
  expect(wrong).toEqual([]);
});

test('the check sees seconds in the place of a ratio, and bytes in that of a rate', () => {
  expect(unitOf(divide(sum(rate(mediaBytes, 60)), sum(rate(mediaBytes, 60))))).toBe('ratio');
  expect(unitOf(sum(rate(mediaBytes, 60)))).toBe('bytesPerSecond');
  expect(unitOf(sum(increase(mediaBytes, 60)))).toBe('bytes');
  expect(
    unitOf({
      kind: 'quantile',
      quantile: 0.5,
      of: { kind: 'selected', series: `${callTalk.name}_bucket`, family: callTalk.name, matchers: [], agoSeconds: 0, labels: [] },
    }),
  ).toBe('seconds');
});
