import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelText, Private, type TelephonyEvent } from '../../src/core/index.ts';
import { createPacketReader, readCaptureFile } from '../../src/sources/index.ts';
import { encodeFrame, encodeHep3, encodePcap } from '../../src/testing/index.ts';
import { parseSip } from '../../src/wire/index.ts';
import { INVALID_MESSAGES } from './invalid-messages.ts';
import { OTHER_MESSAGES } from './other-messages.ts';
import { VALID_MESSAGES } from './valid-messages.ts';

const FIXTURES = new URL('../fixtures/rfc4475/', import.meta.url);
const NOW = 1_700_000_000;

const VERDICTS = [...VALID_MESSAGES, ...INVALID_MESSAGES, ...OTHER_MESSAGES];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-rfc4475-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`${name}.dat`, FIXTURES));

/** The events of a message that a packet capture has as a UDP datagram. */
async function captured(name: string): Promise<readonly TelephonyEvent[]> {
  const path = join(folder, 'one.pcap');
  writeFileSync(path, encodePcap([encodeFrame({ at: NOW, src: '192.0.2.1:5060', dst: '192.0.2.2:5060', payload: bytesOf(name) })]));
  const events: TelephonyEvent[] = [];
  await readCaptureFile(path, { emit: (event) => void events.push(event), hashSeed: 7, onRecord: () => undefined });
  return events;
}

/** The events of a message that a capture agent sends. */
function sent(name: string): readonly TelephonyEvent[] {
  const events: TelephonyEvent[] = [];
  const reader = createPacketReader({ source: labelText('hep'), emit: (event) => void events.push(event), hashSeed: 7 });
  reader.hep(encodeHep3({ at: NOW, payload: bytesOf(name) }), NOW);
  return events;
}

const opened = (secret: Private | undefined): string | undefined => (secret === undefined ? undefined : Private.open(secret));

const NOBODY = { caller: undefined, callerName: undefined, callee: undefined, requestUser: undefined };

/** Whose people are in the event: an INVITE's, and those of a REGISTER and its answers. */
const beginsSomething = ({ method, status }: { method: string; status?: number | undefined }): boolean =>
  method === 'REGISTER' || (method === 'INVITE' && status === undefined);

/** What was made of a message, in the words of the table. */
function verdictOf(events: readonly TelephonyEvent[]): readonly unknown[] {
  return events.flatMap((event): readonly unknown[] => {
    if (event.type === 'source.rejected') return [{ rejected: event.reason }];
    if (event.type !== 'sip.message') return [];
    const { method, status, cseq, callId, hasSdp, hasCredentials, anomalies } = event;
    const people = { caller: opened(event.caller), callerName: opened(event.callerName), callee: opened(event.callee) };
    const flags = { hasToTag: event.toTag !== undefined, hasSdp, hasCredentials, anomalies: anomalies ?? [] };
    return [{ method, status, cseq, callId, ...people, requestUser: opened(event.requestUser), vias: event.branches.length, ...flags }];
  });
}

test.each(VERDICTS)(
  '$name ($section) is what the table says, in a packet capture and over HEP',
  async ({ name, section: _, why: _why, ...verdict }) => {
    const usual = { status: undefined, vias: 1, hasToTag: false, hasSdp: false, hasCredentials: false, anomalies: [] };
    const whole = 'rejected' in verdict ? verdict : { ...usual, ...NOBODY, ...verdict };
    const expected = 'rejected' in whole || beginsSomething(whole) ? whole : { ...whole, ...NOBODY };
    expect(verdictOf(await captured(name))).toEqual([expected]);
    expect(verdictOf(sent(name))).toEqual([expected]);
  },
);

test.each(VERDICTS.filter((verdict) => !('rejected' in verdict)))(
  '$name ($section) names whom the table says, whether or not it begins something',
  ({ name, section: _, why: _why, ...verdict }) => {
    const sip = parseSip(bytesOf(name));
    if ('malformed' in sip) throw new Error(sip.malformed);
    const { fromUser: caller, fromName, toUser: callee, requestUser } = sip;
    const callerName = fromName === '' ? undefined : fromName;
    expect({ ...NOBODY, ...verdict }).toMatchObject({ caller, callerName, callee, requestUser });
  },
);

test('the table names each of the 49 messages once', () => {
  const files = readdirSync(FIXTURES).flatMap((file) => (file.endsWith('.dat') ? [file.slice(0, -4)] : []));
  expect(files).toHaveLength(49);
  expect(VERDICTS.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
});
