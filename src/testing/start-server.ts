import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type Intervals, resolveSettings, serve, type ServerLog } from '../server/index.ts';

/** A server of a test, in this process, on ports that the system chose. */
export interface TestServer {
  /** `http://host:port`. */
  readonly url: string;
  /** Where the sources listen, `host:port` per socket. */
  readonly endpoints: readonly string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The JSON at a path. */
  json(path: string): Promise<unknown>;
  /** Posts a body as it is when it is a text, else as JSON. Its type is JSON unless the headers name another one. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The value of a series in `/metrics`; 0 when it is absent. */
  sample(series: string): Promise<number>;
  stop(): Promise<void>;
}

/** Makes a folder for a test; `ends` removes it. */
export function testFolder(ends: (() => Promise<void> | void)[]): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-test-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Starts a server with these flags; `ends` stops it and removes its folder. Calls settle within a third of a second. `logged` takes its log lines, all levels, or is the log itself. `env`: variables of OpenTelemetry. `intervals`: times that are other than those of the product. */
export async function startServer(
  ends: (() => Promise<void> | void)[],
  flags: Record<string, string> = {},
  logged?: ((line: string) => void) | ServerLog,
  env: Readonly<Record<string, string>> = {},
  intervals: Partial<Intervals> = {},
): Promise<TestServer> {
  const given = { 'http-port': '0', 'hep-port': '0', 'calls-settle-seconds': '0.3', ...flags };
  const settings = resolveSettings({ flags: { store: flags['store'] ?? testFolder(ends), ...given }, env: {} });
  const log = typeof logged === 'object' ? logged : createLog(logged === undefined ? 'silent' : 'debug', logged ?? (() => undefined));
  const server = await serve(settings, { log, env, intervals });
  ends.push(() => server.stop());
  const url = `http://${server.address}`;
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${url}${path}`, { headers });
  return {
    url,
    endpoints: server.endpoints,
    get,
    json: async (path) => (await get(path)).json(),
    post: async (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    async sample(series) {
      const text = await (await get('/metrics')).text();
      const line = text.split('\n').find((one) => one.startsWith(`${series} `));
      return Number(line?.slice(series.length + 1) ?? 0);
    },
    stop: () => server.stop(),
  };
}
