import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The suites with real programs, a browser among them: one after another, since each measures counters while its own traffic runs. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/peers/**/*.test.ts', 'test/operator/**/*.test.ts', 'test/web/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
