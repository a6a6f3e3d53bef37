import { expect } from 'vitest';
import { moved, type Samples } from './exposition.ts';
import type { Lab } from './lab.ts';
import { tailOf } from './program.ts';
import { settledCalls, type ShownCall } from './ringscope.ts';
import { placeCalls, startAgent, type SippCounts, type SippJob } from './sipp.ts';
import { waitUntil } from './wait-until.ts';

type Job = Omit<SippJob, 'folder'>;
type Counts = Readonly<Record<string, number>>;

/** Longer than a packet takes from the proxy to the metrics. */
const QUIET_MS = 700;

/** Calls to place and the agents that answer them. */
export interface Traffic {
  /** Begins the Call-IDs, so each traffic of a suite needs its own. */
  readonly prefix: string;
  readonly calls: number;
  readonly service: string;
  readonly caller: Job;
  readonly agents?: readonly Job[];
  /** How many call records it makes; `calls` when absent, 0 for registrations. */
  readonly records?: number;
}

/** What traffic did to the server, and what SIPp says of it. */
export interface Measurement {
  readonly before: Samples;
  readonly after: Samples;
  readonly calls: readonly ShownCall[];
  readonly caller: SippCounts;
  readonly agents: readonly SippCounts[];
}

/** Runs traffic and waits until its calls have settled. */
export async function measure(lab: Lab, traffic: Traffic): Promise<Measurement> {
  const before = await lab.ringscope.samples();
  const running = [];
  for (const job of traffic.agents ?? []) running.push(await startAgent({ ...job, folder: lab.folder }));
  const { prefix, calls: count, service, caller: job } = traffic;
  let caller: SippCounts;
  try {
    caller = await placeCalls({ ...job, folder: lab.folder, proxyPort: lab.kamailio.port, prefix, service, calls: count });
  } catch (error) {
    const tails = [...running.map((agent) => agent.program), lab.kamailio.program, lab.ringscope.program].map(tailOf);
    for (const agent of running) await agent.program.stop();
    throw new Error(`${String(error)}\n${tails.join('\n')}`, { cause: error });
  }
  const agents: SippCounts[] = [];
  for (const agent of running) agents.push(await agent.finish());
  const calls = await settledCalls(lab.ringscope, `${prefix}-`, traffic.records ?? count);
  return { before, after: await lastSamples(lab), calls, caller, agents };
}

/** The metrics once no packet comes any more: each process of the proxy reports when it has the time. */
async function lastSamples({ ringscope }: Lab): Promise<Samples> {
  let packets = Number.NaN;
  let since = performance.now();
  return waitUntil('the last packet', 90, async () => {
    const samples = await ringscope.samples();
    const now = [...samples.values()].reduce((sum, { name, value }) => (name === 'ringscope_source_packets_total' ? sum + value : sum), 0);
    if (now !== packets) [packets, since] = [now, performance.now()];
    return performance.now() - since > QUIET_MS ? samples : undefined;
  });
}

function sum(parts: readonly Counts[], isWanted: (name: string) => boolean, group: (name: string) => string): Counts {
  const sums: Record<string, number> = {};
  for (const part of parts) {
    for (const [name, count] of Object.entries(part)) {
      if (isWanted(name)) sums[group(name)] = (sums[group(name)] ?? 0) + count;
    }
  }
  return sums;
}

const isRequest = (name: string): boolean => /^[A-Z]+$/.test(name);
const isResponse = (name: string): boolean => /^\d+$/.test(name);
const self = (name: string): string => name;
const classOf = (name: string): string => `${name.slice(0, 1)}xx`;

/**
 * Checks that the message counters moved by exactly what the SIPps on both sides sent and received. `unheard`: requests that the proxy
 * sent where nobody listens.
 */
export function expectMessagesOfSipp(measurement: Measurement, unheard: Counts = {}): void {
  const { before, after, caller, agents } = measurement;
  const sent = [caller, ...agents].map((one) => one.sent);
  const received = [caller, ...agents].map((one) => one.received);
  const requests = { in: sum(sent, isRequest, self), out: sum([...received, unheard], isRequest, self) };
  const responses = { in: sum(sent, isResponse, classOf), out: sum(received, isResponse, classOf) };
  expect(withDirection(before, after, 'telephony_sip_requests_total', 'method')).toEqual(requests);
  expect(withDirection(before, after, 'telephony_sip_responses_total', 'class')).toEqual(responses);
}

function withDirection(before: Samples, after: Samples, metric: string, label: string): Readonly<Record<string, Counts>> {
  const byDirection: Record<string, Record<string, number>> = { in: {}, out: {} };
  for (const [group, count] of Object.entries(moved(before, after, metric, 'direction', label))) {
    const [direction = '', name = ''] = group.split(' ');
    byDirection[direction] = { ...byDirection[direction], [name]: count };
  }
  return byDirection;
}

/** What the call-level counters moved by: attempts by outcome and challenge, calls by outcome, cause and releaser, answered calls by their end. */
export function callSeries({ before, after }: Measurement): {
  readonly attempts: Counts;
  readonly calls: Counts;
  readonly ended: Counts;
} {
  return {
    attempts: moved(before, after, 'telephony_call_attempts_total', 'outcome', 'challenged'),
    calls: moved(before, after, 'telephony_calls_total', 'outcome', 'cause', 'released_by'),
    ended: moved(before, after, 'telephony_calls_answered_ended_total', 'ended'),
  };
}
