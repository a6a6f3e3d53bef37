import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CallConditions, endPart, HOP_GROUP, matchesCall, type NumberEnd, shareOf, type StoredCall } from '../../core/index.ts';
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
      fc.asyncProperty(calls, fc.nat(), fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }), async (all, at, picks) => {
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
            for (const [name, tally] of hops)
              expect(tally.attempts, `${by} ${name}`).toBe(counted.filter((call) => hopValues(call, by).includes(name)).length);
            const { value: seen } = await store.seenBy(ALL_TIME, by, conditions);
            for (const [name, { calls: count, firstAt, lastAt }] of seen) {
              const times = counted.filter((call) => hopValues(call, by).includes(name)).map(({ startedAt }) => startedAt);
              expect([count, firstAt, lastAt], `${by} ${name}`).toStrictEqual([times.length, Math.min(...times), Math.max(...times)]);
            }
            expect([...seen.keys()].toSorted()).toStrictEqual([...hops.keys()].toSorted());
            expect([...hops.keys()].toSorted()).toStrictEqual([...new Set(counted.flatMap((call) => hopValues(call, by)))].toSorted());
          }
          const { value: causes } = await store.seenBy(ALL_TIME, 'cause', conditions);
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

function hopValues({ legs, hopCode }: StoredCall, by: (typeof HOP_GROUP)[number]): readonly string[] {
  if (by === 'hopCode' && legs.length === 0) return hopCode === undefined ? [] : [String(hopCode)];
  return legs.flatMap(({ address, trunk, status, cause }) => {
    const value = { hop: address, hopTrunk: trunk, hopCode: status, hopCause: cause }[by];
    return value === undefined ? [] : [String(value)];
  });
}
