import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freeMediaPort, freePort } from './free-ports.ts';
import { startProgram, tailOf, type Program } from './program.ts';
import { waitUntil } from './wait-until.ts';

/** How long a caller may take before SIPp gives up, in seconds. */
const CALLER_TIMEOUT_SECONDS = 150;
const SCENARIOS = new URL('scenarios/', import.meta.url);

/** What one SIPp counted itself. */
export interface SippCounts {
  readonly successful: number;
  readonly failed: number;
  /** First transmissions by method or status, e.g. `INVITE` or `200`. A message that is absent was none. */
  readonly sent: Readonly<Record<string, number>>;
  readonly received: Readonly<Record<string, number>>;
  /** Repeated messages, sent and received, by method or status. */
  readonly retransmissions: Readonly<Record<string, number>>;
}

/** What a SIPp is to do. */
export interface SippJob {
  /** Name of a file in `scenarios/`, without `.xml`. */
  readonly scenario: string;
  readonly folder: string;
  /** Values of the words between @ signs in the scenario; `parts/` has the others. */
  readonly words?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The port to bind; a free one when absent. */
  readonly port?: number;
  /** The address to bind; 127.0.0.1 when absent. */
  readonly address?: string;
}

/** A SIPp that waits for calls. */
export interface Agent {
  readonly port: number;
  readonly program: Program;
  /** Lets it end its calls and returns what it counted. */
  finish(): Promise<SippCounts>;
}

/** The text of a scenario, with its parts and words filled in. */
function scenarioText(name: string, words: Readonly<Record<string, string>>): string {
  const fill = (text: string): string =>
    text.replaceAll(/@(?<word>[a-z-]+)@\n?/g, (whole, word: string) => {
      const value = words[word];
      if (value !== undefined) return whole.endsWith('\n') ? `${value}\n` : value;
      return fill(readFileSync(new URL(`parts/${word}.txt`, SCENARIOS), 'utf8'));
    });
  return fill(readFileSync(new URL(`${name}.xml`, SCENARIOS), 'utf8'));
}

function lastRow(path: string): ReadonlyMap<string, number> {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const names = (lines[0] ?? '').split(';');
  const values = (lines.at(-1) ?? '').split(';');
  return new Map(names.map((name, index) => [name, Number(values[index])]));
}

function add(into: Record<string, number>, name: string, count: number): void {
  if (count > 0) into[name] = (into[name] ?? 0) + count;
}

function readCounts(folder: string): SippCounts {
  const file = readdirSync(folder).find((name) => name.endsWith('_counts.csv'));
  if (file === undefined) throw new Error(`SIPp wrote no counts in ${folder}.`);
  const sent: Record<string, number> = {};
  const received: Record<string, number> = {};
  const retransmissions: Record<string, number> = {};
  for (const [column, count] of lastRow(join(folder, file))) {
    const [, name, kind] = /^\d+_(?<name>[A-Z]+|\d{3})_(?<kind>Sent|Recv|Retrans)$/.exec(column) ?? [];
    if (name === undefined) continue;
    add(kind === 'Sent' ? sent : kind === 'Recv' ? received : retransmissions, name, count);
  }
  const totals = lastRow(join(folder, 'totals.csv'));
  return {
    successful: totals.get('SuccessfulCall(C)') ?? Number.NaN,
    failed: totals.get('FailedCall(C)') ?? Number.NaN,
    sent,
    received,
    retransmissions,
  };
}

async function start(job: SippJob, remote: readonly string[]): Promise<{ folder: string; port: number; program: Program }> {
  mkdirSync(job.folder, { recursive: true });
  const folder = mkdtempSync(join(job.folder, `${job.scenario}-`));
  writeFileSync(join(folder, 'scenario.xml'), scenarioText(job.scenario, job.words ?? {}));
  const { address = '127.0.0.1' } = job;
  const port = job.port ?? (await freePort());
  const media = await freeMediaPort();
  const program = startProgram(
    `sipp ${job.scenario}`,
    'sipp',
    [
      ...remote,
      ...`-sf scenario.xml -i ${address} -mi 127.0.0.1 -p ${String(port)} -mp ${String(media)} -nostdin -nd`.split(' '),
      ...'-trace_counts -trace_stat -stf totals.csv -fd 1 -trace_err -error_file errors.log'.split(' '),
      ...(job.args ?? []),
    ],
    folder,
  );
  return { folder, port, program };
}

function errorsIn(folder: string): string {
  try {
    return readFileSync(join(folder, 'errors.log'), 'utf8').slice(0, 3000);
  } catch {
    return '';
  }
}

/** Whether a program listens on this UDP port of an IPv4 address. */
function isBound(address: string, port: number): boolean {
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
  // The kernel writes the address as a number of this machine, which is little-endian.
  const bytes = address
    .split('.')
    .toReversed()
    .map((byte) => hex(Number(byte), 2));
  return readFileSync('/proc/net/udp', 'utf8').includes(`${bytes.join('')}:${hex(port, 4)} `);
}

/** Starts a SIPp that answers calls as its scenario says. */
export async function startAgent(job: SippJob): Promise<Agent> {
  const { folder, port, program } = await start(job, []);
  await waitUntil(
    `${program.name} listens`,
    60,
    () => (isBound(job.address ?? '127.0.0.1', port) ? true : undefined),
    () => `${errorsIn(folder)}\n${tailOf(program)}`,
  );
  return {
    port,
    program,
    async finish() {
      program.signal('SIGUSR1');
      await Promise.race([program.ended, sleep(6000, undefined, { ref: false })]);
      await program.stop();
      return readCounts(folder);
    },
  };
}

/** Runs a SIPp that places calls through the proxy at `proxyPort`, and returns what it counted. Any failed call fails the test. */
export async function placeCalls(
  job: SippJob & { readonly proxyPort: number; readonly service: string; readonly calls: number; readonly prefix: string },
): Promise<SippCounts> {
  const { folder, program } = await start(
    {
      ...job,
      args: [
        ...`-s ${job.service} -m ${String(job.calls)} -timeout ${String(CALLER_TIMEOUT_SECONDS)} -timeout_error -cid_str`.split(' '),
        `${job.prefix.replaceAll('%', '%%')}-%u@calls.invalid`,
        ...(job.args ?? []),
      ],
    },
    [`127.0.0.1:${String(job.proxyPort)}`],
  );
  const code = await program.ended;
  if (code !== 0) throw new Error(`SIPp ${job.scenario} ended with ${String(code)}.\n${errorsIn(folder)}\n${tailOf(program)}`);
  return readCounts(folder);
}
