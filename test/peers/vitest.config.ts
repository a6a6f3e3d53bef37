import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The suites with real programs: one after another, since each measures counters while its own traffic runs. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/peers/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
