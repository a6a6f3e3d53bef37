import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText, Private, type CallRecord, type TelephonyEvent, type TrackerOutput } from '../core/index.ts';
import { createTracker, DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from './index.ts';
import type { CallReport } from './reported-record.ts';

const START = 1_795_219_200;
const SOURCE = labelText('pbx');

function report(seconds: number, fields: Partial<CallReport> = {}): CallReport {
  const at = START + seconds;
  return { type: 'call.report', callId: 'c1', source: SOURCE, at, receivedAt: at, ...fields };
}

function track(settings: Partial<TrackerSettings> = {}) {
  const events: TelephonyEvent[] = [];
  const outputs: TrackerOutput[] = [];
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    emit: (event) => events.push(event),
    hashId: (text) => `#${text}`,
    hashCallId: (text) => `#${text}`,
    trunkOf: () => undefined,
    output: (output) => outputs.push(output),
  });
  const last = (): CallRecord => {
    const record = outputs.findLast((output) => output.type !== 'latency.measured' && output.type !== 'registration.closed')?.record;
    // Registrations and latencies were left out.
    if (record === undefined) throw new Error('no record');
    return record as CallRecord;
  };
  const count = (type: TelephonyEvent['type']): number => events.filter((event) => event.type === type).length;
  return { tracker, events, outputs, last, count };
}

const CALL = [
  report(0, { state: 'offered', caller: new Private('+15550100017', 'number'), direction: 'inbound' }),
  report(1, { state: 'ringing' }),
  report(3, { state: 'answered', codec: labelText('opus') }),
  report(63, { state: 'ended', mos: 4.1, releasedBy: 'callee' }),
];

test('a reported call is provisional at once, settles like any other, and moves each counter once', () => {
  const { tracker, last, count } = track();
  for (const one of CALL.slice(0, 3)) tracker.accept(one);
  tracker.tick(START + 3.2);
  expect(last()).toMatchObject({
    state: 'answered',
    isProvisional: true,
    outcome: 'answered',
    setupSeconds: 3,
    pddSeconds: 1,
    ringSeconds: 2,
  });
  expect(tracker.counts).toEqual({ setup: 0, ringing: 0, answered: 1 });
  expect([count('call.offered'), count('call.ringing'), count('call.answered')]).toEqual([1, 1, 0]);
  tracker.tick(START + 5.1);
  expect(last()).toMatchObject({ isProvisional: false, state: 'answered' });
  tracker.accept(report(63, { state: 'ended', mos: 4.1, releasedBy: 'callee' }));
  tracker.tick(START + 63.1);
  expect(last()).toMatchObject({ state: 'ended', isProvisional: true, talkSeconds: 60 });
  tracker.tick(START + 66);
  tracker.tick(START + 70);
  expect(last()).toMatchObject({ state: 'ended', isProvisional: false, ended: 'bye', releasedBy: 'callee', codec: 'opus', mos: 4.1 });
  expect([count('call.offered'), count('call.answered'), count('call.ended'), count('call.amended')]).toEqual([1, 1, 1, 0]);
  expect(tracker.counts.answered).toBe(0);
});

test('the order in which reports arrive changes nothing of the record', () => {
  const records = new Set<string>();
  fc.assert(
    fc.property(fc.shuffledSubarray(CALL, { minLength: 4, maxLength: 4 }), (reports) => {
      const { tracker, last, count } = track();
      for (const one of reports) tracker.accept({ ...one, receivedAt: START + 63 });
      tracker.tick(START + 66);
      records.add(JSON.stringify(last()));
      expect([count('call.offered'), count('call.ringing'), count('call.answered'), count('call.ended')]).toEqual([1, 1, 1, 1]);
    }),
    { numRuns: 100 },
  );
  expect(records.size).toBe(1);
});

test('what comes after a call has settled amends its record and moves no counter again', () => {
  const { tracker, last, count } = track();
  for (const one of CALL) tracker.accept(one);
  tracker.tick(START + 66);
  const before = last();
  tracker.accept(report(80, { hasTranscript: true, outcome: 'failed' }));
  tracker.tick(START + 80.2);
  const told = [...(before.told ?? []), { at: START + 80, source: 'pbx', outcome: 'failed' }];
  expect(last()).toEqual({ ...before, version: before.version + 1, hasTranscript: true, told });
  expect([count('call.ended'), count('call.amended')]).toEqual([1, 1]);
});

