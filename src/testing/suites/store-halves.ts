import { expect, test } from 'vitest';
import { type CallStore, labelText, type StoredCall } from '../../core/index.ts';
import { batchAfter, callChange, storedCall, timelineEntry } from '../stored-call.ts';
import { type Open, withStore } from './opened-store.ts';

const START = 1_700_000_000;
const HOUR = 3600;
const PROGRAM = labelText('agent');

/** What was captured of a call that is over, found by `key` and by the id in a header. */
function captured(facts: Partial<StoredCall> = {}): StoredCall {
  const end = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', endedAt: START + 60, talkSeconds: 55 } as const;
  return storedCall({ id: 'captured', callKey: 'key', aliases: ['alias-key'], ...end, ...facts });
}

/** What a program told of it, under an id of its own. */
function told(facts: Partial<StoredCall> = {}): StoredCall {
  return storedCall({
    id: 'told',
    callKey: 'key',
    source: PROGRAM,
    isReported: true,
    state: 'ended',
    isProvisional: false,
    outcome: 'answered',
    startedAt: START + 1,
    endedAt: START + 59,
    messages: 0,
    codec: labelText('opus'),
    told: [
      { at: START + 1, source: PROGRAM, state: 'offered' },
      { at: START + 59, source: PROGRAM, state: 'ended' },
    ],
    ...facts,
  });
}

/** Writes each call in a batch of its own. */
async function write(store: CallStore, calls: readonly StoredCall[], after = 0): Promise<void> {
  for (const [index, call] of calls.entries()) {
    const entries = call.isReported === true ? [] : [timelineEntry({ at: call.startedAt, receivedAt: call.startedAt })];
    await store.append(batchAfter(after + index, [callChange(call, entries)]));
  }
}

const idsOf = async (store: CallStore): Promise<readonly string[]> => (await store.listCalls({ limit: 10 })).calls.map(({ id }) => id);

/** What a store says of calls of which one has two halves. */
async function expectOne(store: CallStore): Promise<void> {
  expect(await idsOf(store)).toStrictEqual(['captured']);
  const [one] = await store.findCalls('key');
  expect(one?.call).toStrictEqual({ ...captured({ codec: labelText('opus') }), told: told().told });
  expect(one?.timeline).toHaveLength(1);
  expect(await store.stats()).toMatchObject({ calls: 1, openCalls: 0 });
  const { value } = await store.summarize({ since: START - HOUR, until: START + HOUR });
  expect([value.total.attempts, value.active]).toEqual([1, 0]);
}

/** Registers what must hold of the halves of calls that nobody knew any more when the other half came. */
export function storeHalves(open: Open): void {
  test.each(['key', 'alias-key'])('what a program tells by %s of a captured call long after it was over is of that call', (callKey) =>
    withStore(open, async (store, reopen) => {
      await write(store, [captured(), told({ callKey })]);
      await expectOne(store);
      await expectOne(await reopen());
    }),
  );

  test.each(['key', 'alias-key'])(
    'a call that was told of by %s long ago and is captured now is one call, that of the capture',
    (callKey) =>
      withStore(open, async (store, reopen) => {
        await write(store, [told({ callKey }), captured({ state: 'answered', version: 1 }), captured({ version: 2 })]);
        expect(await idsOf(store)).toStrictEqual(['captured']);
        const current = await reopen();
        const [one] = await current.findCalls('key');
        expect(one?.call).toStrictEqual({ ...captured({ version: 2, codec: labelText('opus') }), told: told().told });
        expect(await current.stats()).toMatchObject({ calls: 1, openCalls: 0 });
      }),
  );

  test('each further change of what was told goes to the captured call, which stays over', () =>
    withStore(open, async (store) => {
      const [offered, ended] = told().told ?? [];
      const opened = told({ state: 'answered', isProvisional: true, version: 1, told: offered === undefined ? [] : [offered] });
      const closed = told({ version: 2, told: ended === undefined ? [] : [ended] });
      await write(store, [captured(), opened, closed]);
      await expectOne(store);
    }));

  storeNearHalves(open);
  storeOtherHalves(open);
}

