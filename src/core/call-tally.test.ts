import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storedCall } from '../testing/index.ts';
import { arbitraryStoredCall } from '../testing/suites/index.ts';
import { CallTally, type TallyCall, type TallyWeight } from './call-tally.ts';
import { countKpis, kpis } from './kpis.ts';

const ANSWERED = {
  state: 'ended',
  isProvisional: false,
  outcome: 'answered',
  sipCode: 200,
  ended: 'bye',
  isCompleted: true,
  talkSeconds: 10,
  setupSeconds: 0.5,
} as const;
const BUSY = { state: 'ended', isProvisional: false, outcome: 'busy', sipCode: 486, pddSeconds: 1.25 } as const;
const WEIGHT: readonly TallyWeight[] = ['full', 'slim'];

const millionths = (max: number) => fc.integer({ min: 0, max: max * 1e6 }).map((value) => value / 1e6);
/** Finished and open calls with the times that a tally reads. */
const arbitraryCall: fc.Arbitrary<TallyCall> = fc
  .tuple(
    arbitraryStoredCall(),
    fc.record(
      {
        talkSeconds: millionths(7200),
        setupSeconds: millionths(60),
        pddSeconds: millionths(30),
        mos: millionths(5),
        hasTranscript: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(([{ talkSeconds: _talk, setupSeconds: _setup, pddSeconds: _pdd, ...call }, times, isOver]) => ({
    ...call,
    ...times,
    ...(isOver ? { state: 'ended', isProvisional: false, outcome: 'answered' } : {}),
  }));

function tallyOf(calls: readonly TallyCall[], weight: TallyWeight = 'full'): CallTally {
  const tally = new CallTally(weight);
  for (const call of calls) tally.add(call);
  return tally;
}

test('a tally counts what the ratios need and how the times are distributed', () => {
  const tally = tallyOf([
    storedCall(ANSWERED),
    storedCall({ ...ANSWERED, talkSeconds: 30, isEmergency: true }),
    { ...storedCall(BUSY), hasTranscript: true },
    { ...storedCall(ANSWERED), mos: 4.2, agentResponseSeconds: 0.8 },
  ]);
  expect(kpis(tally.counts)).toEqual({ ser: 0.75, seer: 1, isa: 0, scr: 0.75, redirectRatio: 0, asr: 0.75, ner: 1, acdSeconds: 16.666667 });
  expect(tally).toMatchObject({
    attempts: 4,
    swept: 0,
    withTranscript: 1,
    emergency: 1,
    talk: { count: 3, sum: 50, min: 10, max: 30 },
    setup: { count: 3, sum: 1.5, p50: 0.5 },
    pdd: { count: 1, p99: 1.25 },
    mos: { count: 1, p50: 4.2 },
    agentResponse: { count: 1, p50: 0.8 },
  });
});

test('a call that is open or may still change is not counted', () => {
  const tally = tallyOf([
    storedCall({ state: 'ringing' }),
    storedCall({ ...ANSWERED, state: 'answered' }),
    storedCall({ ...ANSWERED, isProvisional: true }),
  ]);
  expect(tally.attempts).toBe(0);
  expect(kpis(tally.counts)).toEqual({});
  expect(tally.talk).toBeUndefined();
});

test('a swept call keeps its outcome, is counted apart and has no talk time', () => {
  const before = tallyOf([storedCall(ANSWERED), storedCall(BUSY)]);
  const { talkSeconds: _none, ...swept } = { ...ANSWERED, ended: 'unknown' as const };
  const after = tallyOf([storedCall(swept), storedCall(BUSY)]);
  expect([before.swept, after.swept]).toEqual([0, 1]);
  expect(kpis(after.counts)).toMatchObject({ asr: 0.5, ser: 0.5 });
  expect(after.talk).toBeUndefined();
  expect(tallyOf([storedCall({ ...BUSY, outcome: 'unknown' })]).swept).toBe(1);
});

test('the counts of a tally are those of its calls that are over', () => {
  fc.assert(
    fc.property(fc.array(arbitraryCall, { maxLength: 20 }), (calls) => {
      const over = calls.filter((call) => call.state === 'ended' && !call.isProvisional && call.isAnswerOnly !== true);
      for (const weight of WEIGHT) expect(tallyOf(calls, weight).counts).toEqual(countKpis(over));
    }),
  );
});

test('talk is that of the calls that ended as their parties wanted, as in ACD, and no other', () => {
  const tally = new CallTally('full');
  const base = { state: 'ended', isProvisional: false, isEmergency: false, outcome: 'answered', cause: 'normal', hasRung: true } as const;
  const call = { ...base, isChallenged: false, isCompleted: true, sipCode: 200 } as const;
  tally.add({ ...call, ended: 'bye', talkSeconds: 60 });
  tally.add({ ...call, ended: 'no_ack', talkSeconds: 32, isCompleted: false });
  expect(tally.talk).toMatchObject({ count: 1, sum: 60 });
  expect(tally.counts.talkSeconds).toBe(60);
});

test.each(WEIGHT)('%s tallies of parts merge into the tally of the whole', (weight) => {
  fc.assert(
    fc.property(fc.array(fc.array(arbitraryCall, { maxLength: 8 }), { maxLength: 4 }), (parts) => {
      const merged = new CallTally(weight);
      for (const part of parts) merged.merge(tallyOf(part, weight));
      expect(merged.encode()).toEqual(tallyOf(parts.flat(), weight).encode());
    }),
  );
});

test('a call that is taken back leaves no trace', () => {
  fc.assert(
    fc.property(fc.array(arbitraryCall, { maxLength: 8 }), arbitraryCall, (calls, amended) => {
      const tally = tallyOf([...calls, amended], 'slim');
      tally.remove(amended);
      expect(tally.encode()).toEqual(tallyOf(calls, 'slim').encode());
      const full = tallyOf([amended]);
      full.remove(amended);
      expect(full.encode()).toEqual(new CallTally('full').encode());
    }),
  );
});

test('a tally decodes to what was encoded', () => {
  fc.assert(
    fc.property(fc.array(arbitraryCall, { maxLength: 20 }), fc.constantFrom(...WEIGHT), (calls, weight) => {
      const tally = tallyOf(calls, weight);
      const decoded = CallTally.decode(tally.encode());
      expect(decoded?.encode()).toEqual(tally.encode());
      expect(decoded?.weight).toBe(weight);
    }),
  );
});

test('bytes that are no tally are refused and never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void CallTally.decode(bytes)));
  const bytes = tallyOf([storedCall(ANSWERED)]).encode();
  for (let length = 0; length < bytes.length; length += 1) expect(CallTally.decode(bytes.subarray(0, length))).toBeUndefined();
  expect(CallTally.decode(Uint8Array.of(...bytes, 0))).toBeUndefined();
  expect(CallTally.decode(bytes.with(0, 7))).toBeUndefined();
});
