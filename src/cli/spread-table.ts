import type { Distribution } from '../core/index.ts';
import { renderTable } from './table.ts';

/** How durations are spread, one line each. Those that did not occur have none; without any there is no table. */
export function spreadTable(title: string, spreads: Readonly<Record<string, Distribution | undefined>>): readonly string[] {
  const rows = Object.entries(spreads).flatMap(([name, spread]) => (spread === undefined ? [] : [spreadRow(name, spread)]));
  return rows.length === 0 ? [] : renderTable([title, 'count', 'mean', 'min', 'p50', 'p95', 'p99', 'max'], rows);
}

function spreadRow(name: string, { count, sum, min, p50, p95, p99, max }: Distribution): readonly string[] {
  return [name, String(count), ...[sum / count, min, p50, p95, p99, max].map((value) => value.toFixed(value < 10 ? 3 : 1))];
}
