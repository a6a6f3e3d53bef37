// The load of the bench: calls of 30 days as the tracker hands them to a store, in order of time, the same in every run.
// Day and night, weekends, log-normal durations, seven outcomes, zipf trunks, numbers and causes, 20 % voice agents, about 12 messages per call.
import { openEntries, answerEntries, endEntries } from './messages.mjs';
import { createRandom, hashText, logNormal, micro, mix, weighted, zipf } from './random.mjs';

export const DAYS = 30;
/** In the middle of a day, so that windows that end here begin and end inside of buckets. */
export const END_AT = Date.UTC(2026, 10, 21, 15, 32, 17) / 1000;
const SETTLE_SECONDS = 5;

const NUMBERS = 200_000;
/** Calls by hour of the day (UTC), and how much of it is left at a weekend. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 10, 11, 11, 10, 9, 10, 10, 9, 9, 8, 7, 6, 5, 4, 3, 2];
const WEEKEND = 0.45;

const drawOutcome = weighted([
  ['answered', 72],
  ['no_answer', 9],
  ['busy', 6],
  ['cancelled', 6],
  ['rejected', 3],
  ['failed', 3],
  ['unknown', 1],
]);
const drawDirection = weighted([
  ['inbound', 58],
  ['outbound', 36],
  ['internal', 6],
]);
const drawEnded = weighted([
  ['bye', 96],
  ['transferred', 2],
  ['no_ack', 0.5],
  ['session_expired', 0.5],
  ['unknown', 1],
]);
const drawCodec = weighted([
  ['PCMA', 60],
  ['opus', 20],
  ['G722', 12],
  ['PCMU', 8],
]);
const NEXT_HOP = '192.0.2.10:5060';
const TRUNKS = Array.from({ length: 12 }, (_, rank) => `carrier-${rank + 1}`);
const ADDRESSES = TRUNKS.map((_, rank) => `192.0.2.${20 + rank}:5060`);
const drawTrunk = zipf(TRUNKS.length);
const drawNumber = zipf(NUMBERS);
/** What the caller saw and why, the frequent ones first. */
const FAILURES = {
  no_answer: [
    [480, 'no_answer'],
    [408, 'no_answer'],
  ],
  busy: [
    [486, 'busy'],
    [600, 'busy'],
  ],
  cancelled: [[487, 'cancelled']],
  rejected: [
    [404, 'unallocated'],
    [403, 'forbidden'],
    [603, 'declined'],
    [484, 'incomplete'],
    [488, 'media'],
    [410, 'unallocated'],
  ],
  failed: [
    [503, 'congestion'],
    [500, 'server_error'],
    [408, 'no_response'],
    [504, 'no_response'],
    [502, 'server_error'],
    [482, 'loop'],
  ],
};
const drawRank = zipf(6);

/** A stream of changes: opened, answered and closed, and rarely amended. `take(count)` gives the next ones, fewer only at the end. */
export class Load {
  #calls;
  #timelines;
  #isFinalOnly;
  #random = createRandom(20261121);
  #begun = 0;
  #days;
  #reach;
  #hour = 0;
  #due = new DueHeap();
  #next;
  /** Calls whose last change has been taken. */
  ended = 0;

  /** `days`: how many days the calls are spread over, the last of the load's. */
  constructor(calls, { timelines = true, isFinalOnly = false, days = DAYS } = {}) {
    this.#days = days;
    this.#reach = reachOfHours(days);
    this.#calls = calls;
    this.#timelines = timelines;
    this.#isFinalOnly = isFinalOnly;
    this.#next = this.#begin();
  }

  take(count) {
    const changes = [];
    while (changes.length < count) {
      const change = this.#change();
      if (change === undefined) break;
      changes.push(change);
    }
    return changes;
  }

  #change() {
    if (this.#isFinalOnly) return this.#finished();
    const due = this.#due.peek();
    if (this.#next !== undefined && (due === undefined || this.#next.record.startedAt <= due.at)) {
      const call = this.#next;
      this.#next = this.#begin();
      this.#due.push({ at: call.answeredAt ?? call.closedAt, call, step: call.answeredAt === undefined ? 'close' : 'answer' });
      return this.#as(opened(call.record), true, openEntries, call);
    }
    if (due === undefined) return undefined;
    this.#due.pop();
    const { call, step } = due;
    if (step === 'answer') {
      this.#due.push({ at: call.closedAt, call, step: 'close' });
      return this.#as(answered(call.record), true, answerEntries, call);
    }
    if (step === 'close' && call.isAmended) {
      this.#due.push({ at: call.closedAt + 60, call, step: 'amend' });
      return this.#as({ ...call.record, version: call.record.version - 1 }, false, endEntries, call);
    }
    this.ended += 1;
    return this.#as(call.record, false, step === 'close' ? endEntries : none, call);
  }