function storeNearHalves(open: Open): void {
  test.each([
    ['in one batch', [told(), captured()]],
    ['in one batch, the captured one first', [captured(), told()]],
  ])('both halves %s are one call', (_name, calls) =>
    withStore(open, async (store) => {
      const entry = timelineEntry({ at: START });
      await store.append(
        batchAfter(
          0,
          calls.map((call) => callChange(call, call.isReported === true ? [] : [entry])),
        ),
      );
      await expectOne(store);
    }),
  );

  test('what says no time is of the newest call with that Call-ID, up to a day later', () =>
    withStore(open, async (store) => {
      const [first, second] = [captured({ id: 'first' }), captured({ id: 'second', startedAt: START + 600, endedAt: START + 660 })];
      const { told: _told, endedAt: _endedAt, ...late } = told({ startedAt: START + 20 * HOUR, hasTranscript: true, state: 'setup' });
      await write(store, [first, second, late]);
      expect((await store.findCalls('key')).map(({ call }) => [call.id, call.hasTranscript])).toStrictEqual([
        ['second', true],
        ['first', undefined],
      ]);
      expect(await store.openCalls()).toStrictEqual([]);
    }));
}

/** Calls that have an id in common and are not one. */
function storeOtherHalves(open: Open): void {
  test('what begins long after a captured call is over is of another call that uses the id again', () =>
    withStore(open, async (store) => {
      const at = START + 300;
      const again = told({ startedAt: at, endedAt: at + 9, told: [{ at, source: PROGRAM, state: 'offered' }] });
      await write(store, [captured(), again]);
      expect(await idsOf(store)).toStrictEqual(['told', 'captured']);
      expect((await store.findCalls('captured'))[0]?.call).toStrictEqual(captured());
    }));

  test('two captured calls with one id stay two, and so do two that programs told of', () =>
    withStore(open, async (store) => {
      await write(store, [
        captured(),
        captured({ id: 'leg', callKey: 'leg-key' }),
        told({ id: 'a', callKey: 'x' }),
        told({ id: 'b', callKey: 'x' }),
      ]);
      expect(new Set(await idsOf(store))).toEqual(new Set(['captured', 'leg', 'a', 'b']));
    }));

  test('a half in the day before is found, and is then in the day of the capture alone', () =>
    withStore(open, async (store) => {
      const midnight = 1_700_006_400;
      const call = captured({ startedAt: midnight - 1, endedAt: midnight + 5 });
      const half = told({
        startedAt: midnight + 1,
        endedAt: midnight + 5,
        told: [{ at: midnight + 1, source: PROGRAM, state: 'offered' }],
      });
      await write(store, [half, call]);
      expect(await idsOf(store)).toStrictEqual(['captured']);
      const [today, before] = await Promise.all([
        store.summarize({ since: midnight, until: midnight + HOUR }),
        store.summarize({ since: midnight - HOUR, until: midnight }),
      ]);
      expect([today.value.total.attempts, before.value.total.attempts]).toEqual([0, 1]);
    }));

  chosenHalves(open);
}

/** Which half is chosen of several, and in whichever order they came. */
function chosenHalves(open: Open): void {
  test('of two that programs told of with one id, the first that began is of the call that is captured', () =>
    withStore(open, async (store) => {
      // What came first, what the batch holds first and what has the lower id are others.
      await store.append(batchAfter(0, [callChange(told({ id: 'second', startedAt: START + 2 })), callChange(told({ id: 'third' }))]));
      await write(store, [told({ id: 'first', startedAt: START, codec: labelText('opus/first') })], 2);
      await write(store, [captured()], 3);
      expect((await idsOf(store)).toSorted()).toStrictEqual(['captured', 'second', 'third']);
      const [one] = await store.findCalls('captured');
      expect(one?.call.codec).toBe('opus/first');
    }));

  test('what a batch tells of under an id that it captures later is of the call that is captured first', () =>
    withStore(open, async (store) => {
      const changes = [told(), captured(), captured({ id: 'told' })];
      await store.append(
        batchAfter(
          0,
          changes.map((change) => callChange(change)),
        ),
      );
      const codecs = (await store.listCalls({ limit: 10 })).calls.map(({ id, codec }) => [id, codec]);
      expect(codecs).toStrictEqual([
        ['told', captured().codec],
        ['captured', labelText('opus')],
      ]);
    }));

  test('an id whose call is a half of another now is free: what is captured under it finds a half of its own', () =>
    withStore(open, async (store) => {
      await store.append(
        batchAfter(0, [callChange(told()), callChange(told({ id: 'second', callKey: 'other', codec: labelText('pcmu') }))]),
      );
      await store.append(batchAfter(2, [callChange(captured()), callChange(captured({ id: 'told', callKey: 'other', aliases: [] }))]));
      const codecs = (await store.listCalls({ limit: 10 })).calls.map(({ id, codec }) => [id, codec]);
      expect(codecs).toStrictEqual([
        ['told', labelText('pcmu')],
        ['captured', labelText('opus')],
      ]);
    }));
}
