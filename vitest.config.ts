import { configDefaults, defineConfig } from 'vitest/config';

/** These have threads, sockets, programs or clocks: some of their tests wait for a machine that others use as well. */
const WITH_OTHERS = ['test/**/*.test.ts', 'src/{cli,sdk,server}/**/*.test.ts'];

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    // No test is about time: a slow machine must not fail one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 90_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['src/**/*.test.ts'], exclude: [...configDefaults.exclude, ...WITH_OTHERS] },
      },
      {
        extends: true,
        // Those that needed a second try are named: look into them.
        test: {
          name: 'with others',
          include: WITH_OTHERS,
          exclude: [...configDefaults.exclude, 'test/peers/**', 'test/operator/**', 'test/web/**'],
          retry: 1,
        },
      },
    ],
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
