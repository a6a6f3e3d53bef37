/** Bounds of an axis, unless a value is beyond them. */
export interface AxisBounds {
  /** Value at which the axis begins, however far the values are from it. */
  readonly start?: number;
  readonly least?: number;
  readonly most?: number;
}

/** Range of an axis: the values with some room, within its bounds unless a value is beyond them. */
export function boundedRange(
  [low, high]: readonly [number, number],
  [first, last]: readonly [number, number],
  { start, least = -Infinity, most = Infinity }: AxisBounds,
): [number, number] {
  return [Math.min(first, start ?? Math.max(low, least)), Math.max(last, Math.min(high, most))];
}
