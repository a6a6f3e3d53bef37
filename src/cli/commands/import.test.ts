import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeChunks, encodeFrame, encodeHep3, encodePcap } from '../../testing/index.ts';
import type { CommandIo } from '../command.ts';
import { runCli } from '../run-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-cli-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command; `io` is what else it has. */
async function ran(words: readonly string[], io: Partial<CommandIo> = {}): Promise<Ran> {
  const texts = { out: '', err: '' };
  const code = await runCli(['import', ...words], {
    out: (text) => void (texts.out += text),
    write: async (bytes) => void (texts.out += new TextDecoder().decode(bytes)),
    err: (text) => void (texts.err += text),
    columns: 80,
    hasColor: false,
    isErrTerminal: false,
    env: {},
    now: () => Date.now() / 1000,
    signal: new AbortController().signal,
    ...io,
  });
  return { code, ...texts };
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** What the command prints about a file with this content. */
async function printed(name: string, bytes: Uint8Array): Promise<string> {
  const { code, out } = await ran([written(name, bytes)]);
  expect(code).toBe(0);
  return out;
}

/** A call that rings, is answered and ends, or fails with 503, as HEP frames; it begins at a time. */
function frames(callId: string, at: number, end: 'bye' | 503 = 'bye'): readonly Uint8Array[] {
  const [caller, callee] = ['192.0.2.1:5060', '192.0.2.2:5060'];
  const message = (seconds: number, from: string, start: string, cseq: string, tag: string): Uint8Array =>
    encodeHep3({
      at: at + seconds,
      src: from,
      dst: from === caller ? callee : caller,
      payload: [
        start,
        `Via: SIP/2.0/UDP ${caller};branch=z9hG4bK${callId}${cseq.replace(' ', '')}`,
        'From: <sip:alice@example.com>;tag=a',
        `To: <sip:bob@example.com>${tag}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq}`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    });
  const invite = message(0, caller, 'INVITE sip:bob@example.com SIP/2.0', '1 INVITE', '');
  if (end === 503) return [invite, message(0.1, callee, 'SIP/2.0 503 Service Unavailable', '1 INVITE', ';tag=b')];
  return [
    invite,
    message(0.1, callee, 'SIP/2.0 180 Ringing', '1 INVITE', ';tag=b'),
    message(2, callee, 'SIP/2.0 200 OK', '1 INVITE', ';tag=b'),
    message(2.1, caller, 'ACK sip:bob@example.com SIP/2.0', '1 ACK', ';tag=b'),
    message(12, caller, 'BYE sip:bob@example.com SIP/2.0', '2 BYE', ';tag=b'),
    message(12.1, callee, 'SIP/2.0 200 OK', '2 BYE', ';tag=b'),
  ];
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
  expect(out).toContain(
    '1 packets, 0 calls, 0 registrations, 0 duplicates\nNo SIP message was read.\nread: rtcp 1\nrtcp: reports of the quality of media: they are counted, not evaluated yet.',
  );
  const beside = Buffer.concat([...frames('c1', 1000), encodeHep3({ at: 1, payloadType: 5, payload: '{"ssrc":1,"type":200}' })]);
  expect(await printed('both.stream', beside)).toContain('\nRTCP: 1 packet, counted, not evaluated yet\n');
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
  expect(await printed('nothing.pcap', encodePcap([]))).toContain('The file holds no packet.\nNothing was captured');
});

test('a call that begins in one file and ends in the next is one call, whatever their order', async () => {
  const all = [...frames('a', 1_700_000_000), ...frames('b', 1_700_000_005), ...frames('c', 1_700_000_100, 503)];
  const [first, second] = [Buffer.concat(all.slice(0, 9)), Buffer.concat(all.slice(9))];
  const whole = await ran([written('whole.stream', Buffer.concat(all))]);
  written('parts/z-first.stream', first);
  written('parts/deeper/a-second.stream', second);
  written('parts/notes.txt', Buffer.from('captured at the proxy, not at the phone'));
  const parts = await ran([join(folder, 'parts')]);
  expect(whole.out).toContain('14 packets, 3 calls, 0 registrations, 0 duplicates\ncalls: answered 2, failed 1\n');
  expect(parts.out.split('\n').slice(0, 4)).toEqual(whole.out.split('\n').slice(0, 4));
  expect(parts.err).toContain('notes.txt is no capture file and is left out.\n');
  expect((await ran([join(folder, 'parts/deeper/a-second.stream'), join(folder, 'parts/z-first.stream')])).out).toContain(
    'calls: answered 2, failed 1\n',
  );
});

test('a pipe is refused by its name, and a folder counts one capture once, whatever links lead to it', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await ran([pipe])).toMatchObject({ code: 2, err: expect.stringMatching(/^FILE_FORMAT: .*pipe is neither a file nor a folder/) });
  mkdirSync(join(folder, 'linked'));
  const path = written('linked/a.stream', Buffer.concat(frames('linked', 1_700_000_000).flat()));
  symlinkSync(path, join(folder, 'linked/current'));
  symlinkSync('nowhere', join(folder, 'linked/dangling'));
  const { out, err } = await ran([join(folder, 'linked')]);
  expect(out).toMatch(/1 calls|1 call/);
  expect(out + err).toContain('dangling');
});

