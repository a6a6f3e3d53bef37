import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    // No test is about time: a slow machine must not fail one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 90_000 } },
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/peers/**', 'test/operator/**', 'test/web/**'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: [
        'src/**/*.test.ts',
        'src/**/*.generated.ts',
        // Threads and the program itself begin with these, and run from the build, where nothing is measured. Tests run them as processes of their own.
        'src/server/threads/!(main).ts',
        'src/sdk/threads/*.ts',
        'src/cli/main.ts',
      ],
      reporter: ['text-summary'],
      thresholds: { statements: 92, branches: 84, functions: 92, lines: 93 },
    },
  },
});
