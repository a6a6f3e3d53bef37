/** A time or duration in whole microseconds, the resolution of what is stored. */
export function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6);
}

/** Whole microseconds as seconds. */
export function seconds(micros: number): number {
  return micros / 1e6;
}
