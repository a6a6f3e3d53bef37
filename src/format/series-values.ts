import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter, TeleError } from '../core/index.ts';

/** Values of some series at the same times. */
export interface SeriesValues {
  /** Unix seconds in whole milliseconds, ascending. */
  readonly times: readonly number[];
  readonly series: readonly NumberedValues[];
}

/** The values of one series, one for each time; no number where it had none. */
export interface NumberedValues {
  /** Its number. Series come in ascending order. */
  readonly id: number;
  readonly values: ArrayLike<number>;
}

const FLOAT_BYTES = 8;
/** What one row holds at most: two hours of 10,000 series, one value each ten seconds. */
const MAX_VALUES = 720 * 10_000;
const LEVEL = 1;

/**
 * Times and numbers of the series as varints, then the values, deflated (RFC 1951): of each the bits that differ from the value before of its series, all highest bytes first, then
 * all of the next place. What stands still, or grows by a little, is mostly zeros.
 */
export function encodeSeriesValues({ times, series }: SeriesValues): Uint8Array {
  const out = new ByteWriter();
  out.varint(times.length);
  out.varint(series.length);
  let last = 0;
  for (const at of times) {
    const milliseconds = Math.round(at * 1000);
    out.varint(milliseconds - last);
    last = milliseconds;
  }
  last = 0;
  for (const { id } of series) {
    out.varint(id - last);
    last = id;
  }
  out.block(deflateRawSync(planesOf(series, times.length), { level: LEVEL }));
  return out.view().slice();
}

/** What was encoded. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeSeriesValues(bytes: Uint8Array): SeriesValues {
  const input = new ByteReader(bytes);
  const [count, width] = [input.varint(), input.varint()];
  if (count * width > MAX_VALUES || count + width > bytes.length) throw damaged();
  let last = 0;
  const times = Array.from({ length: count }, () => (last += input.varint()) / 1000);
  last = 0;
  const ids = Array.from({ length: width }, () => (last += input.varint()));
  const packed = input.block();
  if (input.isBroken || !input.isDone) throw damaged();
  const planes = inflate(packed, count * width * FLOAT_BYTES);
  return { times, series: ids.map((id, row) => ({ id, values: valuesOf(planes, row, count, width) })) };
}

/** The bytes of all values by their place. */
function planesOf(series: readonly NumberedValues[], count: number): Uint8Array {
  const total = series.length * count;
  const planes = new Uint8Array(total * FLOAT_BYTES);
  const [float, before] = [new Float64Array(1), new Uint8Array(FLOAT_BYTES)];
  const bytes = new Uint8Array(float.buffer);
  let at = 0;
  for (const { values } of series) {
    before.fill(0);
    for (let index = 0; index < count; index += 1, at += 1) {
      float[0] = values[index] ?? Number.NaN;
      for (let place = 0; place < FLOAT_BYTES; place += 1) {
        // The highest byte lies last in memory.
        planes[(FLOAT_BYTES - 1 - place) * total + at] = (bytes[place] ?? 0) ^ (before[place] ?? 0);
        before[place] = bytes[place] ?? 0;
      }
    }
  }
  return planes;
}

function valuesOf(planes: Uint8Array, row: number, count: number, width: number): Float64Array {
  const total = count * width;
  const values = new Float64Array(count);
  const bytes = new Uint8Array(values.buffer);
  for (let index = 0; index < count; index += 1) {
    for (let place = 0; place < FLOAT_BYTES; place += 1) {
      const at = index * FLOAT_BYTES + place;
      const before = index === 0 ? 0 : (bytes[at - FLOAT_BYTES] ?? 0);
      bytes[at] = (planes[(FLOAT_BYTES - 1 - place) * total + row * count + index] ?? 0) ^ before;
    }
  }
  return values;
}

function inflate(packed: Uint8Array, length: number): Uint8Array {
  try {
    const planes = inflateRawSync(packed, { maxOutputLength: Math.max(1, length) });
    if (planes.length === length) return planes;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged();
}

function damaged(cause?: unknown): TeleError {
  return new TeleError('STORE_CORRUPT', 'A row of values of series is damaged.', cause);
}
