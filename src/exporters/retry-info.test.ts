import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retrySeconds } from './retry-info.ts';

/** google.rpc.Status { code: 8, message: "x", details: [Any { RetryInfo { retry_delay { seconds, nanos } } }] }. */
function status(delay: readonly number[], type = 'type.googleapis.com/google.rpc.RetryInfo'): Uint8Array {
  const block = (field: number, bytes: readonly number[]): number[] => [field * 8 + 2, bytes.length, ...bytes];
  const any = [...block(1, [...Buffer.from(type)]), ...block(2, block(1, delay))];
  return Uint8Array.from([8, 8, ...block(2, [0x78]), ...block(3, any)]);
}

test('the delay of a RetryInfo is read in seconds', () => {
  expect(retrySeconds(status([8, 5]))).toBe(5);
  expect(retrySeconds(status([8, 0xac, 2, 16, 0x80, 0xca, 0xb5, 0xee, 1]))).toBe(300.5);
  expect(retrySeconds(status([]))).toBe(0);
  expect(retrySeconds(status([8, 5], 'type.googleapis.com/google.rpc.DebugInfo'))).toBeUndefined();
});

/** A number as it stands in such a message. */
function bytesOf(value: bigint): readonly number[] {
  const bits = BigInt.asUintN(64, value);
  return bits < 128n ? [Number(bits)] : [Number(bits % 128n) + 128, ...bytesOf(bits / 128n)];
}

test('a delay of any length is read, and one below 0 is 0', () => {
  expect(retrySeconds(status([8, ...bytesOf(10n ** 15n)]))).toBe(1e15);
  expect(retrySeconds(status([8, ...bytesOf(2n ** 63n - 2n ** 32n), 16, ...bytesOf(1n)]))).toBeCloseTo(2 ** 63 - 2 ** 32, -4);
  expect(retrySeconds(status([8, ...bytesOf(-1n), 16, ...bytesOf(-5n)]))).toBe(0);
  expect(retrySeconds(status([8, ...bytesOf(-1n).slice(0, -1), 0x81, 1]))).toBe(0);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 53n }), (seconds) => {
      expect(retrySeconds(status([8, ...bytesOf(seconds)]))).toBe(Number(seconds));
    }),
  );
});

test('whatever bytes an answer has, reading them ends, with a time or with nothing', () => {
  const cut = fc.nat({ max: 60 }).map((length) => status([8, 5, 16, 1]).slice(0, length));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), cut), (bytes) => {
      const read = retrySeconds(bytes);
      expect(read === undefined || read >= 0).toBe(true);
    }),
  );
});
