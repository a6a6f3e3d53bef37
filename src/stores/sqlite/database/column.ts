/** A column of a row as SQLite gave it. Undefined when there is none. */
export function column(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined;
}

/** A column of bytes. Empty when it holds none. */
export function bytesColumn(row: unknown, name: string): Uint8Array {
  const value = column(row, name);
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

/** A column of a number; undefined when it is NULL. */
export function numberColumn(row: unknown, name: string): number | undefined {
  const value = column(row, name);
  return typeof value === 'number' ? value : undefined;
}