test('an answer told after a call has settled as refused makes it no answered one', () => {
  const { tracker, last, count } = track();
  for (const one of [report(0, { state: 'offered' }), report(5, { state: 'ended', outcome: 'busy' })]) tracker.accept(one);
  tracker.tick(START + 8);
  tracker.accept(report(2, { state: 'answered', receivedAt: START + 9 }));
  tracker.tick(START + 9.2);
  expect(last()).toMatchObject({ outcome: 'busy', endedAt: START + 5 });
  for (const field of ['answeredAt', 'setupSeconds', 'talkSeconds', 'ended']) expect(last()).not.toHaveProperty(field);
  expect([count('call.answered'), count('call.amended')]).toEqual([0, 1]);
});

test('an earlier end told after a call has settled moves neither its end nor its talk time', () => {
  const { tracker, last } = track();
  for (const one of CALL) tracker.accept(one);
  tracker.tick(START + 66);
  tracker.accept(report(50, { state: 'ended', receivedAt: START + 80 }));
  tracker.tick(START + 80.2);
  expect(last()).toMatchObject({ ended: 'bye', endedAt: START + 63, talkSeconds: 60 });
});

test('what a program tells later of an end that it told without an outcome becomes that of the record, once, and moves no counter', () => {
  const { tracker, last, count } = track();
  for (const one of [
    report(0, { state: 'offered' }),
    report(0, { state: 'answered', isAnswerAssumed: true }),
    report(20, { state: 'ended', outcome: 'unknown', cause: 'other' }),
  ])
    tracker.accept(one);
  tracker.tick(START + 30);
  expect(last()).toMatchObject({ isProvisional: false, outcome: 'unknown' });
  expect(last()).not.toHaveProperty('talkSeconds');
  const told = last().version;
  tracker.accept(report(40, { state: 'ended', outcome: 'answered', cause: 'normal' }));
  tracker.tick(START + 41);
  expect(last()).toMatchObject({ outcome: 'answered', ended: 'bye', talkSeconds: 20, endedAt: START + 20, version: told + 1 });
  tracker.accept(report(50, { outcome: 'failed', cause: 'server_error' }));
  tracker.tick(START + 51);
  expect(last()).toMatchObject({ outcome: 'answered', ended: 'bye', talkSeconds: 20 });
  expect([count('call.ended'), count('call.amended')]).toEqual([1, 2]);
});

test('a call of which nothing more is heard is given up without talk time, and a latency keeps it alive', () => {
  const { tracker, last, outputs } = track({ sweepAnsweredSeconds: 100 });
  for (const one of CALL.slice(0, 3)) tracker.accept(one);
  const at = START + 90;
  tracker.accept({
    type: 'agent.stage',
    callId: 'c1',
    source: SOURCE,
    stage: 'speech_end_to_first_audio',
    seconds: 0.8,
    at,
    receivedAt: at,
  });
  tracker.tick(START + 110);
  expect(last()).toMatchObject({ state: 'answered', agentTurns: 1, agentResponseSeconds: 0.8, stages: ['speech_end_to_first_audio'] });
  tracker.tick(START + 191);
  expect(last()).toMatchObject({ state: 'ended', outcome: 'answered', ended: 'unknown', endedAt: START + 191 });
  expect(last()).not.toHaveProperty('talkSeconds');
  expect(outputs.filter((output) => output.type === 'latency.measured')).toEqual([
    { type: 'latency.measured', record: expect.objectContaining({ callId: last().id, stage: 'speech_end_to_first_audio', seconds: 0.8 }) },
  ]);
});

test('an open call read back after a restart ends by its next report, with the same id and its talk time', () => {
  const before = track();
  for (const one of CALL.slice(0, 3)) before.tracker.accept(one);
  before.tracker.tick(START + 6);
  const { caller: _caller, callerName: _name, callee: _callee, ...stored } = before.last();
  const after = track();
  after.tracker.adopt([{ call: stored, timeline: [] }], START + 20);
  expect(after.tracker.counts.answered).toBe(1);
  after.tracker.accept(report(63, { state: 'ended' }));
  after.tracker.tick(START + 66);
  expect(after.last()).toMatchObject({
    id: stored.id,
    callKey: stored.callKey,
    outcome: 'answered',
    ended: 'bye',
    talkSeconds: 60,
    codec: 'opus',
  });
  expect(after.last().version).toBeGreaterThan(stored.version);
  expect([after.count('call.offered'), after.count('call.answered'), after.count('call.ended')]).toEqual([0, 0, 1]);
});

