import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changeCall,
  labelText,
  Private,
  type StoredCall,
  type TelephonyEvent,
  type TimelineEntry,
  type TrackerOutput,
} from '../core/index.ts';
import { readScene, sceneEvents } from '../testing/index.ts';
import { createTracker, DEFAULT_TRACKER_SETTINGS } from './index.ts';
import type { CallReport } from './reported-record.ts';

const START = 1_795_219_200;
const SOURCE = labelText('agent');
const ALIAS = 'CA0123456789';

const SCENE = `
  0    uac > proxy INVITE via=u1
  0.1  proxy > uac 100 via=u1
  1    proxy > uac 180 via=u1 to=b
  3    proxy > uac 200 via=u1 to=b
  3.1  uac > proxy ACK via=u2 to=b
  9    uac > proxy BYE via=u3 to=b cseq=2
  9.1  proxy > uac 200 via=u3 to=b cseq=2 of=BYE
`;

function sip(call: string, seconds: number, aliases: readonly string[] = []): TelephonyEvent[] {
  const events = sceneEvents(readScene(SCENE.replaceAll('via=', `call=${call} via=`), START + seconds));
  return events.map((event) => (event.method === 'INVITE' && aliases.length > 0 ? { ...event, aliases } : event));
}

function report(callId: string, seconds: number, fields: Partial<CallReport>): CallReport {
  const at = START + seconds;
  return { type: 'call.report', callId, source: SOURCE, at, receivedAt: at, ...fields };
}

function stage(callId: string, seconds: number): TelephonyEvent {
  const at = START + seconds;
  return { type: 'agent.stage', callId, source: SOURCE, at, receivedAt: at, stage: 'speech_end_to_first_audio', seconds: 0.8 };
}

/** What a voice agent tells of the call of the scene. */
function told(callId: string, seconds: number): TelephonyEvent[] {
  return [
    report(callId, seconds + 0.4, { state: 'offered', direction: 'inbound', caller: new Private('+15550100017', 'number') }),
    report(callId, seconds + 3, { state: 'answered', codec: labelText('opus') }),
    stage(callId, seconds + 5),
    stage(callId, seconds + 7),
    report(callId, seconds + 9, { state: 'ended', hasTranscript: true, metadata: new Private('{"tool":"greet"}', 'text') }),
  ];
}

/** A tracker with a store that joins halves as every store does. */
function track(adopted: ReadonlyMap<string, StoredCall> = new Map()) {
  const events: TelephonyEvent[] = [];
  const stored = new Map<string, { record: StoredCall; isOpen: boolean }>();
  const stages: string[] = [];
  const timeline: TimelineEntry[] = [];
  const take = (output: TrackerOutput): void => {
    if (output.type === 'registration.closed') return;
    if (output.type === 'latency.measured') return void stages.push(output.record.callId);
    const isOpen =
      output.type === 'call.opened' || output.type === 'call.changed' || (output.type === 'call.told' && output.record.isProvisional);
    timeline.push(...output.timeline);
    // The private values of the record stand for their stored forms.
    const record = output.record as unknown as StoredCall;
    const before = stored.get(record.id);
    stored.set(record.id, before === undefined ? { record, isOpen } : changeCall(before, { record, isOpen }));
  };
  const tracker = createTracker({
    settings: DEFAULT_TRACKER_SETTINGS,
    emit: (event) => events.push(event),
    hashId: (text) => `#${text}`,
    hashCallId: (text) => `#${text}`,
    trunkOf: () => undefined,
    output: take,
  });
  for (const record of adopted.values()) stored.set(record.id, { record, isOpen: true });
  /** Takes events as they arrive, with a tick five times a second. */
  const run = (arriving: readonly TelephonyEvent[]): void => {
    for (const event of arriving) {
      const now = event.receivedAt ?? event.at;
      for (let at = clock; at <= now; at += 0.2) tracker.tick(at);
      clock = Math.max(clock, now);
      tracker.accept(event);
    }
  };
  let clock = START;
  const rest = (seconds: number): void => {
    for (let at = clock; at <= clock + seconds; at += 0.2) tracker.tick(at);
    clock += seconds;
  };
  const count = (type: TelephonyEvent['type']): number => events.filter((event) => event.type === type).length;
  const calls = (): readonly StoredCall[] => [...stored.values()].map(({ record }) => record);
  return { tracker, run, rest, calls, stages, count, timeline };
}

/** Events as they arrive: each at its time, but none before a time. */
function notBefore(events: readonly TelephonyEvent[], seconds: number): TelephonyEvent[] {
  return events.map((event) => ({ ...event, receivedAt: Math.max(event.receivedAt ?? event.at, START + seconds) }));
}

function inOrder(events: readonly TelephonyEvent[]): TelephonyEvent[] {
  return events.toSorted((a, b) => (a.receivedAt ?? a.at) - (b.receivedAt ?? b.at));
}

const JOINED = {
  state: 'ended',
  outcome: 'answered',
  startedAt: START,
  answeredAt: START + 3,
  setupSeconds: 3,
  talkSeconds: 6,
  messages: 7,
  agentTurns: 2,
  agentResponseSeconds: 0.8,
  stages: ['speech_end_to_first_audio'],
  codec: 'opus',
  hasTranscript: true,
  metadata: '{"tool":"greet"}',
  told: [
    { at: START + 0.4, source: 'agent', state: 'offered' },
    { at: START + 3, source: 'agent', state: 'answered' },
    { at: START + 9, source: 'agent', state: 'ended' },
  ],
};

/** How much later one half arrives than the other: at once, when the first is being settled, when it has settled, and when its messages are gone. */
const DELAYS = [0, 12, 40, 200, 850];

