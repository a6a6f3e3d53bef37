import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlite } from '../stores/index.ts';
import { encodeFrame, encodePcap } from '../testing/index.ts';
import { importFile } from './import.ts';
import { loadPrivacyKey } from './privacy/key-file.ts';
import { createPrivacy } from './privacy/privacy.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-call-id-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SETTINGS = () => resolveSettings({ flags: { store: join(folder, 'store'), 'privacy-country': 'DE' }, env: {} });

interface Sip {
  readonly callId: string;
  readonly from?: string;
  readonly requestUser?: string;
  readonly headers?: readonly string[];
  readonly contact?: string;
}

/** A refused call as it is on the wire, with headers of the choice of a test. */
function refusedCall({
  callId,
  from = '<sip:anonymous@anonymous.invalid>',
  requestUser = 'service',
  headers = [],
  contact = 'gw',
}: Sip): Uint8Array {
  const packet = (at: number, src: string, dst: string, line: string, more: readonly string[]) =>
    encodeFrame({
      at,
      src,
      dst,
      payload: new TextEncoder().encode(
        [
          line,
          'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx1',
          `From: ${from};tag=f1`,
          `To: <sip:service@example.org>${line.startsWith('SIP') ? ';tag=t1' : ''}`,
          `Call-ID: ${callId}`,
          'CSeq: 1 INVITE',
          ...more,
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      ),
    });
  const [caller, callee] = ['192.0.2.1:5060', '192.0.2.2:5060'];
  return encodePcap([
    packet(1_700_000_000, caller, callee, `INVITE sip:${requestUser}@example.org SIP/2.0`, [
      `Contact: <sip:${contact}@192.0.2.1>`,
      ...headers,
    ]),
    packet(1_700_000_001, callee, caller, 'SIP/2.0 486 Busy Here', []),
  ]);
}

async function imported(call: Sip, isStored = false) {
  const path = join(folder, 'call.pcap');
  writeFileSync(path, refusedCall(call));
  const { calls } = await importFile({ path, isStored, settings: SETTINGS() });
  const [first] = calls;
  if (first === undefined || calls.length > 1) throw new Error('One call was expected.');
  return first;
}

const NUMBER = '+493023125001';

test.each<[string, Omit<Sip, 'callId'>]>([
  ['From', { from: '<sip:03023125001@example.org>' }],
  ['the display name of From', { from: '"+49 30 23125 001" <sip:anonymous@anonymous.invalid>' }],
  ['the Request-URI', { requestUser: NUMBER }],
  ['Contact', { contact: NUMBER }],
  ['P-Asserted-Identity', { headers: [`P-Asserted-Identity: <sip:service@example.org>, <tel:${NUMBER}>`] }],
  ['P-Preferred-Identity', { headers: [`P-Preferred-Identity: <sip:${NUMBER}@example.org>`] }],
  ['Remote-Party-ID', { headers: [`Remote-Party-ID: "x" <sip:${NUMBER}@example.org>;party=calling`] }],
  ['Diversion', { headers: [`Diversion: <sip:one@example.org>;reason=unknown, <sip:${NUMBER}@example.org>`] }],
  ['History-Info', { headers: [`History-Info: <sip:one@example.org>;index=1, <sip:${NUMBER}@example.org?Reason=SIP>;index=1.1`] }],
])('a Call-ID that names whom %s names is shown as its keyed hash', async (_, headers) => {
  for (const callId of ['g-3023125001-x', 'g-23-12-50-01x', 'g%32%33125001x', btoa('sip:03023125001@example.org')]) {
    const call = await imported({ callId, ...headers });
    expect(call.callId, callId).toBe(call.callKey);
  }
  const call = await imported({ callId: 'a84b4c76e6@pbx.example', ...headers });
  expect(call.callId).toBe('a84b4c76e6@pbx.example');
});

test('a display name in any header, and a user in another case, hide a Call-ID that holds them', async () => {
  for (const headers of [
    { from: '"Alice Example" <sip:anonymous@anonymous.invalid>' },
    { from: '<sip:ALICE@example.org>' },
    { headers: ['P-Asserted-Identity: "Alice" <sip:service@example.org>'] },
    { headers: ['Remote-Party-ID: Alice <sip:service@example.org>'] },
  ]) {
    const call = await imported({ callId: 'out-alice-7@pbx.example', ...headers });
    expect(call.callId).toBe(call.callKey);
  }
});

test('a display name hides no Call-ID by a word of its host part, which is compared with users of addresses of record alone', async () => {
  const callId = 'a84b4c76e6@lab';
  for (const headers of [
    { from: '"Alice Lab" <sip:1001@lab>' },
    { headers: ['P-Asserted-Identity: "Bob Lab" <sip:service@lab>'] },
    { contact: 'lab' },
  ]) {
    const call = await imported({ callId, ...headers });
    expect(call.callId).toBe(callId);
    const named = await imported({ callId: 'lab-7@pbx.example', ...headers });
    expect(named.callId).toBe(named.callKey);
  }
  for (const headers of [
    { from: '"Alice Lab" <sip:lab@example.org>' },
    { from: '"lab" <sip:lab@example.org>' },
    { requestUser: 'LAB' },
    { headers: ['P-Asserted-Identity: "lab" <sip:lab@example.org>'] },
  ]) {
    const call = await imported({ callId, ...headers });
    expect(call.callId).toBe(call.callKey);
  }
});

test('a store keeps the whole Call-ID encrypted when it names the caller, and not at all when it names somebody by whom the call cannot be erased', async () => {
  await imported({ callId: 'own-3023125001', from: `<sip:${NUMBER}@example.org>` }, true);
  await imported({ callId: 'withheld-3023125001', headers: [`P-Asserted-Identity: <tel:${NUMBER}>`] }, true);
  await imported({ callId: 'plain@pbx.example', from: `<sip:${NUMBER}@example.org>` }, true);
  const privacy = createPrivacy({ key: loadPrivacyKey({ dataFolder: join(folder, 'store') }), output: 'masked' });
  const store = await openSqlite({ path: join(folder, 'store'), readOnly: true });
  const found = async (callId: string) => {
    const [one] = await store.findCalls(privacy.hashCallId(callId));
    if (one === undefined) throw new Error(`${callId} was not found.`);
    return {
      shown: privacy.present(one.call).callId,
      key: one.call.callKey,
      whole: privacy.presentNumbers(one.call).callId,
      sealed: one.call.callIdSealed,
    };
  };
  expect(await found('own-3023125001')).toMatchObject({ shown: privacy.hashCallId('own-3023125001'), whole: 'own-3023125001' });
  const withheld = await found('withheld-3023125001');
  expect([withheld.shown, withheld.whole, withheld.sealed]).toEqual([withheld.key, withheld.key, undefined]);
  expect(await found('plain@pbx.example')).toMatchObject({ shown: 'plain@pbx.example', whole: 'plain@pbx.example', sealed: undefined });
  await store.close();
});