test('a call of which only the answer was told has no set-up time, before and after a restart', () => {
  const before = track();
  before.tracker.accept(report(0, { state: 'answered' }));
  before.tracker.tick(START + 3);
  expect(before.last()).toMatchObject({ state: 'answered', outcome: 'answered', startedAt: START, answeredAt: START });
  expect(before.last()).not.toHaveProperty('setupSeconds');
  const [answered] = before.events.filter(({ type }) => type === 'call.answered');
  expect(answered).toMatchObject({ type: 'call.answered' });
  expect(answered).not.toHaveProperty('setupSeconds');
  const { caller: _caller, callerName: _name, callee: _callee, ...stored } = before.last();
  const after = track();
  after.tracker.adopt([{ call: stored, timeline: [] }], START + 20);
  after.tracker.accept(report(63, { state: 'ended' }));
  after.tracker.tick(START + 66);
  expect(after.last()).toMatchObject({ id: stored.id, startedAt: START, ended: 'bye', talkSeconds: 63 });
  expect(after.last()).not.toHaveProperty('setupSeconds');
});

test('a call whose beginning was not told has a ring time, but neither a post-dial delay nor a set-up time', () => {
  const { tracker, last } = track();
  for (const one of [report(0, { codec: labelText('opus') }), report(2, { state: 'ringing' }), report(5, { state: 'answered' })])
    tracker.accept(one);
  tracker.tick(START + 8);
  expect(last()).toMatchObject({ ringingAt: START + 2, ringSeconds: 3, answeredAt: START + 5 });
  for (const field of ['pddSeconds', 'setupSeconds']) expect(last()).not.toHaveProperty(field);
});

test('a number in the id that a program gives its calls is in no record', () => {
  const { tracker, last } = track();
  tracker.accept(report(0, { callId: 'call-15550100017-9', state: 'offered', caller: new Private('+15550100017', 'number') }));
  tracker.tick(START + 1);
  expect(last().callId).toBe('#call-15550100017-9');
});

test('reports that contradict each other give no negative duration', () => {
  const { tracker, last, events } = track();
  for (const one of [report(10, { state: 'offered' }), report(5, { state: 'answered' }), report(20, { state: 'ended' })])
    tracker.accept(one);
  tracker.tick(START + 30);
  expect(last()).not.toHaveProperty('setupSeconds');
  expect(last().talkSeconds).toBe(15);
  expect(events).toContainEqual(expect.objectContaining({ type: 'sip.clock_inverted', duration: 'setup' }));
});

test('a full table lets go of the oldest call and counts it', () => {
  const { tracker, events } = track({ maxCalls: 2 });
  for (const callId of ['a', 'b', 'c']) tracker.accept(report(0, { callId, state: 'offered' }));
  tracker.tick(START + 1);
  expect(tracker.counts.setup).toBe(2);
  expect(events).toContainEqual(expect.objectContaining({ type: 'event.dropped', reason: 'table_full', count: 1 }));
});

test('a lost modem ends the calls that it carries, and no others', () => {
  const { tracker, outputs, events } = track();
  const gsm = labelText('gsm0');
  tracker.accept(report(0, { callId: 'm1', state: 'answered', modem: gsm, carrier: 'cellular' }));
  tracker.accept(report(0, { callId: 'm2', state: 'ringing', modem: gsm, carrier: 'cellular' }));
  tracker.accept(report(0, { callId: 'other-modem', state: 'answered', modem: labelText('gsm1') }));
  tracker.accept(report(0, { callId: 'other-source', state: 'answered', modem: gsm, source: labelText('lab') }));
  tracker.accept(report(0, { callId: 'no-modem', state: 'answered' }));
  tracker.tick(START + 5);
  const at = START + 10;
  tracker.accept({ type: 'modem.disconnected', at, receivedAt: at, source: SOURCE, modem: gsm, reason: 'port_closed' });
  tracker.tick(START + 20);
  const over = outputs.flatMap((one) => (one.type === 'call.closed' ? [one.record] : []));
  expect(over.map(({ callId, outcome, releasedBy, cause, endedAt }) => ({ callId, outcome, releasedBy, cause, endedAt }))).toEqual([
    { callId: 'm1', outcome: 'answered', releasedBy: 'network', cause: 'unavailable', endedAt: at },
    { callId: 'm2', outcome: 'failed', releasedBy: 'network', cause: 'unavailable', endedAt: at },
  ]);
  expect(tracker.counts).toEqual({ setup: 0, ringing: 0, answered: 3 });
  const carried = events.flatMap((event) =>
    event.type === 'call.carried' ? [[event.carrier, event.source, event.state, event.count]] : [],
  );
  expect(carried).toContainEqual(['cellular', SOURCE, 'answered', 1]);
  expect(carried).toContainEqual(['cellular', SOURCE, 'ringing', 1]);
  expect(carried.filter(([carrier, source]) => carrier === 'cellular' && source === SOURCE).slice(-2)).toEqual([
    ['cellular', SOURCE, 'ringing', 0],
    ['cellular', SOURCE, 'answered', 0],
  ]);
  expect(carried).toContainEqual(['sip', 'lab', 'answered', 1]);
});

