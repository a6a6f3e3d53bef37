import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { openSqlite } from '../stores/index.ts';
import { encodeFrame, encodePcap, encodePcapng, readHepFixture, type WirePacket } from '../testing/index.ts';
import { parseHep, type Hep } from '../wire/index.ts';
import { importFile, type ImportReport } from './import.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const FIXTURES = new URL('../../test/fixtures/hep/', import.meta.url);
const KAMAILIO = new URL('kamailio-sip.hepbin', FIXTURES).pathname;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function report(path: string, isStored: boolean = false): Promise<ImportReport> {
  return importFile({ path, isStored, settings: resolveSettings({ flags: { store: join(folder, 'store') }, env: {} }) });
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The SIP of a HEP capture as it was on the wire. */
function sipPackets(): readonly WirePacket[] {
  return readHepFixture(KAMAILIO).flatMap(({ bytes, at }) => {
    const hep = parseHep(bytes);
    if ('malformed' in hep) return [];
    return [
      {
        at: hep.at ?? at,
        src: endpoint(hep, hep.srcStart, hep.srcPort),
        dst: endpoint(hep, hep.dstStart, hep.dstPort),
        payload: hep.payload,
      },
    ];
  });
}

function endpoint(hep: Hep, start: number, port: number): string {
  return `${hep.bytes.subarray(start, start + 4).join('.')}:${port}`;
}

/** The report without what names the way of capture, and without the ids, whose key is the file. */
function essence({ calls, registrations, ...rest }: ImportReport): object {
  return {
    ...rest,
    calls: calls.map(({ id: _, callKey: _key, agent: _agent, caller, callee, ...call }) => ({
      ...call,
      caller: shared(caller),
      callee: shared(callee),
    })),
    registrations: registrations.map(({ id: _, callKey: _key, agent: _agent, user, ...one }) => ({ ...one, user: shared(user) })),
  };
}

/** How somebody is shown, whatever the file: pseudonyms are of the key, and without a store that is of the file. */
function shared(shown: string | undefined): string | undefined {
  return shown?.replace(/^~.{6}$/, '~');
}

test('the capture of a real proxy gives the calls that its script made', async () => {
  const { packets, rejects, duplicates, retransmissions, calls, registrations, kpis } = await report(KAMAILIO);
  expect({ packets, rejects, duplicates, retransmissions }).toEqual({
    packets: 243,
    rejects: {},
    duplicates: 4,
    retransmissions: { '200': 4, '487': 4, INVITE: 2 },
  });
  const endings = new Map<string, number>();
  for (const { outcome, sipCode, hopCode } of calls) {
    const key = `${outcome} ${sipCode} ${hopCode}`;
    endings.set(key, (endings.get(key) ?? 0) + 1);
  }
  expect(Object.fromEntries(endings)).toEqual({
    'answered 200 200': 9,
    'busy 486 486': 2,
    'failed 500 503': 2,
    'failed 503 503': 2,
    'rejected 404 404': 2,
    'cancelled 487 487': 2,
    'no_answer 408 408': 1,
    'failed 408 408': 1,
  });
  expect(registrations.map(({ outcome }) => outcome).toSorted()).toEqual(['registered', 'registered', 'rejected', 'rejected']);
  expect(kpis).toMatchObject({ ser: 0.428571, asr: 0.428571, isa: 0.285714 });
  expect(calls.map(({ startedAt }) => startedAt)).toEqual(calls.map(({ startedAt }) => startedAt).toSorted((a, b) => a - b));
});

test('what found no room is told by its reason', async () => {
  const settings = resolveSettings({ flags: { 'calls-max-calls': '2', 'calls-max-timeline': '16' }, env: {} });
  const told = await importFile({ path: KAMAILIO, isStored: false, settings });
  expect(Object.keys(told.dropped)).toEqual(['table_full']);
  expect(told.dropped['table_full']).toBeGreaterThan(0);
  expect((await report(KAMAILIO)).dropped).toEqual({});
});

test('two imports of one file are the same JSON, and nothing is written', async () => {
  const before = readdirSync(folder);
  expect(JSON.stringify(await report(KAMAILIO))).toBe(JSON.stringify(await report(KAMAILIO)));
  expect(readdirSync(folder)).toEqual(before);
});

test('the same SIP in pcap, pcapng and gzipped pcap gives the calls of the HEP capture', async () => {
  const expected = essence(await report(KAMAILIO));
  const frames = sipPackets().map(encodeFrame);
  expect(essence(await report(written('a.pcap', encodePcap(frames))))).toEqual(expected);
  expect(essence(await report(written('a.pcapng', encodePcapng(frames))))).toEqual(expected);
  expect(essence(await report(written('a.pcap.gz', gzipSync(encodePcap(frames)))))).toEqual(expected);
});

test('a capture of long ago is stored by its own clock, on the day that it was made', async () => {
  const made = Date.UTC(2011, 4, 6) / 1000;
  const [first] = sipPackets();
  const frames = sipPackets().map((packet) => encodeFrame({ ...packet, at: packet.at - (first?.at ?? 0) + made }));
  const { calls } = await report(written('old.pcap', encodePcap(frames)), true);
  expect(calls).toHaveLength(21);
  for (const { startedAt } of calls) expect(Math.abs(startedAt - made)).toBeLessThan(3600);
  expect(readdirSync(join(folder, 'store'))).toContain('calls-2011-05-06.db');
  rmSync(join(folder, 'store'), { recursive: true });
});

test('HEP within a pcap is read on any port', async () => {
  const frames = readHepFixture(KAMAILIO).map(({ at, bytes }) =>
    encodeFrame({ at, src: '192.0.2.1:40000', dst: '192.0.2.2:9999', payload: bytes }),
  );
  const { calls, kpis } = await report(written('hep.pcap', encodePcap(frames)));
  expect({ calls: calls.length, ser: kpis.ser }).toEqual({ calls: 21, ser: 0.428571 });
});

test('SIP over TCP is framed by Content-Length across segments', async () => {
  const next = new Map<string, number>();
  const frames = sipPackets().flatMap((packet) => {
    const flow = `${packet.src} ${packet.dst}`;
    const sequence = next.get(flow) ?? 1000;
    next.set(flow, sequence + packet.payload.length);
    const cut = Math.floor(packet.payload.length / 3);
    const head = encodeFrame({ ...packet, sequence, payload: packet.payload.subarray(0, cut) });
    return [head, encodeFrame({ ...packet, sequence: sequence + cut, payload: packet.payload.subarray(cut) })];
  });
  const { calls, rejects } = await report(written('tcp.pcap', encodePcap(frames)));
  const expected = (await report(KAMAILIO)).calls;
  expect(rejects).toEqual({});
  expect(calls.map(({ callId, outcome, sipCode, transport }) => ({ callId, outcome, sipCode, transport }))).toEqual(
    expected.map(({ callId, outcome, sipCode }) => ({ callId, outcome, sipCode, transport: 'tcp' })),
  );
});

test('a call whose end is not in the file is open', async () => {
  const bytes = readFileSync(KAMAILIO);
  const records = readHepFixture(KAMAILIO);
  const bye = records.findIndex((record) => Buffer.from(record.bytes).includes('BYE sip'));
  const end = records.slice(0, bye).reduce((sum, record) => sum + 12 + record.bytes.length, 0);
  const { calls, rejects } = await report(written('open.hepbin', bytes.subarray(0, end)));
  expect(rejects).toEqual({});
  expect(calls[0]).toMatchObject({ outcome: 'answered', ended: 'open' });
  expect(calls[0]).not.toHaveProperty('talkSeconds');
});

test('a file that is cut off says truncated and keeps what came before', async () => {
  const bytes = readFileSync(KAMAILIO);
  const cut = await report(written('cut.hepbin', bytes.subarray(0, bytes.length - 5)));
  expect({ packets: cut.packets, rejects: cut.rejects }).toEqual({ packets: 242, rejects: { truncated: 1 } });
  const zipped = gzipSync(bytes);
  const { rejects } = await report(written('cut.hepbin.gz', zipped.subarray(0, zipped.length - 100)));
  expect(rejects['truncated']).toBeGreaterThanOrEqual(1);
});

test('no mutated capture file makes an import throw', async () => {
  const original = encodePcap(sipPackets().slice(0, 12).map(encodeFrame));
  const hepbin = readFileSync(KAMAILIO).subarray(0, 9000);
  const change = fc.array(fc.tuple(fc.nat(9000), fc.nat(255)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(['m.pcap', original] as const, ['m.hepbin', hepbin] as const),
      change,
      async ([name, bytes], changes) => {
        const mutated = Uint8Array.from(bytes);
        for (const [at, value] of changes) if (at < mutated.length) mutated[at] = value;
        const { packets, calls } = await report(written(name, mutated));
        expect(packets).toBeGreaterThanOrEqual(0);
        expect(Array.isArray(calls)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('a missing file and a file of another format are refused by code', async () => {
  await expect(report(join(folder, 'none.pcap'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(report(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(report(written('a.txt', new TextEncoder().encode('this is text, no capture')))).rejects.toMatchObject({
    code: 'FILE_FORMAT',
  });
});

test('a stored import written twice is in the store once, whole and over', async () => {
  await report(KAMAILIO, true);
  const first = await stored();
  await report(KAMAILIO, true);
  expect(await stored()).toEqual(first);
  expect(first.stats).toMatchObject({ calls: 21, openCalls: 0, registrations: 4 });
  expect(first.page.calls.every(({ state }) => state === 'ended')).toBe(true);
  expect(first.messages).toBeGreaterThan(150);
});

async function stored(): Promise<{
  readonly stats: object;
  readonly page: { readonly calls: readonly { readonly state: string }[] };
  readonly messages: number;
}> {
  const store = await openSqlite({ path: join(folder, 'store'), readOnly: true });
  try {
    const page = await store.listCalls({ limit: 100 });
    const found = await Promise.all(page.calls.map(async ({ id }) => store.findCalls(id)));
    const { calls, openCalls, registrations } = await store.stats();
    return {
      page,
      stats: { calls, openCalls, registrations },
      messages: found.flat().reduce((sum, { timeline }) => sum + timeline.length, 0),
    };
  } finally {
    await store.close();
  }
}
