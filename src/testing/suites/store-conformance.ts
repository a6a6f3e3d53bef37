import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallFilter, CallStore, StoredCall, StoreChange } from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { arbitraryStoredCall, arbitraryTimelineEntry } from './arbitrary-record.ts';
import { type Open, withStore } from './opened-store.ts';
import { storeConditions } from './store-conditions.ts';
import { storeCounts } from './store-counts.ts';
import { storeExports } from './store-exports.ts';
import { storeHalves } from './store-halves.ts';
import { storeRegistrations } from './store-registrations.ts';
import { batchAfter, callChange, storedCall, storedRegistration, timelineEntry } from '../stored-call.ts';

const RUNS = 25;

/** Registers the tests that every engine of `CallStore` must pass. `open` gives a new, empty store each time. */
export function storeConformance(name: string, open: Open): void {
  describe(`${name} keeps the promises of a call store`, () => {
    appending(open);
    keeping(open);
    finding(open);
    storeHalves(open);
    filtering(open);
    paging(open);
    storeRegistrations(open);
    storeCounts(open);
    storeExports(open);
    storeConditions(open);
  });
}

function newestFirst(a: StoredCall, b: StoredCall): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

function appending(open: Open): void {
  test('a batch whose number was seen before changes nothing', () =>
    withStore(open, async (store) => {
      await store.append({ lsn: 5, changes: [callChange(storedCall({ version: 1 }))] });
      await store.append({ lsn: 5, changes: [callChange(storedCall({ version: 2 })), callChange(storedCall({ id: 'call-2' }))] });
      await store.append({ lsn: 4, changes: [callChange(storedCall({ id: 'call-3' }))] });
      expect((await store.listCalls({ limit: 10 })).calls).toStrictEqual([storedCall({ version: 1 })]);
      expect((await store.stats()).lastLsn).toBe(5);
    }));

  test('the highest version of a call stays, whatever came last', () =>
    withStore(open, async (store) => {
      const late = timelineEntry({ at: 1_700_000_001, arrival: 1 });
      const ended = storedCall({ version: 3, state: 'ended', outcome: 'answered' });
      await store.append(batchAfter(0, [callChange(ended, [timelineEntry({})])]));
      await store.append({ lsn: 2, changes: [callChange(storedCall({ version: 2 }), [late])] });
      expect(await store.findCalls('call-1')).toStrictEqual([{ call: ended, timeline: [timelineEntry({}), late] }]);
      expect(await store.findCall('call-1')).toStrictEqual({ call: ended, timeline: [timelineEntry({}), late] });
      expect(await store.openCalls()).toStrictEqual([]);
      await store.append({ lsn: 3, changes: [callChange(storedCall({ version: 4 }))] });
      expect((await store.openCalls()).map(({ call }) => call)).toStrictEqual([storedCall({ version: 4 })]);
    }));

  test('the numbers of calls, open calls and registrations are what was written', () =>
    withStore(open, async (store) => {
      expect(await store.stats()).toMatchObject({ calls: 0, openCalls: 0, registrations: 0, lastLsn: 0 });
      const registration = (outcome: 'registered' | 'rejected'): StoreChange => ({
        kind: 'registration',
        record: storedRegistration({ outcome }),
      });
      const changes = [callChange(storedCall({})), callChange(storedCall({ id: 'call-2', state: 'ended' })), registration('registered')];
      await store.append({ lsn: 7, changes: [...changes, registration('rejected')] });
      expect(await store.stats()).toMatchObject({ calls: 2, openCalls: 1, registrations: 1, lastLsn: 7 });
    }));
}

