/** Unix seconds as seconds and nanoseconds, in whole microseconds. */
export function timeOf(at: number): [number, number] {
  const seconds = Math.floor(at);
  const micros = Math.min(999_999, Math.round((at - seconds) * 1e6));
  return [seconds, micros * 1000];
}
