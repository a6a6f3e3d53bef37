import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeChunks, encodeFrame, encodeHep3, encodePcap } from '../../testing/index.ts';
import { runCli } from '../run-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-cli-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command prints about a file with this content. */
async function printed(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  let out = '';
  const code = await runCli(['import', path], {
    out: (text) => void (out += text),
    write: async () => undefined,
    err: () => undefined,
    columns: 80,
    hasColor: false,
    isErrTerminal: false,
    env: {},
    now: () => 0,
    signal: new AbortController().signal,
  });
  expect(code).toBe(0);
  return out;
}

test('a file without SIP says what each kind of packet in it is', async () => {
  const packet = { at: 1, src: '192.0.2.1:40000', dst: '192.0.2.2:5061', sequence: 1, payload: Uint8Array.of(22, 3, 1, 0, 1, 1) };
  const out = await printed(
    'tls.pcap',
    encodePcap([encodeFrame(packet), encodeFrame({ ...packet, sequence: 7, payload: new Uint8Array(0) })]),
  );
  expect(out).toContain('2 packets, 0 calls, 0 registrations, 0 duplicates\npassed over: tcp_empty 1, tls 1\nNo SIP message was read.\n');
  expect(out).toContain(
    '\ntls: TLS and DTLS: encrypted, such as SIP on port 5061. Let the proxy send HEP, which it copies before it encrypts.\n',
  );
});

test('a file of HEP without SIP says what was read', async () => {
  const out = await printed('rtcp.stream', encodeHep3({ at: 1, payloadType: 5, payload: '{"ssrc":1,"type":200}' }));
  expect(out).toContain('1 packets, 0 calls, 0 registrations, 0 duplicates\nNo SIP message was read.\nread: rtcp 1\n');
  expect(await printed('empty.stream', encodeChunks([]).subarray(0, 0))).not.toContain('No SIP');
});

test('a file whose messages begin no call says so, and so does one without packets', async () => {
  const bye = encodeHep3({
    at: 1,
    payload: [
      'BYE sip:192.0.2.2 SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb',
      'From: <sip:192.0.2.1>;tag=a',
      'To: <sip:192.0.2.2>;tag=b',
      'Call-ID: c1',
      'CSeq: 2 BYE',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  });
  expect(await printed('bye.stream', bye)).toContain('No call or registration begins in the 1 SIP messages of the file.\n');
  expect(await printed('nothing.pcap', encodePcap([]))).toContain('The file holds no packet.\n');
});
