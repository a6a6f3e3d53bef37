import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  AGENT_CLASS,
  CALL_FIELDS,
  type CallStore,
  field,
  type Fields,
  REGISTRATION_FIELDS,
  LATENCY_FIELDS,
  TIMELINE_FIELDS,
  TRANSPORT,
} from '../../src/core/index.ts';
import { decodeChanges, decodeFrame, PackedCall, type SeriesValues } from '../../src/format/index.ts';
import { CALL_NUMBERS, CHANGE_NUMBERS, LATENCY_NUMBERS, REGISTRATION_NUMBERS, TIMELINE_NUMBERS } from '../../src/format/field-numbers.ts';
import { FieldReader } from '../../src/format/field-reader.ts';
import { createRecordCodec } from '../../src/format/record-codec.ts';
import { AGENT_CLASS_NUMBERS, TRANSPORT_NUMBERS } from '../../src/format/word-numbers.ts';
import { openHistory, openSqlite } from '../../src/stores/index.ts';
import { plainChanges } from '../../src/testing/index.ts';
import { historyRows } from '../fixtures/format/history-rows.mjs';
import { AT, changes, fullCall, latency, messages, openCall, smallCall } from '../fixtures/format/changes.mjs';

const GOLDEN = join(import.meta.dirname, '../fixtures/format/1');
const root = mkdtempSync(join(tmpdir(), 'ringscope-golden-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A copy: also one who only reads makes files beside a database. */
async function withGolden(use: (store: CallStore) => Promise<void>): Promise<void> {
  const path = mkdtempSync(join(root, 'data-'));
  for (const name of readdirSync(GOLDEN)) if (name.endsWith('.db')) copyFileSync(join(GOLDEN, name), join(path, name));
  const store = await openSqlite({ path, readOnly: true });
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

/** The changes of the spool as they lie there. */
function spooled(): Uint8Array {
  const name = readdirSync(GOLDEN).find((file) => file.endsWith('.spool')) ?? '';
  return decodeFrame(readFileSync(join(GOLDEN, name)))?.payload ?? new Uint8Array(0);
}

/** A message as it is when its day was packed: the hashes are small numbers. */
const [first, second] = messages;
const packed = [
  { ...first, receivedAt: AT, fromTag: 3, branches: [0, 1], contentHash: 2 },
  { ...second, receivedAt: AT + 0.25, fromTag: 3, toTag: 5, branches: [0], contentHash: 4 },
];

test('the history of layout 1 holds the values that were written into it', async () => {
  const path = mkdtempSync(join(root, 'data-'));
  copyFileSync(join(GOLDEN, 'history.db'), join(path, 'history.db'));
  const file = await openHistory(path);
  const plain = ({ times, series }: SeriesValues): unknown => ({
    times,
    series: series.map(({ id, values }) => ({ id, values: Array.from(values) })),
  });
  try {
    expect(file.series()).toStrictEqual(historyRows.newSeries);
    expect(file.fine(AT + 86_400).map(plain)).toStrictEqual(historyRows.fine);
    expect(file.recent(AT + 86_400).map(plain)).toStrictEqual([historyRows.recent]);
    for (const { block, parts } of historyRows.packed)
      for (const [part, values] of parts)
        expect([file.part(block, part)].flatMap((one) => (one ? [plain(one)] : []))).toStrictEqual([values]);
  } finally {
    file.close();
  }
});

test('the files of layout 1 hold what was written into them', () =>
  withGolden(async (store) => {
    expect(await store.findCalls('abcdefghijklmnop')).toStrictEqual([{ call: fullCall, timeline: packed }]);
    expect(await store.findCalls('small-key')).toStrictEqual([{ call: smallCall, timeline: [packed[0]] }]);
    expect(await store.findCalls('late-call')).toStrictEqual([
      { call: { ...smallCall, id: 'late-call', callKey: 'late-key' }, timeline: [second] },
    ]);
    expect(await store.openCalls()).toStrictEqual([{ call: openCall, timeline: [first] }]);
    expect((await store.listLatencies({ limit: 10 })).latencies).toStrictEqual([latency]);
    expect(await store.stats()).toMatchObject({ calls: 4, openCalls: 1, registrations: 1, lastLsn: 6 });
    const { value, isPartial } = await store.summarize({ since: AT - 3600, until: AT + 7200 });
    expect([isPartial, value.total.attempts, value.total.counts.answered, value.total.talk?.sum]).toStrictEqual([false, 3, 1, 60]);
    expect([...value.byTrunk.keys()].sort()).toStrictEqual(['carrier-1', 'none']);
    const stages = (await store.summarizeLatencies({ since: AT - 3600, until: AT + 7200 })).value;
    expect(stages.tool_call).toMatchObject({ count: 1, sum: 1.25 });
  }));

test('a day of layout 1 has whole numbers, and says that it lacks their ends', () =>
  withGolden(async (store) => {
    const ofCallee = async (conditions: object) => {
      const { calls, isPartial } = await store.listCalls({ ...conditions, limit: 10 });
      return [calls.map(({ id }) => id), isPartial];
    };
    const hash = fullCall.callee?.hash ?? '';
    const [whole] = await ofCallee({ numberHash: hash });
    expect(whole).toContain(fullCall.id);
    expect(await ofCallee({ numberHash: hash, numberEnd: { tail: 'aaaa', whole: ['bbbb'] } })).toStrictEqual([whole, undefined]);
    expect(await ofCallee({ numberHash: hash, numberEnd: { tail: 'aaaa' } })).toStrictEqual([whole, true]);
    expect(await ofCallee({ calleeEnd: { tail: 'aaaa' }, since: AT + 90_000 })).toStrictEqual([[], undefined]);
    const { isPartial } = await store.summarize({ since: AT - 3600, until: AT + 7200 }, { callerEnd: { tail: 'aaaa' } });
    expect(isPartial).toBe(true);
  }));

test('a day of layout 1 that was made before latencies had metadata takes it, and keeps what it had', async () => {
  const path = mkdtempSync(join(root, 'data-'));
  for (const name of readdirSync(GOLDEN)) if (name.endsWith('.db')) copyFileSync(join(GOLDEN, name), join(path, name));
  const record = { ...latency, id: 'another', stage: 'tool_call', at: latency.at + 1, metadata: '{"tool":"greet"}' } as const;
  const store = await openSqlite({ path });
  try {
    expect((await store.listLatencies({ limit: 10 })).latencies).toStrictEqual([latency]);
    await store.append({ lsn: 7, changes: [{ kind: 'latency', record }] });
    expect((await store.listLatencies({ limit: 10 })).latencies).toStrictEqual([record, latency]);
  } finally {
    await store.close();
  }
});

test('a segment of the spool of layout 1 holds the changes that were written into it', () => {
  expect(plainChanges(decodeChanges(spooled()))).toStrictEqual(changes);
});

/** The parts of the changes of the spool as bytes: of calls what has columns and what has none, and each message; registrations and latencies. */
function partsOfSpool(): { readonly kind: keyof typeof DECLARED; readonly bytes: Uint8Array }[] {
  return decodeChanges(spooled()).flatMap((change) => {
    if (!(change instanceof PackedCall)) return [];
    const from = new FieldReader(change.bytes);
    from.goTo(CHANGE_NUMBERS.columns);
    const parts: { kind: keyof typeof DECLARED; bytes: Uint8Array }[] = [
      { kind: 'call', bytes: from.bytes() },
      { kind: 'call', bytes: change.detail },
    ];
    for (let at = 0, bytes = change.timelineBytes; at < bytes.length; at += 1 + (bytes[at] ?? 0))
      parts.push({ kind: 'message', bytes: bytes.subarray(at + 1, at + 1 + (bytes[at] ?? 0)) });
    return parts;
  });
}

const DECLARED = {
  call: { fields: CALL_FIELDS, numbers: CALL_NUMBERS, base: 'startedAt' },
  message: { fields: TIMELINE_FIELDS, numbers: TIMELINE_NUMBERS, base: 'at' },
} as const;

/** The same declarations with something new in them. */
const CHANGED: Readonly<Record<string, (fields: Fields) => Fields>> = {
  'a word that is appended': (fields) => ({ ...fields, transport: field.oneOf([...TRANSPORT, 'quic']).optional() }),
  'a field before all others': (fields) => ({ queue: field.text().optional(), ...fields }),
  'a class before all others': (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, one]) => [
        name,
        one.values === AGENT_CLASS ? field.oneOf(['new', ...AGENT_CLASS]).optional() : one,
      ]),
    ),
};
const NUMBERS = {
  call: {
    ...CALL_NUMBERS,
    queue: 90,
    transport: { number: CALL_NUMBERS.transport.number, words: { ...TRANSPORT_NUMBERS, quic: 6 } },
    callerAgentClass: { number: CALL_NUMBERS.callerAgentClass.number, words: { new: 16, ...AGENT_CLASS_NUMBERS } },
    calleeAgentClass: { number: CALL_NUMBERS.calleeAgentClass.number, words: { new: 16, ...AGENT_CLASS_NUMBERS } },
  },
  message: {
    ...TIMELINE_NUMBERS,
    queue: 90,
    transport: { number: TIMELINE_NUMBERS.transport.number, words: { ...TRANSPORT_NUMBERS, quic: 6 } },
    agentClass: { number: TIMELINE_NUMBERS.agentClass.number, words: { new: 16, ...AGENT_CLASS_NUMBERS } },
  },
};

