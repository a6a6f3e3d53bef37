const TAIL_UNIT = 10_000;
const TAIL_DIGITS = 4;
const STARS = '***';
const PLUS = 43;
const ZERO = 48;

// Hot: twice per change of a call, so no pattern.
/** The usual masks, such as `+49***0123`, as a number; any other as it is. */
export function packMask(mask: string): number | string {
  const tailAt = mask.length - TAIL_DIGITS;
  const starsAt = tailAt - STARS.length;
  // A country code has one to three digits and no zero in front.
  const hasCode = starsAt >= 2 && starsAt <= 4 && mask.charCodeAt(0) === PLUS && mask.charCodeAt(1) !== ZERO;
  if (!(hasCode || starsAt === 0) || !mask.startsWith(STARS, starsAt)) return mask;
  const code = hasCode ? digits(mask, 1, starsAt) : 0;
  const tail = digits(mask, tailAt, mask.length);
  return code < 0 || tail < 0 ? mask : code * TAIL_UNIT + tail;
}

/** The number that stands there; -1 when other letters do. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The mask of a column; undefined when there is none. */
export function unpackMask(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  const code = Math.floor(value / TAIL_UNIT);
  return `${code === 0 ? '' : `+${code}`}***${String(value % TAIL_UNIT).padStart(4, '0')}`;
}
