import v8 from 'node:v8';

/** Bytes that `work` takes from the JavaScript heap, collected or not. Memory outside the heap, like the answer of a scrape as bytes, is not in it. */
export async function allocated(work) {
  globalThis.gc();
  const profiler = new v8.GCProfiler();
  profiler.start();
  let before = process.memoryUsage().heapUsed;
  await work();
  const after = process.memoryUsage().heapUsed;
  let bytes = 0;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    bytes += Math.max(0, beforeGC.heapStatistics.usedHeapSize - before);
    before = afterGC.heapStatistics.usedHeapSize;
  }
  return bytes + Math.max(0, after - before);
}