test('captures of the same time are read one after the other, each by its own clock', async () => {
  const one = written('same-a.stream', Buffer.concat([...frames('a', 1_700_000_000), ...frames('b', 1_700_000_300)]));
  const other = written('same-b.stream', Buffer.concat([...frames('c', 1_700_000_001), ...frames('d', 1_700_000_301, 503)]));
  expect((await ran([one, other])).out).toContain('20 packets, 4 calls, 0 registrations, 0 duplicates\ncalls: answered 3, failed 1\n');
});

test('a summary comes first, then where to look, then as many calls as were asked for', async () => {
  const path = written(
    'some.stream',
    Buffer.concat([...frames('a', 1_700_000_000), ...frames('b', 1_700_000_100, 503), ...frames('c', 1_700_000_200)]),
  );
  const { out } = await ran([path, '--limit', '2', '--wide']);
  expect(out.indexOf('3 calls')).toBeLessThan(
    out.indexOf('1 of 3 calls failed for a reason that neither side chose:\n  1 x congestion 503'),
  );
  expect(out.indexOf('1 of 3 calls failed')).toBeLessThan(out.indexOf(`Where to look:\n  ringscope import ${path} --failed\n`));
  expect(out.indexOf('Where to look')).toBeLessThan(out.indexOf('The first 2 of 3 calls:'));
  expect(
    out
      .trimEnd()
      .split('\n')
      .slice(-2)
      .map((line) => line.split(/ +/).at(-1)),
  ).toEqual(['a', 'b']);
  const failed = await ran([path, '--failed', '--ladder']);
  expect(failed.out).toMatch(/INVITE.*\n.*503 Service Unavailable/);
  expect(failed.out).not.toContain('180 INVITE');
  const since = JSON.parse((await ran([path, '--since', '1700000050', '--json'])).out) as { calls: readonly { callId: string }[] };
  expect(since.calls.map(({ callId }) => callId)).toEqual(['b', 'c']);
  expect(await ran([path, '--limit', 'many'])).toMatchObject({ code: 2 });
});

test('what is piped in is shown as it comes, soon after each message, and its summary at the end', async () => {
  const input = new PassThrough();
  let out = '';
  /** How many milliseconds it took until this was shown. */
  const shown = async (text: string): Promise<number> => {
    const from = performance.now();
    while (!out.includes(text)) await pause(10);
    return performance.now() - from;
  };
  const end = new AbortController();
  const running = ran(['-'], { piped: () => input, out: (text) => void (out += text), signal: end.signal });
  const [invite, ringing, answer, ...rest] = frames('growing', Date.now() / 1000);
  const waited: number[] = [];
  for (const [message, state] of [
    [invite, 'setup'],
    [ringing, 'ringing'],
    [answer, 'answered'],
  ] as const) {
    input.write(message);
    waited.push(await shown(state));
  }
  // Within a second, each; one may have waited longer on a busy machine.
  expect(Math.min(...waited)).toBeLessThan(1000);
  expect(out).not.toContain('packets');
  input.write(Buffer.concat(rest));
  await expect.poll(() => input.readableLength + input.writableLength).toBe(0);
  await pause(300);
  end.abort('SIGINT');
  expect((await running).code).toBe(0);
  expect(out).toContain('6 packets, 1 calls, 0 registrations, 0 duplicates\ncalls: answered 1\n');
});

test('what is piped in stands alone, and nothing piped in is told', async () => {
  expect(await ran(['-', 'a.pcap'])).toMatchObject({ code: 2, err: expect.stringContaining('- stands alone') });
  expect(await ran(['-'])).toMatchObject({ code: 2, err: expect.stringContaining('tcpdump -U -w -') });
  const nothing = new PassThrough();
  nothing.end();
  expect(await ran(['-'], { piped: () => nothing })).toMatchObject({
    code: 2,
    err: expect.stringContaining('The standard input is no capture file'),
  });
});

test('an import into a store that is ended leaves whole calls alone', async () => {
  const calls = Array.from({ length: 400 }, (_, index) => frames(`c${index}`, 1_700_000_000 + index));
  const path = written('ended.stream', Buffer.concat(calls.flat()));
  const end = new AbortController();
  let reads = 0;
  const now = (): number => {
    reads += 1;
    if (reads === 14) end.abort('SIGINT');
    return Date.now() / 1000;
  };
  const store = join(folder, 'ended');
  expect(await ran([path, '--store', store], { signal: end.signal, now })).toMatchObject({ code: 130 });
  const { out } = await runExport(store);
  const rows = out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { ended?: string });
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(400);
  expect(rows.every(({ ended }) => ended === 'bye')).toBe(true);
  expect((await ran([path, '--store', store])).code).toBe(0);
  expect((await runExport(store)).out.trim().split('\n')).toHaveLength(400);
  expect(readdirSync(store)).not.toContain('lock');
});

async function runExport(store: string): Promise<Ran> {
  let out = '';
  const code = await runCli(['export', '--format', 'ndjson', '--store', store], {
    out: () => undefined,
    write: async (bytes) => void (out += new TextDecoder().decode(bytes)),
    err: () => undefined,
    columns: 80,
    hasColor: false,
    isErrTerminal: false,
    env: {},
    now: () => Date.now() / 1000,
    signal: new AbortController().signal,
  });
  return { code, out, err: '' };
}
