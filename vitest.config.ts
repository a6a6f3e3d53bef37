import { configDefaults, defineConfig } from 'vitest/config';

/** Suites with programs that are not part of the project, a browser among them. */
const WITH_PROGRAMS = ['test/{peers,operator,web}/**/*.test.ts'];
/** Suites that have to see minutes of real time, for the long run. */
const SLOW = ['test/slow/**/*.test.ts'];
/** Suites of what has no server: the rooms of src, and what crosses them. */
const PARTS = ['src/**/*.test.ts', 'test/{alerts,dashboards,format,fuzz,ladders,oracle,rfc4475,scenarios,traces}/**/*.test.ts'];
/** Suites with servers, programs of the SDK and commands: threads, sockets and clocks. */
const WITH_SERVERS = ['src/{cli,sdk,server}/**/*.test.ts'];
/** Rooms that the suites of parts cover. */
const COVERED = 'src/!(cli|sdk|server|testing)/**/*.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    globalSetup: ['scripts/fresh-build.mjs'],
    setupFiles: ['test/file-cost.ts'],
    // No test is about time: a slow machine must not fail one. A wait that hangs says what it waits for after 90 s.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 90_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: PARTS,
          exclude: [...configDefaults.exclude, ...WITH_SERVERS],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts', ...WITH_SERVERS],
          exclude: [...configDefaults.exclude, ...PARTS.slice(1), ...WITH_PROGRAMS, ...SLOW],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: WITH_PROGRAMS,
          globalSetup: ['scripts/fresh-build.mjs', 'test/web/shared-programs.ts'],
          // One after another: each measures counters while its own traffic runs.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          hookTimeout: 600_000,
          // Programs of others may be late on a busy machine. The run names each test that needed its second try.
          retry: 1,
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW, maxWorkers: 1, sequence: { groupOrder: 3 }, hookTimeout: 600_000, retry: 1 } },
    ],
    coverage: {
      provider: 'v8',
      include: [COVERED],
      exclude: ['src/**/*.test.ts', 'src/**/*.generated.ts'],
      reporter: ['text-summary'],
      thresholds: { statements: 90, branches: 84, functions: 90, lines: 90 },
    },
  },
});
