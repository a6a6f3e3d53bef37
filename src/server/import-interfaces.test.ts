import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeFrame, encodePcapng, readHepFixture, type WireFrame, type WirePacket } from '../testing/index.ts';
import { parseHep, type Hep } from '../wire/index.ts';
import { importFile, type ImportReport } from './import.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const KAMAILIO = new URL('../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url).pathname;
const PROXY = '127.0.0.1:5060';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-interfaces-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a real proxy sent and received, as datagrams. */
function packets(): readonly WirePacket[] {
  return readHepFixture(KAMAILIO).flatMap(({ bytes, at }) => {
    const hep = parseHep(bytes);
    if ('malformed' in hep) return [];
    const src = endpoint(hep, hep.srcStart, hep.srcPort);
    return [{ at: hep.at ?? at, src, dst: endpoint(hep, hep.dstStart, hep.dstPort), payload: hep.payload }];
  });
}

function endpoint(hep: Hep, start: number, port: number): string {
  return `${hep.bytes.subarray(start, start + 4).join('.')}:${port}`;
}

async function imported(frames: readonly WireFrame[]): Promise<ImportReport> {
  const path = join(folder, 'capture.pcapng');
  writeFileSync(path, encodePcapng(frames.toSorted((a, b) => a.at - b.at)));
  return importFile({ path, isStored: false, settings: resolveSettings({ flags: { store: folder }, env: {} }) });
}

/** How somebody is shown, whatever the file: pseudonyms are of its key. */
function shared(shown: string | undefined): string | undefined {
  return shown?.replace(/^~.{6}$/, '~');
}

/** The report without the ids, whose key is the file. */
function withoutIds({ calls, registrations, ...rest }: ImportReport): object {
  return {
    ...rest,
    calls: calls.map(({ id: _, callKey: _key, caller, callee, ...call }) => ({ ...call, caller: shared(caller), callee: shared(callee) })),
    registrations: registrations.map(({ id: _, callKey: _key, user, ...one }) => ({ ...one, user: shared(user) })),
  };
}

test('the same packets on two interfaces are two vantages of them, however far their clocks lie apart: nothing more was sent again', async () => {
  const single = await imported(packets().map(encodeFrame));
  for (const apart of [0.001, 3, -3]) {
    const sights = packets().flatMap((packet) =>
      [0, 1].map((index) => ({ ...encodeFrame({ ...packet, at: packet.at + index * apart }), interfaceIndex: index })),
    );
    const { duplicates, retransmissions, calls } = await imported(sights);
    expect([apart, duplicates, retransmissions]).toEqual([apart, single.duplicates, single.retransmissions]);
    expect(calls.map(({ outcome, sipCode, ended, vantages }) => ({ outcome, sipCode, ended, vantages }))).toEqual(
      single.calls.map(({ outcome, sipCode, ended }) => ({ outcome, sipCode, ended, vantages: 2 })),
    );
  }
});

test('a tap with an interface for each direction, and one for each side of a proxy, are one vantage with every duration', async () => {
  const single = await imported(packets().map(encodeFrame));
  expect(single.calls.every(({ agent, vantages }) => agent === 'file' && vantages === 1)).toBe(true);
  const isOnSecond: readonly ((packet: WirePacket) => boolean)[] = [
    ({ src }) => src === PROXY,
    ({ src, dst }) => src === '127.0.0.1:5061' || dst === '127.0.0.1:5061',
  ];
  for (const isSecond of isOnSecond) {
    const frames = packets().map((packet) => ({ ...encodeFrame(packet), interfaceIndex: isSecond(packet) ? 1 : 0 }));
    expect(withoutIds(await imported(frames))).toEqual(withoutIds(single));
  }
});
