import type { ArrivedAgent } from '../../core/index.ts';
import type { ArrivalFinding } from './arrival-finding.ts';

/** An agent that was heard of within so many seconds sends now. */
const NOW_SECONDS = 60;
/** So many messages of one kind and none of the other are no chance. */
const ONE_SIDED_MESSAGES = 20;
/** Messages behind which a clock can be judged, and what it may be off: what is on the way for long looks late, nothing looks early. */
const CLOCK_MESSAGES = 5;
const AHEAD_SECONDS = 1;
const BEHIND_SECONDS = 3;
/** Clocks that differ by less are off together. */
const TOGETHER_SECONDS = 1;
/** For how long there is no INVITE before that is odd, and behind how many messages. */
const NO_CALLS_SECONDS = 900;
const NO_CALLS_MESSAGES = 20;
const UNNAMED = 'unknown';

/** What capture agents do wrong, as far as their frames show. `clockAheadSeconds`: by how much the clock of this machine is ahead of the times of arrival. */
export function findAgentFaults(agents: readonly ArrivedAgent[], clockAheadSeconds: number, now: number): readonly ArrivalFinding[] {
  const speaking = agents.filter(({ lastAt }) => now - lastAt <= NOW_SECONDS);
  return [
    ...findSharedIds(speaking),
    ...speaking.flatMap(findOneDirection),
    ...findClocks(speaking, clockAheadSeconds),
    ...speaking.flatMap((agent) => findNoCalls(agent, now)),
  ];
}

function findSharedIds(agents: readonly ArrivedAgent[]): readonly ArrivalFinding[] {
  return [...groupByLabel(agents)].flatMap(([label, sharing]): readonly ArrivalFinding[] => {
    const addresses = [...new Set(sharing.map(({ address }) => address))].toSorted();
    if (label === UNNAMED || addresses.length < 2) return [];
    const more = addresses.length > 4 ? ` and ${addresses.length - 4} more` : '';
    return [
      {
        name: 'shared_capture_id',
        severity: 'warning',
        subject: label,
        reason: `${addresses.length} agents have the capture id or name ${label}: ${addresses.slice(0, 4).join(', ')}${more}.`,
        fix: 'Give each its own: Kamailio modparam("siptrace", "hep_capture_id", N), heplify -hi N. Until then their addresses tell them apart.',
      },
    ];
  });
}

function groupByLabel(agents: readonly ArrivedAgent[]): ReadonlyMap<string, readonly ArrivedAgent[]> {
  const groups = new Map<string, ArrivedAgent[]>();
  for (const agent of agents) groups.set(agent.plainLabel, [...(groups.get(agent.plainLabel) ?? []), agent]);
  return groups;
}

function findOneDirection({ label, address, requests, responses }: ArrivedAgent): readonly ArrivalFinding[] {
  if (Math.max(requests, responses) < ONE_SIDED_MESSAGES || Math.min(requests, responses) > 0) return [];
  const [has, lacks] = requests > 0 ? ['requests', 'responses'] : ['responses', 'requests'];
  return [
    {
      name: 'one_direction',
      severity: 'warning',
      subject: label,
      reason: `Agent ${label} at ${address} captures one direction only: ${requests + responses} ${has} and no ${lacks} within the last minutes.`,
      fix: 'Kamailio: sip_trace() with the flag "t" or "d" traces the replies too. heplify, a mirror port: capture both directions, e.g. both VLANs or interfaces.',
    },
  ];
}

interface Judged extends Pick<ArrivedAgent, 'label' | 'address'> {
  readonly seconds: number;
}

function findClocks(agents: readonly ArrivedAgent[], clockAheadSeconds: number): readonly ArrivalFinding[] {
  const judged = agents.flatMap(({ label, address, requests, responses, aheadSeconds }): readonly Judged[] =>
    aheadSeconds === undefined || requests + responses < CLOCK_MESSAGES
      ? []
      : [{ label, address, seconds: offBy(aheadSeconds.least - clockAheadSeconds, aheadSeconds.most - clockAheadSeconds) }],
  );
  const off = judged.filter(({ seconds }) => seconds !== 0);
  const seconds = off.map((one) => one.seconds);
  if (off.length >= 2 && off.length === judged.length && Math.max(...seconds) - Math.min(...seconds) <= TOGETHER_SECONDS)
    return [ownClock(off.length, seconds[0] ?? 0)];
  return off.map(agentClock);
}

/** By how much a clock is ahead when all messages say so, negative when it is behind; 0 when it may be right. */
function offBy(least: number, most: number): number {
  return least > AHEAD_SECONDS || most < -BEHIND_SECONDS ? most : 0;
}

function agentClock({ label, address, seconds }: Judged): ArrivalFinding {
  return {
    name: 'agent_clock',
    severity: 'warning',
    subject: label,
    reason: `The clock of agent ${label} at ${address} is ${sayOff(seconds)}${seconds < 0 ? ', or its frames are that late' : ''}.`,
    fix: `Set it by NTP, e.g. timedatectl set-ntp true on ${address}; chronyc tracking says by how much it is off.`,
  };
}

function ownClock(count: number, seconds: number): ArrivalFinding {
  return {
    name: 'own_clock',
    severity: 'warning',
    subject: 'this machine',
    reason: `The clocks of all ${count} agents are ${sayOff(seconds)}: the clock of this machine is likely to be the wrong one.`,
    fix: 'Set it by NTP, e.g. timedatectl set-ntp true; chronyc tracking says by how much it is off.',
  };
}

function sayOff(seconds: number): string {
  return `${Math.abs(seconds).toFixed(1)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
}

function findNoCalls({ label, address, messages, invites, options, firstAt }: ArrivedAgent, now: number): readonly ArrivalFinding[] {
  if (invites > 0 || messages < NO_CALLS_MESSAGES || now - firstAt < NO_CALLS_SECONDS) return [];
  const minutes = Math.round((now - firstAt) / 60);
  const isIdle = options === messages;
  return [
    {
      name: 'no_calls_traced',
      // Who registers people may well carry no calls.
      severity: isIdle ? 'warning' : 'note',
      subject: label,
      reason: `Agent ${label} at ${address} has told ${messages} messages in ${minutes} minutes, ${isIdle ? 'all of them OPTIONS' : 'none of them an INVITE'}: it does not trace calls, or there are none.`,
      fix: 'When calls pass it: Kamailio modparam("siptrace", "trace_on", 1) with modparam("siptrace", "trace_mode", 1), or sip_trace() for INVITE too, before it is relayed.',
    },
  ];
}
