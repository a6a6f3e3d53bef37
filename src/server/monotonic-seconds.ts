/** Seconds by a clock that all threads of a process share and that nobody sets. */
export function monotonicSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