test.each(Object.entries(CHANGED))('%s leaves what layout 1 holds as it is', (_what, change) => {
  const parts = partsOfSpool();
  expect(parts.map(({ kind }) => kind).sort()).toStrictEqual([...Array(6).fill('call'), ...Array(4).fill('message')]);
  for (const { kind, bytes } of parts) {
    const { fields, numbers, base } = DECLARED[kind];
    const before = createRecordCodec(fields, numbers, { base });
    const after = createRecordCodec(change(fields), NUMBERS[kind], { base });
    expect(after.read(new FieldReader(bytes), {})).toStrictEqual(before.read(new FieldReader(bytes), {}));
  }
});

test('every field and word has a number, and no two of one record or domain have the same', () => {
  for (const [fields, numbers] of [
    [CALL_FIELDS, CALL_NUMBERS],
    [TIMELINE_FIELDS, TIMELINE_NUMBERS],
    [REGISTRATION_FIELDS, REGISTRATION_NUMBERS],
    [LATENCY_FIELDS, LATENCY_NUMBERS],
  ] as const) {
    expect(() => createRecordCodec(fields, numbers)).not.toThrow();
    expect(() => createRecordCodec({ ...fields, added: field.text() }, numbers)).toThrow('The field added has no number.');
  }
  expect(() => createRecordCodec({ transport: field.oneOf([...TRANSPORT, 'quic']) }, TIMELINE_NUMBERS)).toThrow(
    'The word quic of the field transport has no number.',
  );
});