test.each(['c1@scene', ALIAS])(
  'a call that is captured and told of by the id %s is one call, in either order and whatever the time between',
  (id) => {
    fc.assert(
      fc.property(fc.constantFrom(...DELAYS), fc.boolean(), fc.integer({ min: 0, max: 3000 }), (delay, isToldFirst, jitter) => {
        const captured = sip('c1', 0, [ALIAS]);
        const halves = isToldFirst ? [told(id, 0), notBefore(captured, delay)] : [captured, notBefore(told(id, 0), delay)];
        const { run, rest, calls, stages, count, tracker } = track();
        const shifted = halves.flatMap((half, index) =>
          index === 0 ? half : half.map((event) => ({ ...event, receivedAt: (event.receivedAt ?? event.at) + jitter / 1000 })),
        );
        run(inOrder(shifted));
        rest(20);
        expect(calls()).toEqual([expect.objectContaining(JOINED)]);
        expect(calls()[0]).not.toHaveProperty('isReported');
        expect(new Set(stages)).toEqual(new Set([calls()[0]?.id]));
        expect([count('call.offered'), count('call.answered'), count('call.ended')]).toEqual([1, 1, 1]);
        expect(tracker.counts).toEqual({ setup: 0, ringing: 0, answered: 0 });
      }),
      { numRuns: 60 },
    );
  },
);

test('what is told by an id that several legs carry is of the leg that began first, in either order, and no leg is joined to another', () => {
  for (const isToldFirst of [true, false]) {
    const { run, rest, calls, stages, count } = track();
    const legs = [...sip('first', 0, [ALIAS]), ...sip('second', 0.3, [ALIAS])];
    // The leg that began later is captured first.
    const captured = inOrder([...legs.slice(7), ...legs.slice(0, 7).map((event) => ({ ...event, receivedAt: event.at + 0.5 }))]);
    run(
      isToldFirst
        ? [...inOrder(told(ALIAS, 0).slice(0, 1)), ...captured, ...notBefore(told(ALIAS, 0).slice(1), 12)]
        : [...captured, ...notBefore(told(ALIAS, 0), 12)],
    );
    rest(20);
    const [first, second] = ['first@scene', 'second@scene'].map((callId) => calls().filter((call) => call.callId === callId));
    expect(calls()).toHaveLength(2);
    expect(first).toEqual([expect.objectContaining({ agentTurns: 2, told: JOINED.told, messages: 7 })]);
    expect(second?.[0]).not.toHaveProperty('told');
    expect(new Set(stages)).toEqual(new Set([first?.[0]?.id]));
    expect(count('call.offered')).toBe(2);
  }
});

test('what is told by the Call-ID of one leg is of that leg, though another carries it and began first', () => {
  const { run, rest, calls } = track();
  run(inOrder([...sip('a', 0, ['b@scene']), ...sip('b', 0.3)]));
  run(notBefore(told('b@scene', 0.3), 12));
  rest(20);
  expect(calls().map(({ callId, agentTurns }) => [callId, agentTurns])).toEqual([
    ['a@scene', undefined],
    ['b@scene', 2],
  ]);
});

test('an id that is used again long after the end of a captured call is that of another call, and what is told late without a state is not', () => {
  const { run, rest, calls, count } = track();
  run(sip('c1', 0, [ALIAS]));
  run([report(ALIAS, 40, { hasRecording: true }), ...told(ALIAS, 400)]);
  rest(20);
  expect(calls().map(({ isReported, hasRecording, startedAt }) => [isReported, hasRecording, startedAt])).toEqual([
    [undefined, true, START],
    [true, undefined, START + 400.4],
  ]);
  expect([count('call.offered'), count('call.ended')]).toEqual([2, 2]);
});

test('two programs that tell by one id tell of one call, and stages without a report make no call', () => {
  const { run, rest, calls, stages } = track();
  const other = labelText('gateway');
  run(
    inOrder([
      ...sip('c1', 0, [ALIAS]),
      stage('c1@scene', 4),
      ...told(ALIAS, 0).map((event) => ({ ...event, source: other })),
      stage('nobody knows', 5),
    ]),
  );
  rest(20);
  expect(calls()).toHaveLength(1);
  expect(calls()[0]?.told?.map(({ source }) => source)).toEqual(['gateway', 'gateway', 'gateway']);
  expect(stages.filter((id) => id === calls()[0]?.id)).toHaveLength(3);
  expect(stages).toHaveLength(4);
});

test('a captured call that was open when the process ended takes what is told after it', () => {
  const before = track();
  before.run(sip('c1', 0, [ALIAS]).slice(0, 5));
  before.rest(5);
  const [open] = before.calls();
  if (open === undefined) throw new Error('There is no call.');
  const after = track(new Map([[open.id, open]]));
  after.tracker.adopt([{ call: open, timeline: before.timeline }], START + 20);
  after.run(notBefore(told(ALIAS, 0), 21));
  after.rest(20);
  expect(after.calls()).toEqual([expect.objectContaining({ id: open.id, told: JOINED.told, agentTurns: 2 })]);
  expect(after.count('call.offered')).toBe(0);
});

test('stages told of a captured call that was never reported stay with it when it goes on', () => {
  const { run, rest, calls } = track();
  run(inOrder([...sip('c1', 0, [ALIAS]), stage(ALIAS, 5)]));
  rest(20);
  expect(calls()).toEqual([
    expect.objectContaining({ state: 'ended', agentTurns: 1, talkSeconds: 6, told: [{ at: START, source: 'agent' }] }),
  ]);
});
