import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeFrame, encodePcap } from '../testing/index.ts';
import { importFile } from './import.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const PHONE = '192.0.2.40:5060';
const REGISTRAR = '192.0.2.20:5060';
const DESK = '<sip:alice@192.0.2.40:5060>';
const MOBILE = '<sip:alice@198.51.100.7:5060;transport=tcp>';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-registrations-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One REGISTER and its answer, each with these headers. */
async function registered(request: readonly string[], answer: readonly string[], status = '200 OK') {
  const text = (startLine: string, headers: readonly string[]): Uint8Array =>
    new TextEncoder().encode(
      [
        startLine,
        `Via: SIP/2.0/UDP ${PHONE};branch=z9hG4bKr1`,
        'From: <sip:alice@example.org>;tag=a',
        'To: <sip:alice@example.org>',
        'Call-ID: registrations',
        'CSeq: 1 REGISTER',
        ...headers,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  const frames = [
    { at: 1000, src: PHONE, dst: REGISTRAR, payload: text('REGISTER sip:example.org SIP/2.0', request) },
    { at: 1000.1, src: REGISTRAR, dst: PHONE, payload: text(`SIP/2.0 ${status}`, answer) },
  ];
  const path = join(folder, 'one.pcap');
  writeFileSync(path, encodePcap(frames.map(encodeFrame)));
  const { registrations } = await importFile({ path, isStored: false, settings: resolveSettings({ flags: {}, env: {} }) });
  return registrations;
}

test('a phone that ends one of two bindings stays registered, and is unregistered when all end', async () => {
  expect(await registered([`Contact: ${MOBILE};expires=0, ${DESK};expires=600`], [`Contact: ${DESK};expires=600`])).toMatchObject([
    { outcome: 'registered', expiresSeconds: 600 },
  ]);
  expect(await registered([`Contact: ${MOBILE};expires=0`, `Contact: ${DESK}`, 'Expires: 0'], [])).toMatchObject([
    { outcome: 'unregistered' },
  ]);
  expect(await registered(['Contact: *', 'Expires: 0'], [])).toMatchObject([{ outcome: 'unregistered' }]);
});

test('the time of a binding is that of the own device, wherever the registrar lists it', async () => {
  const answer = [`Contact: ${MOBILE};expires=17`, `Contact: "Desk" ${DESK};q=0.5;expires=600`];
  expect(await registered([`Contact: ${DESK}`, 'Expires: 3600'], answer)).toMatchObject([{ outcome: 'registered', expiresSeconds: 600 }]);
  expect(await registered([`Contact: ${DESK}`, 'Expires: 3600'], ['Expires: 1800'])).toMatchObject([{ expiresSeconds: 1800 }]);
});

test('a REGISTER without Contact asks what is bound and registers nothing', async () => {
  expect(await registered([], [`Contact: ${MOBILE};expires=17`])).toEqual([]);
});

test('a REGISTER that asks for too short a time was not challenged', async () => {
  expect(await registered([`Contact: ${DESK};expires=5`], ['Min-Expires: 60'], '423 Interval Too Brief')).toMatchObject([
    { outcome: 'rejected', isChallenged: false, sipCode: 423 },
  ]);
});
