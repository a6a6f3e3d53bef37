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
    globalSetup: ['test/web/shared-programs.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    // What hangs is said so by what it waits for, which takes up to 90 s.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    retry: 1,
  },
});
