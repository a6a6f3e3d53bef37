import { runCommand } from '../run-command.ts';

/** What the incident `dead_carrier` of the demo befalls. */
export const DEAD_CARRIER = { trunk: 'carrier-c', address: '198.51.100.34:5060' } as const;

/** A time in which a trunk answers nothing, and where it stands. */
export interface DeadTrunk {
  readonly url: string;
  readonly trunk: string;
  /** `address:port`. */
  readonly address: string;
  /** Unix seconds. */
  readonly since: number;
  readonly until: number;
}

/** What a route or a command says of a trunk. What it does not say is absent. */
export interface Reading {
  readonly attempts?: number;
  readonly answered?: number;
  readonly failed?: number;
  readonly asr?: number;
}

interface Shown extends Reading {
  readonly value: string;
  readonly failedRatio?: number;
}

interface ShownLeg {
  readonly trunk: string;
  readonly outcome: string;
}

interface ShownCall {
  readonly state: string;
  readonly isProvisional: boolean;
  readonly outcome?: string;
  readonly direction: string;
  readonly trunk: string;
  readonly legs: readonly ShownLeg[];
}

/** What the legs of its calls say, and what each route and command says of it that counts hop attempts, or calls which the trunk carried itself. */
export interface ReadTrunk {
  readonly legs: Reading;
  /** Of calls that were answered in the end, over another trunk. */
  readonly savedCalls: number;
  readonly hops: Readonly<Record<string, Reading>>;
  readonly calls: Readonly<Record<string, Reading>>;
  /** Shares of the calls that were sent to it, which are none of its own. */
  readonly others: Readonly<Record<string, Reading>>;
}

/** Reads a trunk in all the ways that there are without a screen. */
export async function readTrunk(dead: DeadTrunk): Promise<ReadTrunk> {
  const { url, trunk, address, since, until } = dead;
  const time = `since=${since}&until=${until}`;
  // Each shape is that of the reference.
  const json = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/api/v1/${path}`)).json()) as T;
  const values = async (query: string): Promise<readonly Shown[]> =>
    (await json<{ values: readonly Shown[] }>(`top?${query}&${time}&limit=1000`)).values;
  const top = async (query: string, value: string): Promise<Reading> => (await values(query)).find((one) => one.value === value) ?? {};
  const sum = async (query: string): Promise<Reading> => summed(await values(query));
  const groups = async (by: string): Promise<Reading> =>
    failuresOf((await json<{ groups: readonly Shown[] }>(`failures?by=${by}&hopTrunk=${trunk}&${time}&limit=1`)).groups);
  const total = async (query: string): Promise<Reading> => (await json<{ total: Reading }>(`dashboard?${query}&${time}`)).total;
  const steps = async (query: string): Promise<Reading> =>
    summed((await json<{ steps: readonly Shown[] }>(`series?${query}&${time}&step=minute`)).steps);
  const run = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await runCommand([...words, '--since', iso(since), '--until', iso(until), '--url', url], {}, { columns: 240 })).out.split('\n');
  const ranked = async (value: string, ...words: readonly string[]): Promise<Reading> =>
    rowOf(await run('top', '--limit', '1000', ...words), value);
  const { calls } = await json<{ calls: readonly ShownCall[] }>(`calls?hopTrunk=${trunk}&${time}&limit=1000`);
  const over = calls.filter(({ state, isProvisional }) => state === 'ended' && !isProvisional);
  const legs = over.flatMap((call) => call.legs).filter((leg) => leg.trunk === trunk);
  const own = `trunk=${trunk}&direction=outbound`;
  return {
    legs: {
      attempts: legs.length,
      answered: legs.filter(({ outcome }) => outcome === 'answered').length,
      failed: legs.filter(({ outcome }) => ['failed', 'rejected', 'unknown'].includes(outcome)).length,
    },
    savedCalls: over.filter(({ outcome }) => outcome === 'answered').length,
    hops: {
      'top by hopTrunk': await top('by=hopTrunk', trunk),
      'top by hop': await top('by=hop', address),
      'top by hopTrunk of its calls': await top(`by=hopTrunk&hopTrunk=${trunk}`, trunk),
      'top by hopCause of its calls': await sum(`by=hopCause&hopTrunk=${trunk}`),
      'failures by hopTrunk': await groups('hopTrunk'),
      'failures by hop': await groups('hop'),
      'failures by hopCause': await groups('hopCause'),
      '`top --by hopTrunk`': await ranked(trunk, '--by', 'hopTrunk'),
      '`top --by hop`': await ranked(address, '--by', 'hop'),
    },
    calls: {
      'top by trunk': await top('by=trunk&direction=outbound', trunk),
      'top by direction': await top(`by=direction&trunk=${trunk}`, 'outbound'),
      dashboard: await total(own),
      series: await steps(own),
      '`top --by trunk`': await ranked(trunk, '--by', 'trunk', '--direction', 'outbound'),
      '`dashboard`': gauge(await run('dashboard', '--trunk', trunk, '--direction', 'outbound')),
    },
    others: {
      dashboard: await total(`hopTrunk=${trunk}`),
      series: await steps(`hopTrunk=${trunk}`),
      'top by direction': await top(`by=direction&hopTrunk=${trunk}`, 'outbound'),
      'top by hopTrunk of failures': await top('by=hopTrunk&failed=true', trunk),
      '`dashboard`': gauge(await run('dashboard', '--hop-trunk', trunk)),
    },
  };
}

function iso(at: number): string {
  return new Date(at * 1000).toISOString();
}

/** Of parts, with the highest share of any of them. */
function summed(parts: readonly Reading[]): Reading {
  const add = (number: (part: Reading) => number | undefined): number => parts.reduce((all, part) => all + (number(part) ?? 0), 0);
  const shares = parts.flatMap(({ asr }) => asr ?? []);
  return {
    attempts: add(({ attempts }) => attempts),
    answered: add(({ answered }) => answered),
    ...(shares.length === 0 ? {} : { asr: Math.max(...shares) }),
  };
}

/** What failed of what was tried: what did not was answered at most. */
function failuresOf(groups: readonly Shown[]): Reading {
  const [first] = groups;
  return {
    failed: groups.reduce((all, { failed = 0 }) => all + failed, 0),
    ...(first?.failedRatio === undefined ? {} : { asr: 1 - first.failedRatio }),
  };
}

/** The row of a table that begins with a value. */
function rowOf(lines: readonly string[], value: string): Reading {
  const [head = [], ...rows] = lines.map((line) => line.split(/ {2,}/));
  const row = rows.find(([first]) => first === value) ?? [];
  const cell = (name: string): number => Number.parseFloat(row[head.indexOf(name)] ?? '');
  return { attempts: cell('attempts'), answered: cell('answered'), asr: cell('ASR') / 100 };
}

/** What the first table of `dashboard` says. */
function gauge(lines: readonly string[]): Reading {
  const cell = (name: string): string => lines.find((line) => line.startsWith(name))?.split(/ {2,}/)[1] ?? '';
  const asr = Number.parseFloat(cell('ASR')) / 100;
  return { attempts: Number(cell('attempts')), answered: Number(cell('answered')), ...(Number.isNaN(asr) ? {} : { asr }) };
}
