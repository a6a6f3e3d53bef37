import { expect, test } from 'vitest';
import { heapLimitMib, heapLimits } from './heap-limits.ts';

test('no thread may hold more than main may, which knows how large the machine is', () => {
  expect(heapLimits('import', 4096)).toEqual({ maxOldGenerationSizeMb: 800 });
  expect(heapLimits('http', 4096)).toEqual({ maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 });
  expect(heapLimits('store', 200)).toEqual({ maxOldGenerationSizeMb: 200, maxYoungGenerationSizeMb: 6 });
  expect(heapLimits('export', 200)).toEqual({ maxOldGenerationSizeMb: 200, maxYoungGenerationSizeMb: 4 });
  expect(heapLimits('otlp', 4096)).toEqual({ maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 });
  expect(heapLimits('query').maxOldGenerationSizeMb).toBeLessThanOrEqual(heapLimitMib());
});

test('no thread that runs all the time takes what V8 would let young objects take', () => {
  for (const name of ['store', 'query', 'http', 'history'] as const) expect(heapLimits(name).maxYoungGenerationSizeMb).toBeLessThan(48);
});
