import { expect, test } from 'vitest';
import { CATALOGS } from '../../src/catalog/index.ts';
import {
  collectMissedTotal,
  createRegistry,
  labelRejectedTotal,
  lintMetrics,
  type MetricDef,
  PROCESS_METRICS,
  seriesRefusedTotal,
  valueRejectedTotal,
} from '../../src/metrics/index.ts';
import { appendedRefusedTotal } from '../../src/metrics-node/index.ts';

/** Every metric that the package declares. */
const DECLARED: readonly MetricDef[] = [
  ...CATALOGS.flatMap(({ moves }) => moves.map(({ metric }) => metric)),
  labelRejectedTotal,
  valueRejectedTotal,
  seriesRefusedTotal,
  collectMissedTotal,
  appendedRefusedTotal,
  ...Object.values(PROCESS_METRICS),
];

test('every declared metric follows the naming rules of Prometheus, and no name is used twice', () => {
  expect(DECLARED.length).toBeGreaterThan(50);
  expect(lintMetrics(DECLARED)).toEqual([]);
});

test('all of them fit into one registry: no metric uses a name of the lines of another', () => {
  const registry = createRegistry();
  for (const def of DECLARED) registry.add(def);
  const names = [...registry.compose('openmetrics').matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});
