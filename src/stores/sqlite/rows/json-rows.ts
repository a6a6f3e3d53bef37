import { column } from '../database/column.ts';

/** How a column is written into JSON, where it is not simply its value: bytes as hex digits, and a score, which may be any number, with all digits of it. */
const WRITTEN: Readonly<Record<string, string>> = {
  detail: 'hex(detail)',
  mos: "iif(mos IS NULL, NULL, json(printf('%!.17g', mos)))",
};

/**
 * SQL for calls as one JSON text, which `jsonRows` reads. Value by value, as a driver gives rows, takes up to three times as long. `end` is what follows `FROM calls`; it has a
 * LIMIT, for nobody else bounds the text, and because SQLite then keeps the order.
 */
export function jsonRowsSql(columns: readonly string[], end: `${string} LIMIT ${number}`): string {
  const pairs = columns.map((name) => `'${name}', ${WRITTEN[name] ?? name}`);
  return `SELECT json_group_array(json_object(${pairs.join(', ')})) AS calls FROM (SELECT ${columns.join(', ')} FROM calls ${end})`;
}

/** The rows of what that SQL gives, in its order, each as a driver would give it. */
export function jsonRows(text: unknown): readonly unknown[] {
  const rows = JSON.parse(String(column(text, 'calls'))) as { detail?: string | Uint8Array }[];
  for (const row of rows) if (typeof row.detail === 'string') row.detail = Buffer.from(row.detail, 'hex');
  return rows;
}
