const MASKED_NUMBER = /^(?:\+([1-9]\d{0,2}))?\*\*\*(\d{4})$/;
const TAIL_UNIT = 10_000;

/** The usual masks, such as `+49***0123`, as a number; any other as it is. */
export function packMask(mask: string): number | string {
  const match = MASKED_NUMBER.exec(mask);
  return match === null ? mask : Number(match[1] ?? 0) * TAIL_UNIT + Number(match[2]);
}

/** The mask of a column; undefined when there is none. */
export function unpackMask(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  const code = Math.floor(value / TAIL_UNIT);
  return `${code === 0 ? '' : `+${code}`}***${String(value % TAIL_UNIT).padStart(4, '0')}`;
}
