import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelText, type TimelineEntry } from '../../core/index.ts';
import { timelineEntry } from '../../testing/index.ts';
import { skewedDialogs, type SkewedDialog } from '../../testing/suites/skewed-dialogs.ts';
import { makeLadder } from './ladder.ts';
import { rounds } from '../../../test/rounds.ts';

const RUNS = rounds(200, 1000);
const [A, B] = [labelText('sbc-1'), labelText('sbc-2')];
const CALL = { agent: A, legs: [] };
const CALLER = '192.0.2.1:5060';
const PROXY = '192.0.2.2:5060';
const CARRIER = '203.0.113.1:5060';
const T0 = 1_700_000_000;

function sent(seconds: number, src: string, dst: string, facts: Partial<TimelineEntry>): TimelineEntry {
  return timelineEntry({ at: T0 + seconds, agent: A, src, dst, hasSdp: false, fromTag: 5, ...facts });
}

/** What is wrong with the ladder of a dialog, in a sentence each. */
function faults({ timeline, messages, hasSteadyClocks }: SkewedDialog): readonly string[] {
  const { rows } = makeLadder(CALL, timeline);
  const found: string[] = [];
  const rowOf = new Map<object, number>();
  const places = rows.flatMap((row) => row.places);
  if (places.length !== timeline.length || new Set(places).size !== timeline.length) found.push('an entry is lost or stands twice');
  let clock = -Infinity;
  rows.forEach((row, index) => {
    if (!(row.offsetSeconds >= 0) || row.at < clock) found.push(`row ${index} has a negative time`);
    clock = row.at;
    const shown = new Set(row.places.map((place) => messages[place]));
    if (shown.size !== 1) found.push(`row ${index} stands for several messages`);
    for (const message of shown) {
      if (message === undefined) continue;
      if (rowOf.has(message)) found.push(`row ${index} is a duplicate`);
      else rowOf.set(message, index);
    }
  });
  for (const [message, row] of rowOf) {
    const { cause, facts, isCertain } = message as SkewedDialog['messages'][number];
    const above = cause === undefined ? undefined : rowOf.get(cause);
    if (above === undefined || (!isCertain && !hasSteadyClocks)) continue;
    if (above > row) found.push(`${facts.status ?? facts.method} ${facts.src} > ${facts.dst} stands above its cause`);
  }
  return found;
}

describe('a ladder', () => {
  test(`of ${RUNS} dialogs with skewed and mixed clocks and two vantages is causal, without a duplicate line or a negative time`, () => {
    fc.assert(
      fc.property(skewedDialogs, (dialog) => {
        expect(faults(dialog)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('stands a message of two agents in one row, and says how far their clocks differ', () => {
    const invite = sent(0, CALLER, PROXY, { branches: [1] });
    const trying = sent(0.01, PROXY, CALLER, { branches: [1], status: 100 });
    const seenByB = [invite, trying].map((entry) => ({ ...entry, at: entry.at + 3, agent: B }));
    const ladder = makeLadder(CALL, [invite, trying, ...seenByB]);
    expect(ladder.vantages).toEqual([{ agent: A }, { agent: B, aheadSeconds: 3 }]);
    expect(ladder.rows.map(({ method, status, vantages, places }) => ({ method, status, vantages, places }))).toEqual([
      { method: 'INVITE', status: undefined, vantages: [0, 1], places: [0, 2] },
      { method: 'INVITE', status: 100, vantages: [0, 1], places: [1, 3] },
    ]);
  });

  test('finds the clock of an agent that saw none of what the others saw, by what must have come first', () => {
    const timeline = [
      sent(0, CALLER, PROXY, { branches: [1] }),
      sent(3.02, PROXY, CARRIER, { branches: [2, 1], agent: B }),
      sent(7.98, CARRIER, PROXY, { branches: [2, 1], status: 486, toTag: 8, agent: B }),
      sent(5, PROXY, CALLER, { branches: [1], status: 486, toTag: 8 }),
    ];
    const { rows, vantages } = makeLadder(CALL, timeline);
    expect(vantages[1]?.aheadSeconds).toBeCloseTo(3, 6);
    expect(rows.map(({ offsetSeconds }) => Math.round(offsetSeconds * 1000))).toEqual([0, 20, 4980, 5000]);
  });

  test('moves a response below its request when one clock shows it before, and marks it', () => {
    const { rows } = makeLadder(CALL, [
      sent(-0.2, PROXY, CALLER, { branches: [1], status: 100 }),
      sent(0, CALLER, PROXY, { branches: [1], hasSdp: true }),
    ]);
    expect(rows).toMatchObject([
      { method: 'INVITE', sdp: 'offer', offsetSeconds: 0 },
      { status: 100, phrase: 'Trying', offsetSeconds: 0, isMoved: true },
    ]);
    expect(rows[0]).not.toHaveProperty('isMoved');
  });

  test('folds repetitions into one row with their number and how long they went on', () => {
    const again = [0, 0.0002, 0.5, 1.5, 3.5].map((at) => sent(at, CALLER, PROXY, { branches: [1] }));
    expect(makeLadder(CALL, again).rows).toMatchObject([{ repeats: 3, repeatSeconds: 3.5, places: [0, 1, 2, 3, 4] }]);
  });

  test('names trunks by the legs of the call, the answer to an offer, and the Reason', () => {
    const legs = [{ address: CARRIER, trunk: labelText('carrier-a') }];
    const { endpoints, rows } = makeLadder({ agent: A, legs }, [
      sent(0, CALLER, CARRIER, { branches: [1] }),
      sent(1, CARRIER, CALLER, { branches: [1], status: 183, toTag: 8, hasSdp: true }),
      sent(2, CARRIER, CALLER, { branches: [1], status: 503, toTag: 8, reasonQ850: 34 }),
    ]);
    expect(endpoints).toEqual([{ address: CALLER }, { address: CARRIER, trunk: 'carrier-a' }]);
    expect(rows[1]).toMatchObject({ sdp: 'offer', phrase: 'Session Progress' });
    expect(rows[2]).toMatchObject({ reasonQ850: 34, phrase: 'Service Unavailable' });
  });

  test('of forged messages that cause each other ends, with every message in it', () => {
    const forged = Array.from({ length: 1024 }, (_, n) =>
      sent(n % 7, CALLER, PROXY, {
        branches: [n % 40, (n + 1) % 40, (n + 2) % 40],
        cseq: n % 3,
        toTag: n % 5,
        status: n % 2 === 0 ? 180 + (n % 300) : 100,
        contentHash: n,
        agent: labelText(`agent-${n % 256}`),
      }),
    );
    const asked = forged.map((entry, n) => (n % 3 === 0 ? entry : { ...entry, status: undefined }));
    const { rows } = makeLadder(
      CALL,
      asked.map(({ status, ...entry }) => (status === undefined ? entry : { ...entry, status })),
    );
    expect(rows.flatMap(({ places }) => places)).toHaveLength(1024);
  });

  test('of a call without messages is empty', () => {
    expect(makeLadder(CALL, [])).toEqual({ endpoints: [], vantages: [], rows: [], phases: [] });
  });
});
