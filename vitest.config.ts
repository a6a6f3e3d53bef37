import { configDefaults, defineConfig } from 'vitest/config';

/** Suites with programs that are not part of the project: proxies, a monitor, a terminal. */
const WITH_PEERS = ['test/{peers,operator}/**/*.test.ts'];
/** Suites of the page in a browser. */
const PAGE = ['test/web/**/*.test.ts'];
/** Suites that have to see minutes of real time, for the long run. */
const SLOW = ['test/slow/**/*.test.ts'];
/** Suites of what has no server: the rooms of src, and what crosses them. */
const PARTS = ['src/**/*.test.ts', 'test/{alerts,dashboards,format,fuzz,ladders,oracle,rfc4475,scenarios,traces}/**/*.test.ts'];
/** Suites with servers, programs of the SDK and commands: threads, sockets and clocks. */
const WITH_SERVERS = ['src/{cli,sdk,server}/**/*.test.ts'];
/** Rooms that the suites of parts cover. */
const COVERED = 'src/!(cli|sdk|server|testing)/**/*.ts';

/** Suites with programs run one after another. Programs of others may be late on a busy machine: the run names each test that needed its second try. */
const WITH_PROGRAMS = { maxWorkers: 1, hookTimeout: 600_000, retry: 1 };

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
          exclude: [...configDefaults.exclude, ...PARTS.slice(1), ...WITH_PEERS, ...PAGE, ...SLOW],
          // One more than the cores that everybody has: these tests wait for half of their time.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'peers', include: WITH_PEERS, ...WITH_PROGRAMS, sequence: { groupOrder: 2 } } },
      {
        extends: true,
        test: {
          name: 'page',
          include: PAGE,
          globalSetup: ['scripts/fresh-build.mjs', 'test/web/shared-programs.ts'],
          ...WITH_PROGRAMS,
          sequence: { groupOrder: 3 },
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW, ...WITH_PROGRAMS, sequence: { groupOrder: 4 } } },
    ],
    coverage: {
      provider: 'v8',
      include: [COVERED],
      exclude: ['src/**/*.test.ts', 'src/**/*.generated.ts'],
      reporter: ['text-summary'],
      thresholds: { statements: 92, branches: 86, functions: 92, lines: 94 },
    },
  },
});
