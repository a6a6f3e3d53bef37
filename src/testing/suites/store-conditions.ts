import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CallConditions,
  endPart,
  HOP_GROUP,
  isFailure,
  type HopGroup,
  matchesCall,
  type NumberEnd,
  shareOf,
  type StoredCall,
} from '../../core/index.ts';
import { batchAfter, callChange } from '../stored-call.ts';
import { arbitraryStoredCall } from './arbitrary-record.ts';
import { type Open, withStore } from './opened-store.ts';

const RUNS = 25;
const ALL_TIME = { since: 0, until: 4e9 };

/** Conditions that some call meets: what is asked for is taken from it. */
function conditionsOf(call: StoredCall, picks: readonly boolean[]): CallConditions {
  const [leg] = call.legs;
  const all = {
    outcome: call.outcome,
    direction: call.direction,
    trunk: call.trunk,
    agent: call.agent,
    hop: leg?.address,
    hopTrunk: leg?.trunk,
    hopCode: leg?.status,
    hopCause: leg?.cause,
    device: call.callerAgentClass,
    stage: call.stages?.[0],
    callId: call.callId.slice(0, 2) || undefined,
    callKey: call.callKey,
    numberHash: call.callee?.hash,
    numberEnd: endOf(call.ends?.[0]),
    callerEnd: endOf(call.ends?.[1]),
    minMos: call.mos,
    maxTalkSeconds: call.talkSeconds,
    isFailure: isFailure(call),
  };
  const given = Object.entries(all).filter(([, value], index) => value !== undefined && picks[index] === true);
  return Object.fromEntries(given);
}

/** Asked for as it is kept, in part. */
function endOf(end: string | undefined): NumberEnd | undefined {
  if (end === undefined) return undefined;
  return { tail: endPart(end, 'tail'), seven: ['xyz', endPart(end, 'seven')] };
}

const ended = arbitraryStoredCall().map((call): StoredCall => ({ ...call, state: 'ended', isProvisional: false }));

/** Registers what every engine must answer about some of its calls. */
export function storeConditions(open: Open): void {
  test('lists, counts, series and hops hold the same calls under the same conditions', async () => {
    const calls = fc.uniqueArray(ended, { selector: ({ id }) => id, minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(calls, fc.nat(), fc.array(fc.boolean(), { minLength: 19, maxLength: 19 }), async (all, at, picks) => {
        const one = all[at % all.length];
        const conditions = one === undefined ? {} : conditionsOf(one, picks);
        await withStore(open, async (store) => {
          await store.append(
            batchAfter(
              0,
              all.map((record) => callChange(record)),
            ),
          );
          const wanted = all.filter((call) => matchesCall(call, conditions));
          const { calls: listed } = await store.listCalls({ ...conditions, limit: 1000 });
          expect(listed.map(({ id }) => id).toSorted()).toStrictEqual(wanted.map(({ id }) => id).toSorted());
          const counted = wanted.filter((call) => shareOf(call) !== undefined);
          const { value } = await store.summarize(ALL_TIME, conditions);
          expect(value.total.attempts).toBe(counted.length);
          expect(value.byTrunk.size).toBe(new Set(counted.map(({ trunk }) => trunk)).size);
          const first = Math.floor(Math.min(...all.map(({ startedAt }) => startedAt)));
          const window = { since: first, until: first + 32 * 86_400 };
          const { value: steps } = await store.series({ ...window, step: 'day', timeZone: 'UTC', now: 0 }, conditions);
          expect(steps.reduce((sum, { tally }) => sum + tally.attempts, 0)).toBe(counted.length);
          for (const by of HOP_GROUP) {
            const { value: hops } = await store.groupByHop(ALL_TIME, by, conditions);
            const own = conditions.hop === undefined ? counted.flatMap(passedOn) : [];
            const expected = counted.flatMap((call) => hopsOf(call, by, conditions, own));
            const answered = expected.filter(({ isAnswered }) => isAnswered);
            const of = (all: readonly Hop[], name: string): number => all.filter(({ value: one }) => one === name).length;
            for (const [name, tally] of hops)
              expect([tally.attempts, tally.of('answered')], `${by} ${name}`).toStrictEqual([of(expected, name), of(answered, name)]);
            expect([...hops.keys()].toSorted()).toStrictEqual([...new Set(expected.map(({ value: one }) => one))].toSorted());
          }
          const { value: causes } = await store.seenByCause(ALL_TIME, conditions);
          const known = counted.flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
          expect([...causes.keys()].toSorted()).toStrictEqual([...new Set(known)].toSorted());
          for (const [name, { calls: count, firstAt, lastAt }] of causes) {
            const times = counted.filter(({ cause }) => cause === name).map(({ startedAt }) => startedAt);
            expect([count, firstAt, lastAt], name).toStrictEqual([times.length, Math.min(...times), Math.max(...times)]);
          }
        });
      }),
      { numRuns: RUNS },
    );
  });
}

/** A hop that counts: its value, and whether it was answered. */
interface Hop {
  readonly value: string;
  readonly isAnswered: boolean;
}

function hopsOf(call: StoredCall, by: HopGroup, conditions: CallConditions, own: readonly string[]): readonly Hop[] {
  const { legs, hopCode, outcome } = call;
  if (by === 'hopCode' && legs.length === 0)
    return hopCode === undefined ? [] : [{ value: String(hopCode), isAnswered: outcome === 'answered' }];
  return legs.flatMap((leg) => {
    const { address, trunk, status, cause } = leg;
    // A call with this hop alone is asked for its conditions.
    const { hop, hopTrunk, hopCode: code, hopCause } = conditions;
    const wanted = Object.fromEntries(Object.entries({ hop, hopTrunk, hopCode: code, hopCause }).filter(([, one]) => one !== undefined));
    const { hopCode: _deepest, ...one } = call;
    if (!matchesCall({ ...one, legs: [leg] }, wanted) || (trunk === 'none' && own.includes(address))) return [];
    const value = { hop: address, hopTrunk: trunk, hopCode: status, hopCause: cause }[by];
    return value === undefined ? [] : [{ value: String(value), isAnswered: leg.outcome === 'answered' }];
  });
}

/** Addresses of no trunk that passed the call on, unless they had refused it before. */
function passedOn({ legs }: StoredCall): readonly string[] {
  return legs.flatMap(({ address, trunk, depth, startedAt, finalAt = Infinity }) =>
    trunk === 'none' && legs.some((next) => next.depth > depth && startedAt <= next.startedAt && next.startedAt <= finalAt)
      ? [address]
      : [],
  );
}