/** What was ever given a number, as `name: number`, one object for each record and each domain of words. */
const FROZEN = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/format/numbers.json'), 'utf8')) as Record<
  string,
  Record<string, number>
>;

test('a number that was ever given is still that of its name, or of none', async () => {
  const now = await givenNumbers();
  expect(Object.keys(now)).toStrictEqual(Object.keys(FROZEN));
  for (const [table, given] of Object.entries(now)) {
    // What is new is entered in the file, and never taken out of it.
    expect(FROZEN[table]).toMatchObject(given);
    expect(new Set(Object.values(FROZEN[table] ?? {})).size).toBe(Object.keys(FROZEN[table] ?? {}).length);
  }
});

async function givenNumbers(): Promise<Record<string, Record<string, number>>> {
  const tables: Record<string, unknown> = {
    ...(await import('../../src/format/field-numbers.ts')),
    ...(await import('../../src/format/word-numbers.ts')),
  };
  const names = Object.keys(tables).filter((name) => name.endsWith('_NUMBERS'));
  return Object.fromEntries(names.sort().map((name) => [name, flat(tables[name] as object)]));
}

function flat(table: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, known]: [string, unknown]): [string, number][] => {
      if (typeof known === 'number') return [[name, known]];
      const parts = known as Record<string, unknown>;
      return ['number', 'hash', 'mask'].flatMap((part): [string, number][] =>
        typeof parts[part] === 'number' ? [[part === 'number' ? name : `${name}.${part}`, parts[part]]] : [],
      );
    }),
  );
}