const ASSUMED = report(0, { state: 'answered', isAnswerAssumed: true });

test('an assumed answer is counted with the end that does not deny it, or when nothing more is heard', () => {
  const ended = track();
  ended.tracker.accept(ASSUMED);
  ended.tracker.tick(START + 100);
  expect([ended.last().state, ended.last().isProvisional, ended.count('call.answered')]).toEqual(['answered', true, 0]);
  ended.tracker.accept(report(60, { state: 'ended' }));
  ended.tracker.tick(START + 103);
  expect(ended.last()).toMatchObject({ outcome: 'answered', ended: 'bye', talkSeconds: 60 });
  expect([ended.count('call.answered'), ended.count('call.ended')]).toEqual([1, 1]);

  const silent = track();
  silent.tracker.accept(ASSUMED);
  silent.tracker.tick(START + 12 * 3600 + 1);
  expect(silent.last()).toMatchObject({ outcome: 'answered', ended: 'unknown' });
  expect([silent.count('call.answered'), silent.count('call.ended')]).toEqual([1, 1]);
});

test('an assumed answer that the end denies was none, and one that was told otherwise is when it was told', () => {
  const denied = track();
  denied.tracker.accept(ASSUMED);
  denied.tracker.tick(START + 100);
  denied.tracker.accept(report(120, { state: 'ended', outcome: 'busy' }));
  denied.tracker.tick(START + 123);
  expect(denied.last()).toMatchObject({ outcome: 'busy', cause: 'busy' });
  expect(denied.last()).not.toHaveProperty('answeredAt');
  expect([denied.count('call.answered'), denied.count('call.ended')]).toEqual([0, 1]);

  const told = track();
  for (const one of [ASSUMED, report(20, { state: 'answered' }), report(60, { state: 'ended' })]) told.tracker.accept(one);
  told.tracker.tick(START + 63);
  expect(told.last()).toMatchObject({ outcome: 'answered', talkSeconds: 40 });
});

test('what reports say besides is joined, and encrypted by parts where it is kept', () => {
  const { tracker, outputs, last } = track();
  tracker.accept(report(0, { state: 'offered', metadata: new Private('{"tool":"greet","who":"Alice"}', 'text') }));
  tracker.accept(report(5, { state: 'ended', metadata: new Private('{"tool":"bye"}', 'text') }));
  tracker.accept(report(5, { metadata: new Private('no JSON', 'text') }));
  const stage = { type: 'agent.stage', callId: 'c1', source: SOURCE, at: START + 1, stage: 'tool_call', seconds: 1 } as const;
  tracker.accept({ ...stage, metadata: new Private('{"tool":"greet","city":"Bonn"}', 'text') });
  tracker.tick(START + 8);
  expect(last().metadata).toBe('{"tool":"bye","who":"***"}');
  expect(last()).not.toHaveProperty('metadataSealed');
  expect(outputs.find(({ type }) => type === 'latency.measured')?.record).toMatchObject({ metadata: '{"tool":"greet","city":"***"}' });
});

test.each([
  ['busy', 'busy'],
  ['no_answer', 'no_answer'],
  ['cancelled', 'cancelled'],
  ['declined', 'rejected'],
  ['congestion', 'unknown'],
] as const)('of an end by %s without an outcome the outcome is %s', (cause, outcome) => {
  const { tracker, last } = track();
  tracker.accept(report(0, { state: 'offered' }));
  tracker.accept(report(2, { state: 'ended', cause }));
  tracker.tick(START + 60);
  expect([last().outcome, last().cause]).toEqual([outcome, cause]);
});

test('the trace that a program puts its call in is kept, also by a report that comes later without it; one that is none is passed over', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const traced = (given: string): CallRecord => {
    const { tracker, last } = track();
    tracker.accept(report(0, { state: 'offered', traceparent: given }));
    tracker.accept(report(63, { state: 'ended', outcome: 'answered' }));
    tracker.tick(START + 70);
    return last();
  };
  expect(traced(traceparent).traceparent).toBe(traceparent);
  expect(traced('+15550100017')).not.toHaveProperty('traceparent');
});