function keeping(open: Open): void {
  test('open calls, timelines and the last number survive a restart', () =>
    withStore(open, async (store, reopen) => {
      const answered = storedCall({ id: 'call-2', version: 2, state: 'answered', startedAt: 1_700_000_005 });
      const entries = [timelineEntry({}), timelineEntry({ arrival: 1, status: 200 })];
      const closed = storedCall({ id: 'call-3', state: 'ended' });
      await store.append(batchAfter(0, [callChange(storedCall({})), callChange(answered, entries), callChange(closed)]));
      const again = await reopen();
      expect(await again.openCalls()).toStrictEqual([
        { call: answered, timeline: entries },
        { call: storedCall({}), timeline: [] },
      ]);
      expect((await again.stats()).lastLsn).toBe(3);
    }));

  test('any call comes back as it was written: what is absent stays absent', async () => {
    const written = fc.record({
      call: arbitraryStoredCall(),
      timeline: fc.uniqueArray(arbitraryTimelineEntry(), { selector: ({ arrival }) => arrival }),
    });
    await fc.assert(
      fc.asyncProperty(written, ({ call, timeline }) =>
        withStore(open, async (store, reopen) => {
          await store.append(batchAfter(0, [callChange(call, timeline)]));
          const inOrder = timeline.toSorted((a, b) => a.at - b.at || a.arrival - b.arrival);
          expect(await (await reopen()).findCalls(call.id)).toStrictEqual([{ call, timeline: inOrder }]);
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('a store may be closed twice', async () => {
    const { store } = await open();
    await store.append(batchAfter(0, [callChange(storedCall({}))]));
    await store.close();
    await expect(store.close()).resolves.toBeUndefined();
  });
}

function finding(open: Open): void {
  test('a timeline is in order of time, then of arrival, and holds each entry once', () =>
    withStore(open, async (store) => {
      const early = timelineEntry({ at: 1_700_000_000.25, arrival: 9 });
      const second = timelineEntry({ at: 1_700_000_000.5, arrival: 2, status: 100 });
      const third = timelineEntry({ at: 1_700_000_000.5, arrival: 10, status: 180 });
      await store.append(batchAfter(0, [callChange(storedCall({}), [third, second])]));
      await store.append({ lsn: 2, changes: [callChange(storedCall({}), [early, third])] });
      expect((await store.findCalls('call-1'))[0]?.timeline).toStrictEqual([early, second, third]);
    }));

  test('the key of a Call-ID finds every call that used it, the newest first; an id finds one', () =>
    withStore(open, async (store) => {
      const generations = [0, 1, 2].map((n) =>
        storedCall({ id: `generation-${n}`, callKey: 'reused', startedAt: 1_700_000_000 + n * 100 }),
      );
      const changes = [...generations.map((call) => callChange(call)), callChange(storedCall({ id: 'other', callKey: 'other-key' }))];
      await store.append(batchAfter(0, changes));
      expect((await store.findCalls('reused')).map(({ call }) => call.id)).toStrictEqual(['generation-2', 'generation-1', 'generation-0']);
      expect((await store.findCalls('generation-1')).map(({ call }) => call)).toStrictEqual([generations[1]]);
      expect(await store.findCalls('nobody')).toStrictEqual([]);
      expect((await store.findCall('generation-1'))?.call).toStrictEqual(generations[1]);
      expect(await store.findCall('reused')).toBeUndefined();
      expect(await store.findCall('nobody')).toBeUndefined();
    }));

  test('similar calls have the same outcome and cause, and the same trunk when the call has one', () =>
    withStore(open, async (store) => {
      const refused = { state: 'ended', outcome: 'failed', cause: 'congestion' } as const;
      const carrier = labelText('carrier');
      const calls = [
        storedCall({ ...refused, id: 'a', startedAt: 100 }),
        storedCall({ ...refused, id: 'b', startedAt: 200, trunk: carrier }),
        storedCall({ ...refused, id: 'c', startedAt: 300, trunk: carrier }),
        storedCall({ ...refused, id: 'd', startedAt: 300, trunk: carrier, cause: 'loop' }),
        storedCall({ id: 'e', startedAt: 300 }),
      ];
      await store.append(
        batchAfter(
          0,
          calls.map((call) => callChange(call)),
        ),
      );
      const count = (facts: Partial<StoredCall>, since: number, until = 1e9): Promise<number> =>
        store.countSimilar(storedCall(facts), { since, until });
      expect(await count(refused, 0)).toBe(3);
      expect(await count(refused, 200)).toBe(2);
      expect(await count({ ...refused, trunk: carrier }, 0)).toBe(2);
      expect(await count({ ...refused, trunk: carrier }, 200.5)).toBe(1);
      expect(await count({}, 0)).toBe(1);
      expect(await count(refused, 100, 300)).toBe(2);
      expect(await count(refused, 100.5, 300.5)).toBe(2);
    }));
}

/** A filter whose conditions are facts of one of the calls, so that it finds some. */
function arbitraryFilter(call: StoredCall): fc.Arbitrary<CallFilter> {
  const facts = {
    since: fc.constant(call.startedAt - 1),
    until: fc.constant(call.startedAt + 1),
    direction: fc.constant(call.direction),
    trunk: fc.constant(call.trunk),
    isActive: fc.boolean(),
    ...(call.outcome === undefined ? {} : { outcome: fc.constant(call.outcome) }),
    ...(call.cause === undefined ? {} : { cause: fc.constant(call.cause) }),
    ...(call.sipCode === undefined ? {} : { sipCode: fc.constant(call.sipCode) }),
  };
  return fc.record(facts, { requiredKeys: [] }).map((chosen) => ({ ...chosen, limit: 100 }));
}

/** Whether a call is what each condition says, one at a time. */
function meets(call: StoredCall, { limit: _limit, since, until, isActive, ...equal }: CallFilter): boolean {
  const isWithin = (since === undefined || call.startedAt >= since) && (until === undefined || call.startedAt < until);
  const isInState = isActive === undefined || isActive === (call.state !== 'ended');
  return isWithin && isInState && Object.entries(equal).every(([name, value]) => Reflect.get(call, name) === value);
}

function filtering(open: Open): void {
  test('the time of a filter begins with `since` and ends before `until`', () =>
    withStore(open, async (store) => {
      const calls = [10, 20, 30].map((startedAt) => storedCall({ id: `at-${startedAt}`, startedAt }));
      await store.append(
        batchAfter(
          0,
          calls.map((call) => callChange(call)),
        ),
      );
      const ids = (await store.listCalls({ since: 10, until: 30, limit: 10 })).calls.map(({ id }) => id);
      expect(ids).toStrictEqual(['at-20', 'at-10']);
    }));

  test('the active calls are those that are not over, also while a call that is over has yet to settle', () =>
    withStore(open, async (store) => {
      const settling = storedCall({ id: 'settling', state: 'ended', outcome: 'busy' });
      const ringing = storedCall({ id: 'ringing', state: 'ringing' });
      await store.append(batchAfter(0, [{ kind: 'call', isOpen: true, record: settling, timeline: [] }, callChange(ringing)]));
      expect((await store.listCalls({ isActive: true, limit: 10 })).calls).toStrictEqual([ringing]);
      expect((await store.listCalls({ isActive: false, limit: 10 })).calls).toStrictEqual([settling]);
      expect((await store.openCalls()).map(({ call }) => call.id)).toStrictEqual(['settling', 'ringing']);
    }));

  test('all conditions of a filter hold together', async () => {
    const calls = fc.uniqueArray(arbitraryStoredCall(), { selector: ({ id }) => id, minLength: 1, maxLength: 12 });
    // Few different values, so that calls share some and differ in others.
    const alike = calls.map((all) =>
      all.map((call, index) => ({
        ...call,
        trunk: labelText(`trunk-${index % 2}`),
        direction: index % 3 === 0 ? call.direction : ('inbound' as const),
      })),
    );
    const asked = alike.chain((all) => fc.tuple(fc.constant(all), fc.constantFrom(...all).chain(arbitraryFilter)));
    await fc.assert(
      fc.asyncProperty(asked, ([all, filter]) =>
        withStore(open, async (store) => {
          await store.append(
            batchAfter(
              0,
              all.map((call) => callChange(call)),
            ),
          );
          const expected = all.filter((call) => meets(call, filter)).toSorted(newestFirst);
          expect((await store.listCalls(filter)).calls).toStrictEqual(expected);
        }),
      ),
      { numRuns: RUNS },
    );
  });
}

function paging(open: Open): void {
  test('pages hold as many calls as asked for, and the last one has no cursor', () =>
    withStore(open, async (store) => {
      await store.append(
        batchAfter(
          0,
          ['a', 'b', 'c', 'd'].map((id) => callChange(storedCall({ id }))),
        ),
      );
      const first = await store.listCalls({ limit: 2 });
      expect(first.calls.map(({ id }) => id)).toStrictEqual(['d', 'c']);
      const last = await store.listCalls({ limit: 2, cursor: first.nextCursor ?? '' });
      expect(last).toStrictEqual({ calls: [storedCall({ id: 'b' }), storedCall({ id: 'a' })] });
    }));

  test.each(['', 'x', 'bm90IG91cnM', Buffer.from('[1]').toString('base64url'), Buffer.from('["1","a"]').toString('base64url')])(
    'a cursor that no page gave is refused: %j',
    (cursor) =>
      withStore(open, async (store) => {
        await expect(store.listCalls({ limit: 1, cursor })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      }),
  );

  test.each([0, -1, 1.5, Number.NaN])('a limit of %d is refused', (limit) =>
    withStore(open, async (store) => {
      await expect(store.listCalls({ limit })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }),
  );

  test('pages put together are the whole list, also when calls are written between them', async () => {
    const calls = fc.uniqueArray(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 5 })), { selector: ([n]) => n, maxLength: 30 });
    const made = calls.map((all) => all.map(([n, startedAt]) => storedCall({ id: `call-${n}`, startedAt })));
    await fc.assert(
      fc.asyncProperty(made, fc.nat({ max: 30 }), fc.integer({ min: 1, max: 6 }), (all, initial, limit) =>
        withStore(open, (store) => readWhileWriting(store, all.slice(0, initial), all.slice(initial), limit)),
      ),
      { numRuns: RUNS },
    );
  });
}

/** Reads all pages and writes one of `later` after each; what was written behind the reader must be missing, all else there once. */
async function readWhileWriting(
  store: CallStore,
  initial: readonly StoredCall[],
  later: readonly StoredCall[],
  limit: number,
): Promise<void> {
  await store.append(
    batchAfter(
      0,
      initial.map((call) => callChange(call)),
    ),
  );
  const visible = [...initial];
  const seen: StoredCall[] = [];
  const pending = [...later];
  let page = await store.listCalls({ limit });
  for (let lsn = initial.length + 1; page.nextCursor !== undefined; lsn += 1) {
    seen.push(...page.calls);
    const last = seen.at(-1);
    const next = pending.pop();
    if (next !== undefined) {
      await store.append({ lsn, changes: [callChange(next)] });
      if (last !== undefined && newestFirst(last, next) < 0) visible.push(next);
    }
    page = await store.listCalls({ limit, cursor: page.nextCursor });
  }
  expect([...seen, ...page.calls]).toStrictEqual(visible.toSorted(newestFirst));
}
