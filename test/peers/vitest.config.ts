import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * The suites with real programs, a browser among them: one after another, since each measures counters while its own traffic runs.
 * Programs that are not ours may be late on a busy machine, so a test gets a second try. The report names those that needed it (`retry x1`): look into them.
 */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/peers/**/*.test.ts', 'test/operator/**/*.test.ts', 'test/web/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 1,
  },
});
