import { expect, test } from 'vitest';
import { heapLimitMib, heapLimits } from './heap-limits.ts';

test('no thread may hold more than main may, which knows how large the machine is', () => {
  expect(heapLimits('store', 4096)).toEqual({ maxOldGenerationSizeMb: 512 });
  expect(heapLimits('http', 4096)).toEqual({ maxOldGenerationSizeMb: 256 });
  expect(heapLimits('store', 200)).toEqual({ maxOldGenerationSizeMb: 200 });
  expect(heapLimits('export', 200)).toEqual({ maxOldGenerationSizeMb: 200, maxYoungGenerationSizeMb: 4 });
  expect(heapLimits('otlp', 4096)).toEqual({ maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 });
  expect(heapLimits('query').maxOldGenerationSizeMb).toBeLessThanOrEqual(heapLimitMib());
});
