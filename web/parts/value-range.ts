/** What an axis may not go beyond, unless a value does. */
export interface AxisBounds {
  /** Where it begins, however far its values are from there. */
  readonly start?: number;
  readonly least?: number;
  readonly most?: number;
}

/** What an axis goes over: as drawn with some room, but not beyond its bounds, where its values are not. */
export function boundedRange(
  [low, high]: readonly [number, number],
  [first, last]: readonly [number, number],
  { start, least = -Infinity, most = Infinity }: AxisBounds,
): [number, number] {
  return [Math.min(first, start ?? Math.max(low, least)), Math.max(last, Math.min(high, most))];
}
