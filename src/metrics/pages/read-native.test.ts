import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { histogram } from '../index.ts';
import { familyOf } from './family.ts';
import { NativeHistogramCell } from '../record/native-histogram-cell.ts';
import { BucketSearch } from '../histogram/bucket-search.ts';
import { NativeScale, NativeScales, schemaOf } from '../histogram/native-scale.ts';
import { NativeWindow } from '../histogram/native-window.ts';
import { WindowReading } from '../histogram/window-reading.ts';
import { NativeReader } from './read-native.ts';

const CAPACITY = 80;

/** A series of a native histogram with cells of its own, as a registry makes it. */
function createSeries(buckets: readonly number[]) {
  const def = histogram('telephony_setup_seconds', { help: 'x', buckets, native: { factor: 1.1 } });
  const family = familyOf(def, true);
  const page = new Float64Array(new SharedArrayBuffer(8 * 400));
  const offset = 5;
  const window = new NativeWindow(page, offset + buckets.length + 2, 160, new NativeScales(schemaOf(1.1)));
  const cell = new NativeHistogramCell({ page, offset }, new BucketSearch(buckets), window, () => undefined);
  const reader = new NativeReader(family);
  return { cell, read: () => reader.read(page, offset) };
}

test.each([[[]], [[0.5, 1]]])('native buckets are read as Prometheus stores them, beside the classic bounds %j', (buckets) => {
  const { cell, read } = createSeries(buckets);
  expect(read()).toEqual({ schema: 3, zeroThreshold: 2 ** -128, zeroCount: 0, count: 0, sum: 0, offset: 0, counts: new Float64Array(0) });
  for (const value of [0, 1, 1, 1.05, 2]) cell.observe(value);
  expect(read()).toEqual({
    schema: 3,
    zeroThreshold: 2 ** -128,
    zeroCount: 1,
    count: 5,
    sum: 5.05,
    offset: 0,
    counts: Float64Array.of(2, 1, 0, 0, 0, 0, 0, 0, 1),
  });
});

test('a family without native buckets has none to read', () => {
  const family = familyOf(histogram('telephony_setup_seconds', { help: 'x', buckets: [1] }), false);
  expect(new NativeReader(family).read(new Float64Array(10), 0)).toBeUndefined();
});

/** Fills a window with values that lie ever further apart, and clears it, until it is told to end. */
const WRITER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.windowFile).then(async ({ NativeWindow }) => {
  const { NativeScales } = await import(workerData.scaleFile);
  const { page, values, capacity, flag } = workerData;
  const cells = new Float64Array(page);
  const window = new NativeWindow(cells, 0, capacity, new NativeScales(8));
  parentPort.postMessage('ready');
  let turns = 0;
  while (Atomics.load(new Int32Array(flag), 0) === 0) {
    for (const value of values) cells[window.cellOf(value)] += 1;
    window.clear();
    turns += 1;
  }
  parentPort.postMessage(turns);
});`;

test('buckets that another thread merges and clears meanwhile are never read half done', async () => {
  const built = new URL('../../../dist/metrics/', import.meta.url);
  expect(existsSync(built), 'npm run build makes the files that the thread loads').toBe(true);
  // No two of them share a bucket, even in the schema that all of them fit in.
  const values = [1, 1.1, 1.3, 2.1, 5, 1e-2, 1e3, 1e-6, 1e7, 1e-14, 1e15];
  const scales = new Map(Array.from({ length: 13 }, (_, step) => [8 - step, new NativeScale(8 - step)]));
  const page = new SharedArrayBuffer(8 * 100);
  const flag = new SharedArrayBuffer(4);
  const workerData = {
    windowFile: new URL('histogram/native-window.js', built).href,
    scaleFile: new URL('histogram/native-scale.js', built).href,
    page,
    values,
    capacity: CAPACITY,
    flag,
  };
  const worker = new Worker(WRITER, { eval: true, workerData });
  try {
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    const reading = new WindowReading(CAPACITY);
    const view = new Float64Array(page);
    const wrong: unknown[] = [];
    const schemas = new Set<number>();
    let read = 0;
    for (let turn = 0; turn < 200_000 && (turn < 60 || schemas.size < 4); turn += 1) {
      for (let more = 0; more < 100; more += 1) {
        if (!reading.read(view, 0)) continue;
        read += 1;
        if (reading.count > 0) schemas.add(reading.schema);
        const scale = scales.get(reading.schema);
        const known = new Set(values.map((value) => scale?.indexOf(value)));
        for (const [position, count] of reading.counts.entries()) {
          const isRight = count === 0 || (known.has(reading.first + position) && count <= values.length);
          if (!isRight) wrong.push([reading.schema, reading.first + position, count]);
        }
      }
    }
    const turned = new Promise<number>((resolve) => worker.once('message', resolve));
    Atomics.store(new Int32Array(flag), 0, 1);
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(100);
    expect(schemas.size).toBeGreaterThanOrEqual(4);
    expect(await turned).toBeGreaterThan(0);
  } finally {
    await worker.terminate();
  }
});
