/** Seconds of the machine's monotonic clock: the same in all threads, and no correction of the wall clock moves it. */
export function monotonicSeconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds + nanoseconds / 1e9;
}
