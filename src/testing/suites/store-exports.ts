import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CallConditions,
  type CallStore,
  type ExportFormat,
  type ExportPeople,
  shownPerson,
  type StoredCall,
  type StoredPrivate,
} from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { arbitraryStoredCall } from './arbitrary-record.ts';
import { type Open, withStore } from './opened-store.ts';
import { batchAfter, callChange, storedCall } from '../stored-call.ts';

const RUNS = 25;
const HEADER =
  'id,callId,startedAt,endedAt,direction,trunk,agent,caller,callee,state,outcome,ended,cause,sipCode,codec,pddSeconds,setupSeconds,talkSeconds,agentResponseSeconds,mos,hasTranscript,isSynthetic';
const ANSWERED = storedCall({
  id: 'answered',
  callId: 'a84b4c76e66710',
  state: 'ended',
  isProvisional: false,
  trunk: labelText('carrier'),
  startedAt: 1_700_000_000.25,
  endedAt: 1_700_000_064.5,
  outcome: 'answered',
  ended: 'bye',
  sipCode: 200,
  setupSeconds: 4,
  talkSeconds: 60.25,
  mos: 4.123456789012345,
  hasTranscript: false,
  caller: { hash: 'hash-of-caller', mask: '+49***5678' },
  callee: { hash: 'hash-of-callee', mask: '***' },
});

/** Registers the tests of what a store writes out. */
export function storeExports(open: Open): void {
  forms(open);
  contents(open);
}

/** Uses a store that holds these calls. */
function filled(open: Open, calls: readonly StoredCall[], use: (store: CallStore) => Promise<void>): Promise<void> {
  return withStore(open, async (store) => {
    const changes = calls.map((call) => callChange(call));
    if (changes.length > 0) await store.append(batchAfter(0, changes));
    await use(store);
  });
}

function forms(open: Open): void {
  test('a call is one line of CSV with times as ISO 8601, and what has no value is empty', () =>
    filled(open, [ANSWERED], async (store) => {
      const line =
        "answered,a84b4c76e66710,2023-11-14T22:13:20.250000Z,2023-11-14T22:14:24.500000Z,inbound,carrier,2001,'+49***5678,~hash-o,ended,answered,bye,,200,,,4,60.25,,4.123456789012345,false,";
      expect(await written(store, {}, 'csv')).toBe(`${HEADER}\r\n${line}\r\n`);
    }));

  test('T5: a cell with a quote, a comma or a line break is quoted, and one that a spreadsheet takes for a formula is a text', () =>
    filled(
      open,
      [storedCall({ id: 'plain', callId: 'x"y,z' }), storedCall({ id: '=1+1', callId: '@SUM(A1)\n', startedAt: 1 })],
      async (store) => {
        const text = await written(store, {}, 'csv');
        expect(text).toContain('\r\nplain,"x""y,z",');
        expect(text).toContain(`\r\n'=1+1,"'@SUM(A1)\n",`);
      },
    ));

  test('the three formats hold the same calls; those in progress first, then the others newest first', () =>
    filled(
      open,
      [
        storedCall({ id: 'open', startedAt: 5 }),
        ...[30, 10, 200_000].map((at) => storedCall({ ...ANSWERED, id: `at-${at}`, startedAt: at })),
      ],
      async (store) => {
        const ids = ['open', 'at-200000', 'at-30', 'at-10'];
        const lines = (await written(store, {}, 'ndjson')).trimEnd().split('\n');
        expect(lines.map((line) => idOf(JSON.parse(line)))).toStrictEqual(ids);
        const whole: unknown = JSON.parse(await written(store, {}, 'json'));
        expect(whole).toStrictEqual({ calls: lines.map((line): unknown => JSON.parse(line)) });
        const csv = await written(store, {}, 'csv');
        expect(
          csv
            .split('\r\n')
            .slice(1, -1)
            .map((line) => line.split(',')[0]),
        ).toStrictEqual(ids);
      },
    ));
}

function contents(open: Open): void {
  test('a store without calls gives a header, an empty list or nothing', () =>
    filled(open, [], async (store) => {
      expect(await written(store, {}, 'csv')).toBe(`${HEADER}\r\n`);
      expect(await written(store, {}, 'ndjson')).toBe('');
      expect(JSON.parse(await written(store, {}, 'json'))).toStrictEqual({ calls: [] });
    }));

  test('a call that is open again is exported once, as it is now', () =>
    withStore(open, async (store) => {
      await store.append(batchAfter(0, [callChange(ANSWERED), callChange(storedCall({ ...ANSWERED, id: 'over' }))]));
      const again = storedCall({ ...ANSWERED, version: 2, state: 'answered', isProvisional: true });
      await store.append(batchAfter(2, [callChange(again)]));
      const lines = (await written(store, {}, 'ndjson')).trimEnd().split('\n');
      const shown = lines.map((line): unknown => JSON.parse(line));
      expect(shown).toMatchObject([
        { id: 'answered', state: 'answered' },
        { id: 'over', state: 'ended' },
      ]);
    }));

  test('numbers are masked, those hidden whole by letters of their pseudonym, or pseudonyms, or left out', () =>
    filled(open, [ANSWERED], async (store) => {
      const shown = async (people: ExportPeople): Promise<unknown> => JSON.parse(await written(store, {}, 'ndjson', people));
      expect(await shown('masked')).toMatchObject({ caller: '+49***5678', callee: '~hash-o' });
      expect(await shown('pseudonym')).toMatchObject({ caller: 'hash-of-caller', callee: 'hash-of-callee' });
      expect(await shown('off')).not.toHaveProperty('caller');
    }));

  test('an export holds the calls of a list with the same conditions, each field as it is there', async () => {
    const calls = fc.uniqueArray(fc.oneof(arbitraryStoredCall(), arbitraryStoredCall().map(usualCode)), {
      selector: ({ id }) => id,
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(calls, fc.nat(), async (all, at) => {
        const { startedAt, direction } = all[at % all.length] ?? ANSWERED;
        await filled(open, all, async (store) => {
          for (const conditions of [{}, { since: startedAt }, { until: startedAt }, { direction }] satisfies CallConditions[]) {
            const listed = (await store.listCalls({ ...conditions, limit: 1000 })).calls;
            const lines = (await written(store, conditions, 'ndjson')).split('\n').slice(0, -1);
            const exported = lines.map((line): unknown => JSON.parse(line));
            expect(exported.toSorted(byId)).toStrictEqual(listed.map(shownCall).toSorted(byId));
          }
        });
      }),
      { numRuns: RUNS },
    );
  });
}

/** A call whose numbers have the usual size. */
function usualCode(call: StoredCall): StoredCall {
  return call.sipCode === undefined ? call : { ...call, sipCode: call.sipCode % 700 };
}

function isPerson(value: unknown): value is StoredPrivate {
  return typeof value === 'object' && value !== null;
}

/** The columns of the header, with people as they are shown. */
function shownCall(call: StoredCall): unknown {
  const cells = HEADER.split(',').map((name) => [name, Reflect.get(call, name)] as const);
  const shown = cells.map(([name, value]) => [name, isPerson(value) ? shownPerson(value, 'masked') : value] as const);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

function byId(a: unknown, b: unknown): number {
  return idOf(a) < idOf(b) ? -1 : 1;
}

function idOf(call: unknown): string {
  return typeof call === 'object' && call !== null && 'id' in call ? String(call.id) : '';
}

async function written(
  store: CallStore,
  conditions: CallConditions,
  format: ExportFormat,
  people: ExportPeople = 'masked',
): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.scan(conditions, format, people)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
