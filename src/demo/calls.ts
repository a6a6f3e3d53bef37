import { arrivals } from './arrivals.ts';
import { writeCall, type CalleePlan, type CallEnd, type CallPlan } from './call-flow.ts';
import { isUnder, type Incident } from './incidents.ts';
import type { Begun } from './items.ts';
import { CARRIERS, PHONES, SCANNER, type Carrier, type Phone } from './network.ts';
import { outsideNumber } from './numbers.ts';
import type { Random } from './random.ts';
import type { TrafficOptions } from './traffic-options.ts';

const NAMES = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace', 'Heidi'] as const;

/** The calls of the office: out, in, within, and those of somebody who tries what is open. */
export function* calls(options: TrafficOptions): Generator<Begun, void> {
  for (const { at, random } of arrivals('calls', options.callsPerHour, options)) {
    const make = random.weighted([
      [outbound, 46],
      [inbound, 42],
      [internal, 10],
      [scan, 2],
    ]);
    yield { at, items: writeCall(make(at, random, options.incidents), at, random).items };
  }
}

function phone(random: Random): Phone {
  return random.pick(PHONES);
}

function outbound(at: number, random: Random, incidents: readonly Incident[]): CallPlan {
  const from = phone(random);
  const first = random.weighted(CARRIERS.map((one) => [one, one.share] as const));
  return outboundOver(first, { from, givenUp: 0.6 }, at, random, incidents);
}

/** A call out, over one carrier first. `givenUp`: the share of those that an incident befalls for which no other carrier is tried. */
export function outboundOver(
  first: Carrier,
  { from, givenUp }: { readonly from: Phone; readonly givenUp: number },
  at: number,
  random: Random,
  incidents: readonly Incident[],
): CallPlan {
  const failing = failureOf(first, at, random, incidents);
  const isGivenUp = failing !== undefined && random.chance(failing.isPlanted ? givenUp : 0.2);
  const last = failing === undefined ? first : random.pick(CARRIERS.filter((one) => one !== first && one.trunk !== 'carrier-c'));
  const { end, isSilent } = endOf(random);
  return {
    caller: from,
    callerUser: from.number,
    callerName: random.pick(NAMES),
    calleeUser: outsideNumber(random),
    isChallenged: true,
    isRepeated: false,
    tried: failing === undefined ? [] : [failing],
    end,
    ...(isGivenUp ? {} : { callee: calleeOf(last, last, isSilent, random) }),
  };
}

/** What befalls a carrier: what was planted, and now and then a 503 of its own. */
function failureOf(carrier: Carrier, at: number, random: Random, incidents: readonly Incident[]) {
  if (isUnder(incidents, 'dead_carrier', at, carrier.trunk)) return { station: carrier, isPlanted: true };
  if (isUnder(incidents, 'trunk_outage', at, carrier.trunk)) return { station: carrier, status: 503, isPlanted: true };
  if (random.chance(0.015)) return { station: carrier, status: random.pick([503, 500]), isPlanted: false };
  return undefined;
}

function inbound(_at: number, random: Random): CallPlan {
  const carrier = random.weighted(CARRIERS.map((one) => [one, one.share] as const));
  const to = phone(random);
  const { end, isSilent } = endOf(random);
  return {
    caller: carrier,
    callerUser: outsideNumber(random),
    calleeUser: to.number,
    isChallenged: false,
    isRepeated: random.chance(0.03),
    tried: [],
    callee: calleeOf(to, carrier, isSilent, random),
    end,
  };
}

function internal(_at: number, random: Random): CallPlan {
  const [from, to] = [phone(random), phone(random)];
  const { end, isSilent } = endOf(random);
  return {
    caller: from,
    callerUser: from.extension,
    callerName: random.pick(NAMES),
    calleeUser: to.extension,
    isChallenged: true,
    isRepeated: false,
    tried: [],
    callee: { station: to, lossRatio: 0.0005, ...(isSilent ? {} : { alertSeconds: random.logNormal(0.15, 0.3) }) },
    end,
  };
}

/** Somebody who tries numbers abroad, and is refused by the proxy. */
function scan(_at: number, random: Random): CallPlan {
  return {
    caller: SCANNER,
    callerUser: String(random.whole(100, 999)),
    calleeUser: outsideNumber(random),
    isChallenged: false,
    isRepeated: false,
    tried: [],
    end: { as: 'refused', status: 403, afterSeconds: 0 },
  };
}

function calleeOf(station: Phone | Carrier, carrier: Carrier, isSilent: boolean, random: Random): CalleePlan {
  const { lossRatio } = carrier;
  if (isSilent) return { station, lossRatio };
  const alertSeconds = 'trunk' in station ? random.logNormal(station.alertSeconds, 0.4) : random.logNormal(0.2, 0.4);
  return { station, lossRatio, alertSeconds, hasEarlyMedia: 'trunk' in station && random.chance(0.25) };
}

/** How a call ends, and whether the callee is refused before anything alerts. */
function endOf(random: Random): { readonly end: CallEnd; readonly isSilent: boolean } {
  const kind = random.weighted([
    ['answered', 66],
    ['busy', 8],
    ['no_answer', 8],
    ['cancelled', 10],
    ['unallocated', 4],
    ['declined', 2],
    ['incomplete', 1],
    ['media', 0.5],
    ['redirected', 0.5],
  ]);
  switch (kind) {
    case 'answered':
      return { isSilent: false, end: answered(random) };
    case 'cancelled':
      return { isSilent: false, end: { as: 'cancelled', afterSeconds: random.logNormal(12, 0.6) } };
    case 'no_answer':
      return { isSilent: false, end: refused(random.pick([480, 408]), random.between(28, 45)) };
    case 'declined':
      return { isSilent: false, end: refused(603, random.logNormal(5, 0.4)) };
    case 'busy':
      return { isSilent: true, end: refused(486, random.logNormal(0.7, 0.4), 'Q.850;cause=17') };
    case 'unallocated':
      return { isSilent: true, end: refused(404, random.logNormal(0.6, 0.4), 'Q.850;cause=1') };
    case 'incomplete':
      return { isSilent: true, end: refused(484, random.logNormal(0.4, 0.3), 'Q.850;cause=28') };
    case 'media':
      return { isSilent: true, end: refused(488, random.logNormal(0.3, 0.3)) };
    case 'redirected':
      return { isSilent: true, end: refused(302, random.logNormal(0.3, 0.3)) };
  }
}

function answered(random: Random): CallEnd {
  const talkSeconds = random.weighted([
    [random.exponential(12), 20],
    [random.logNormal(110, 1), 78],
    [random.between(1800, 5400), 2],
  ]);
  return {
    as: 'answered',
    ringSeconds: random.logNormal(7, 0.6),
    talkSeconds: Math.max(1, talkSeconds),
    by: random.pick(['caller', 'callee']),
  };
}

function refused(status: number, afterSeconds: number, reason?: string): CallEnd {
  return { as: 'refused', status, afterSeconds, ...(reason === undefined ? {} : { reason }) };
}