  /** Calls in order of their start, each once, as they are in the end. */
  #finished() {
    const call = this.#next;
    if (call === undefined) return undefined;
    this.#next = this.#begin();
    this.ended += 1;
    return this.#as(call.record, false, none, call);
  }

  #as(record, isOpen, entries, call) {
    return { kind: 'call', isOpen, record, timeline: this.#timelines ? entries(call) : [] };
  }

  /** The next call by its start, with everything that will happen to it. */
  #begin() {
    if (this.#begun === this.#calls) return undefined;
    const number = this.#begun;
    this.#begun += 1;
    return makeCall(number, this.#startOf((number + this.#random()) / this.#calls), this.#random);
  }

  /** Where a share of all calls has begun. Shares only grow. */
  #startOf(share) {
    const reach = this.#reach;
    const wanted = share * reach[reach.length - 1];
    while (reach[this.#hour + 1] < wanted) this.#hour += 1;
    const from = reach[this.#hour];
    return micro(END_AT - this.#days * 86_400 + 3600 * (this.#hour + (wanted - from) / (reach[this.#hour + 1] - from)));
  }
}

/** How much of the load has begun before each hour. */
function reachOfHours(days) {
  const reach = [0];
  for (let hour = 0; hour < Math.ceil(days * 24); hour += 1) {
    const date = new Date((END_AT + (hour - days * 24) * 3600) * 1000);
    const isWeekend = date.getUTCDay() % 6 === 0;
    reach.push(reach[hour] + HOURS[date.getUTCHours()] * (isWeekend ? WEEKEND : 1));
  }
  return reach;
}

function none() {
  return [];
}

/** A call with its last record. Literals and assignments in one order, for spreading records this large costs more than all stores together. */
function makeCall(number, startedAt, random) {
  const outcome = drawOutcome(random);
  const isAmended = random() < 0.003;
  const record = whoCalls(number, startedAt, random);
  record.version = isAmended ? 4 : 3;
  record.state = 'ended';
  record.isProvisional = false;
  record.outcome = outcome;
  if (outcome === 'answered') talk(record, random);
  else fail(record, outcome, random);
  return { number, record, answeredAt: record.answeredAt, closedAt: record.endedAt + SETTLE_SECONDS, isAmended };
}

function whoCalls(number, startedAt, random) {
  const direction = drawDirection(random);
  const trunkRank = drawTrunk(random);
  return {
    id: hashText(number, 1),
    callKey: hashText(number, 11),
    callId: `${hashText(number, 21)}@192.0.2.${mix(number, 7) % 200}`,
    version: 1,
    state: 'setup',
    isProvisional: true,
    source: 'hep',
    agent: trunkRank % 2 === 0 ? '2001' : '2002',
    direction,
    trunk: direction === 'internal' ? 'none' : TRUNKS[trunkRank],
    transport: trunkRank % 5 === 0 ? 'tcp' : 'udp',
    caller: person(drawNumber(random)),
    callee: person(drawNumber(random)),
    callerAddress: ADDRESSES[trunkRank],
    isEmergency: random() < 0.0002,
    startedAt,
    hasRung: false,
    isChallenged: false,
    isCompleted: false,
    attempts: 1,
    rounds: direction === 'outbound' ? 2 : 1,
    messages: 3,
    retransmissions: random() < 0.02 ? 1 : 0,
    duplicates: 0,
    vantages: 1,
    reinvites: random() < 0.1 ? 1 : 0,
    legs: [],
    anomalies: [],
  };
}

function person(rank) {
  return { hash: hashText(rank, 31), mask: `+49***${String(rank % 10_000).padStart(4, '0')}` };
}

function legOf(record, status) {
  const leg = {
    address: NEXT_HOP,
    trunk: 'none',
    depth: 2,
    startedAt: micro(record.startedAt + 0.004),
    outcome: record.outcome,
    cause: record.cause,
  };
  if (record.ringingAt !== undefined) leg.ringingAt = record.ringingAt;
  if (status !== undefined) {
    leg.finalAt = record.answeredAt ?? record.endedAt;
    leg.status = status;
  }
  return leg;
}

function talk(record, random) {
  const pddSeconds = logNormal(random, 1.4, 0.5);
  const ringSeconds = logNormal(random, 7, 0.8);
  const ended = drawEnded(random);
  const talkSeconds = Math.min(logNormal(random, 95, 1.2), 14_400);
  const isSwept = ended === 'unknown';
  record.ringingAt = micro(record.startedAt + pddSeconds);
  record.answeredAt = micro(record.ringingAt + ringSeconds);
  record.endedAt = micro(record.answeredAt + (isSwept ? 43_200 : talkSeconds));
  record.ended = ended;
  record.isCompleted = ended === 'bye' || ended === 'transferred' || ended === 'replaced';
  record.releasedBy = isSwept ? 'unknown' : random() < 0.55 ? 'caller' : 'callee';
  record.cause = isSwept ? 'other' : 'normal';
  record.sipCode = 200;
  record.hopCode = 200;
  record.hopAddress = NEXT_HOP;
  record.hasRung = true;
  record.messages = isSwept ? 9 : 13;
  record.srdSeconds = pddSeconds;
  record.pddSeconds = pddSeconds;
  record.ringSeconds = ringSeconds;
  record.setupSeconds = micro(pddSeconds + ringSeconds);
  record.sessionExpiresSeconds = 1800;
  record.legs = [legOf(record, 200)];
  addMedia(record, random);
  if (!isSwept) {
    record.reasonQ850 = 16;
    record.talkSeconds = talkSeconds;
    record.sddSeconds = logNormal(random, 0.04, 0.6);
  }
  if (random() < 0.2) addVoiceAgent(record, talkSeconds, random);
}

function addMedia(record, random) {
  const badness = random() ** 4;
  record.codec = drawCodec(random);
  record.mos = Math.round((4.4 - 3 * badness) * 100) / 100;
  record.jitterSeconds = micro(0.002 + 0.05 * badness);
  record.lossRatio = micro(0.1 * badness);
  record.rttSeconds = micro(0.02 + 0.3 * badness);
}

function addVoiceAgent(record, talkSeconds, random) {
  record.agentTurns = 1 + Math.floor(talkSeconds / 12);
  record.agentResponseSeconds = logNormal(random, 0.9, 0.4);
  record.hasTranscript = random() < 0.95;
  record.hasRecording = random() < 0.3;
}

function fail(record, outcome, random) {
  const pddSeconds = logNormal(random, 1.4, 0.5);
  const hasRung = outcome === 'no_answer' || (outcome === 'cancelled' && random() < 0.8);
  const waitSeconds = outcome === 'unknown' ? 300 : hasRung ? logNormal(random, 22, 0.5) : logNormal(random, 0.3, 0.9);
  const choices = FAILURES[outcome];
  const [sipCode, cause] = choices === undefined ? [undefined, 'no_response'] : choices[drawRank(random) % choices.length];
  if (hasRung) record.ringingAt = micro(record.startedAt + pddSeconds);
  record.endedAt = micro(record.startedAt + pddSeconds + waitSeconds);
  record.releasedBy = sipCode === undefined ? 'unknown' : outcome === 'cancelled' ? 'caller' : 'network';
  record.cause = cause;
  record.hasRung = hasRung;
  record.messages = sipCode === undefined ? 3 : hasRung ? 9 : 7;
  if (sipCode !== undefined) {
    record.sipCode = sipCode;
    record.hopCode = sipCode;
    record.hopAddress = NEXT_HOP;
    record.srdSeconds = pddSeconds;
  }
  if (hasRung) {
    record.pddSeconds = pddSeconds;
    record.ringSeconds = waitSeconds;
  }
  record.legs = [legOf(record, sipCode)];
}

/** What of a record is known when it begins. */
function opened(record) {
  return {
    id: record.id,
    callKey: record.callKey,
    callId: record.callId,
    version: 1,
    state: 'setup',
    isProvisional: true,
    source: record.source,
    agent: record.agent,
    direction: record.direction,
    trunk: record.trunk,
    transport: record.transport,
    caller: record.caller,
    callee: record.callee,
    callerAddress: record.callerAddress,
    isEmergency: record.isEmergency,
    startedAt: record.startedAt,
    hasRung: false,
    isChallenged: false,
    isCompleted: false,
    attempts: 1,
    rounds: record.rounds,
    messages: 3,
    retransmissions: 0,
    duplicates: 0,
    vantages: 1,
    reinvites: 0,
    legs: [],
    anomalies: [],
  };
}

/** What of a record is known when it is answered. */
function answered(record) {
  const made = opened(record);
  made.version = 2;
  made.state = 'answered';
  made.hasRung = true;
  made.messages = 9;
  made.legs = record.legs;
  made.ringingAt = record.ringingAt;
  made.answeredAt = record.answeredAt;
  made.outcome = 'answered';
  made.sipCode = 200;
  made.hopCode = 200;
  made.hopAddress = NEXT_HOP;
  made.srdSeconds = record.srdSeconds;
  made.pddSeconds = record.pddSeconds;
  made.ringSeconds = record.ringSeconds;
  made.setupSeconds = record.setupSeconds;
  made.sessionExpiresSeconds = 1800;
  return made;
}

/** What comes first is on top. */
class DueHeap {
  #items = [];

  peek() {
    return this.#items[0];
  }

  push(item) {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent].at <= item.at) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }

  pop() {
    const items = this.#items;
    const last = items.pop();
    const length = items.length;
    if (length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && items[child + 1].at < items[child].at) child += 1;
      if (items[child].at >= last.at) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
  }
}

/** The id of a call by its place in the load, the hash of a number by its rank. */
export function callIdOf(number) {
  return hashText(number, 1);
}
export function numberHashOf(rank) {
  return hashText(rank, 31);
}
