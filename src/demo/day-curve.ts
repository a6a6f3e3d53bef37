/** How busy each hour of the day is, beside the busiest. */
const HOURS = [
  0.45, 0.45, 0.45, 0.45, 0.45, 0.46, 0.48, 0.55, 0.74, 0.92, 1, 0.98, 0.84, 0.86, 0.96, 1, 0.95, 0.84, 0.7, 0.6, 0.55, 0.5, 0.48, 0.46,
] as const;

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** How busy a time is, beside the busiest one: 0.45 to 1. `offsetSeconds` is how far the clocks of the office are ahead of UTC. */
export function busyness(at: number, offsetSeconds: number): number {
  const second = (((at + offsetSeconds) % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  const hour = Math.floor(second / HOUR_SECONDS);
  const part = (second % HOUR_SECONDS) / HOUR_SECONDS;
  const [here, next] = [HOURS[hour] ?? 1, HOURS[(hour + 1) % 24] ?? 1];
  return here + (next - here) * part;
}
