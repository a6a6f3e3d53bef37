/** Makes the thread that calls it stand still for so many seconds, as a test of what the others do then. */
export function block(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
