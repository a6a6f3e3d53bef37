import { ALERTS, RECORDING_RULES } from '../../alerts/index.ts';
import { DASHBOARDS } from '../../dashboards/index.ts';
import { selections } from '../../expressions/index.ts';

/** The families of which values are kept: those that alerts, recording rules and panels read. */
export function wantedFamilies(): ReadonlySet<string> {
  const panels = DASHBOARDS.flatMap(({ rows }) => rows).flatMap((row) => row.panels);
  const read = [
    ...ALERTS.map(({ when }) => when({})),
    ...RECORDING_RULES.map(({ of }) => of),
    ...panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)),
  ];
  return new Set(read.flatMap(selections).map(({ family }) => family));
}
