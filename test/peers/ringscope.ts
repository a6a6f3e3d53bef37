import { fileURLToPath } from 'node:url';
import type { Intervals } from '../../src/server/index.ts';
import { CLI_WITH_INTERVALS } from '../server/spawn-server.ts';
import { freePort } from './free-ports.ts';
import { parseExposition, type Samples } from './exposition.ts';
import { startProgram, tailOf, whenReady, type Program } from './program.ts';
import { waitUntil } from './wait-until.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A call as the API shows it; only what the suites read. */
export interface ShownCall {
  readonly id: string;
  readonly callId: string;
  readonly state: string;
  readonly isProvisional: boolean;
  readonly answeredAt?: number;
  readonly outcome?: string;
  readonly [field: string]: unknown;
}

/** The built server, started as a user starts it. */
export interface Ringscope {
  readonly url: string;
  readonly httpPort: number;
  readonly hepPort: number;
  readonly program: Program;
  /** The body of a path, whatever its status. */
  text(path: string, accept?: string): Promise<string>;
  samples(): Promise<Samples>;
  /** Every call whose Call-ID begins with `prefix`. */
  calls(prefix?: string): Promise<readonly ShownCall[]>;
}

function isShownCall(value: unknown): value is ShownCall {
  return typeof value === 'object' && value !== null && 'callId' in value && 'isProvisional' in value;
}

/** What a page of the list of calls holds. */
function readPage(body: string): { calls: readonly ShownCall[]; nextCursor: string | undefined } {
  const page: unknown = JSON.parse(body);
  if (typeof page !== 'object' || page === null || !('calls' in page) || !Array.isArray(page.calls))
    throw new Error(`No list of calls: ${body}`);
  const nextCursor = 'nextCursor' in page && typeof page.nextCursor === 'string' ? page.nextCursor : undefined;
  return { calls: page.calls.filter(isShownCall), nextCursor };
}

/** Where a server keeps its data and listens, and settings beyond those of every suite. */
interface RingscopeOptions {
  readonly folder: string;
  readonly httpPort?: number;
  readonly hepPort?: number;
  readonly flags?: readonly string[];
  /** Times that are other than those of the product. */
  readonly intervals?: Partial<Intervals>;
}

/** Runs the built command and returns everything it wrote. */
export async function runCommand(args: readonly string[], folder: string): Promise<string> {
  const program = startProgram(`ringscope ${args.join(' ')}`, process.execPath, [MAIN, ...args], folder);
  await program.ended;
  return program.output();
}

/** Starts the built server on free ports and waits until it is ready. */
export async function startRingscope({ folder, flags = [], intervals, ...ports }: RingscopeOptions): Promise<Ringscope> {
  const httpPort = ports.httpPort ?? (await freePort());
  const hepPort = ports.hepPort ?? (await freePort());
  const url = `http://127.0.0.1:${String(httpPort)}`;
  const settings = [
    ['--http-port', httpPort],
    ['--hep-port', hepPort],
    ['--store', `${folder}/data`],
    ['--calls-settle-seconds', 1],
  ] as const;
  const program = startProgram(
    'ringscope serve',
    process.execPath,
    [
      ...(intervals === undefined ? [MAIN] : [CLI_WITH_INTERVALS, JSON.stringify(intervals)]),
      'serve',
      ...settings.flatMap(([flag, value]) => [flag, String(value)]),
      ...flags,
    ],
    folder,
  );
  const text = async (path: string, accept = '*/*'): Promise<string> => {
    const answer = await fetch(`${url}${path}`, { headers: { accept }, signal: AbortSignal.timeout(60_000) });
    return answer.text();
  };
  const ready = waitUntil(
    'ringscope is ready',
    90,
    async () => ((await fetch(`${url}/readyz`)).status === 200 ? true : undefined),
    () => tailOf(program),
  );
  await whenReady(program, ready);
  const calls = async (prefix = ''): Promise<readonly ShownCall[]> => {
    const found: ShownCall[] = [];
    let cursor = '';
    for (;;) {
      const page = readPage(await text(`/api/v1/calls?limit=1000${cursor}`));
      found.push(...page.calls.filter((call) => call.callId.startsWith(prefix)));
      if (page.nextCursor === undefined) return found;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  };
  return {
    url,
    httpPort,
    hepPort,
    program,
    text,
    calls,
    samples: async () => parseExposition(await text('/metrics', 'text/plain;version=0.0.4')),
  };
}

/** Waits until so many calls with this prefix are over and have settled, and returns them. */
export async function settledCalls(ringscope: Ringscope, prefix: string, count: number, seconds = 90): Promise<readonly ShownCall[]> {
  let last: readonly ShownCall[] = [];
  return waitUntil(
    `${String(count)} settled calls of ${prefix}`,
    seconds,
    async () => {
      last = await ringscope.calls(prefix);
      return last.length === count && last.every((call) => call.state === 'ended' && !call.isProvisional) ? last : undefined;
    },
    () => `${JSON.stringify(last.slice(0, 3), undefined, 1)}\n${tailOf(ringscope.program)}`,
  );
}
