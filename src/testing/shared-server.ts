import { afterAll, beforeAll } from 'vitest';
import { startServer, type TestServer } from './start-server.ts';

type Ends = (() => Promise<void> | void)[];

/**
 * A server that the tests of a file, or of a `describe`, share. It starts before the first of them and stops after the last one, with the flags that are made then.
 * Each test has calls, sources and names of its own, and reads counters as differences, so that the order of tests means nothing.
 */
export function sharedServer(
  flags: Record<string, string> | ((ends: Ends) => Record<string, string>) = {},
  ...more: Parameters<typeof startServer> extends [unknown, unknown?, ...infer More] ? More : never
): TestServer {
  const ends: Ends = [];
  let started: TestServer | undefined;
  beforeAll(async () => {
    started = await startServer(ends, typeof flags === 'function' ? flags(ends) : flags, ...more);
  });
  afterAll(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });
  const server = (): TestServer => {
    if (started === undefined) throw new Error('The shared server starts before the first test, and is not there yet.');
    return started;
  };
  return {
    get url() {
      return server().url;
    },
    get endpoints() {
      return server().endpoints;
    },
    get: async (...asked) => server().get(...asked),
    json: async (path) => server().json(path),
    post: async (...asked) => server().post(...asked),
    sample: async (series) => server().sample(series),
    stop: async () => server().stop(),
  };
}
