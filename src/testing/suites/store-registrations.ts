import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CallStore, REGISTRATION_OUTCOME, type RegistrationFilter, type StoredRegistration } from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { arbitraryStoredRegistration } from './arbitrary-record.ts';
import { type Open, withStore } from './opened-store.ts';
import { batchAfter, storedRegistration } from '../stored-call.ts';

const RUNS = 25;
/** Shortly before a midnight, so that days are many. */
const START = 1_700_006_390;
const alice = { hash: 'aaaaaaaaaaaaaa', mask: '***1001' };
const bob = { hash: 'bbbbbbbbbbbbbb', mask: '***1002' };

/** Few values, so that many are equal. */
const registration = fc
  .record({
    id: fc.nat({ max: 40 }),
    at: fc.nat({ max: 40 }).map((n) => START + n * 1234.5),
    user: fc.constantFrom(undefined, alice, bob),
    outcome: fc.constantFrom(...REGISTRATION_OUTCOME),
    agent: fc.constantFrom('2001', '2002').map(labelText),
    sipCode: fc.constantFrom(undefined, 200, 403),
  })
  .map(({ id, at, user, sipCode, ...rest }) =>
    storedRegistration({
      ...rest,
      id: `registration-${id}`,
      startedAt: at,
      ...(user === undefined ? {} : { user }),
      ...(sipCode === undefined ? {} : { sipCode }),
    }),
  );

const conditions: fc.Arbitrary<Omit<RegistrationFilter, 'limit'>> = fc.record(
  {
    since: fc.nat({ max: 40 }).map((n) => START + n * 1234.5),
    until: fc.nat({ max: 40 }).map((n) => START + n * 1234.5),
    userHash: fc.constantFrom(alice.hash, bob.hash),
    outcome: fc.constantFrom(...REGISTRATION_OUTCOME),
    agent: fc.constantFrom('2001', '2003'),
    sipCode: fc.constantFrom(200, 403),
  },
  { requiredKeys: [] },
);

/** Registers the tests of what a store lists of registrations. */
export function storeRegistrations(open: Open): void {
  test('registrations that meet the conditions are listed newest first, page by page, each once, also after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(registration, { selector: ({ id }) => id, maxLength: 20 }),
        conditions,
        fc.integer({ min: 1, max: 7 }),
        (all, filter, limit) =>
          withStore(open, async (store, reopen) => {
            // Given twice, one is there once.
            await store.append(
              batchAfter(
                0,
                [...all, ...all].map((record) => ({ kind: 'registration', record })),
              ),
            );
            const wanted = all.filter((one) => meets(one, filter)).toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
            expect(await readAll(store, { ...filter, limit })).toStrictEqual(wanted);
            expect(await readAll(await reopen(), { ...filter, limit })).toStrictEqual(wanted);
          }),
      ),
      { numRuns: RUNS },
    );
  });

  test('any registration comes back as it was written: what is absent stays absent', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStoredRegistration(), (record) =>
        withStore(open, async (store) => {
          await store.append(batchAfter(0, [{ kind: 'registration', record }]));
          expect(await store.listRegistrations({ limit: 2 })).toStrictEqual({ registrations: [record] });
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('of an erased person no registration is listed, of others all are', () =>
    withStore(open, async (store) => {
      const ofBob = storedRegistration({ id: 'b', user: bob });
      const records = [storedRegistration({ id: 'a', user: alice }), ofBob];
      await store.append(
        batchAfter(
          0,
          records.map((record) => ({ kind: 'registration', record })),
        ),
      );
      await store.erase(alice.hash);
      expect(await store.listRegistrations({ limit: 10 })).toStrictEqual({ registrations: [ofBob] });
      expect(await store.listRegistrations({ limit: 10, userHash: alice.hash })).toStrictEqual({ registrations: [] });
    }));

  test('a cursor that no page gave and a limit of nothing are refused', () =>
    withStore(open, async (store) => {
      await expect(store.listRegistrations({ limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      await expect(store.listRegistrations({ limit: 0 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }));
}

/** The conditions as a reader understands them, apart from what the engines do. */
function meets(one: StoredRegistration, filter: Omit<RegistrationFilter, 'limit'>): boolean {
  const { since, until, userHash, outcome, agent, sipCode } = filter;
  const holds = [
    since === undefined || one.startedAt >= since,
    until === undefined || one.startedAt < until,
    userHash === undefined || one.user?.hash === userHash,
    outcome === undefined || one.outcome === outcome,
    agent === undefined || one.agent === agent,
    sipCode === undefined || one.sipCode === sipCode,
  ];
  return !holds.includes(false);
}

async function readAll(store: CallStore, filter: RegistrationFilter): Promise<StoredRegistration[]> {
  const all: StoredRegistration[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await store.listRegistrations({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.registrations.length).toBeLessThanOrEqual(filter.limit);
    all.push(...page.registrations);
    cursor = page.nextCursor;
  }
  return all;
}
