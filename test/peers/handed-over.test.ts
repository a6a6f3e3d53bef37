import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { runCommand } from '../run-command.ts';
import { callPackets, captureHead } from '../../src/server/handover/call-capture.ts';
import { commandOf, requires } from './requires.ts';

const KAMAILIO = new URL('../fixtures/hep/kamailio-sip.hepbin', import.meta.url).pathname;

interface Shown {
  readonly calls: readonly {
    readonly call: { readonly id: string; readonly callId: string };
    readonly timeline: readonly { at: number; src: string; dst: string; method: string; status?: number; cseq: number; transport: 'udp' }[];
  }[];
}

requires('tshark')('A call that is handed over', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringscope-handed-'));
    expect((await runCommand(['import', KAMAILIO, '--store', join(folder, 'store')])).code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a command writes, as a file. */
  async function fileOf(name: string, ...words: readonly string[]): Promise<string> {
    const parts: Uint8Array[] = [];
    const code = await runCli([...words, '--store', join(folder, 'store')], {
      out: () => undefined,
      write: async (bytes) => void parts.push(new Uint8Array(bytes)),
      err: () => undefined,
      hasColor: false,
      isErrTerminal: false,
      env: {},
      now: () => Date.now() / 1000,
      signal: new AbortController().signal,
    });
    expect(code).toBe(0);
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat(parts));
    return path;
  }

  function tshark(path: string, ...words: readonly string[]): readonly string[] {
    const args = ['-r', path, '-o', 'udp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-Y', 'sip', ...words];
    const out = execFileSync(commandOf('tshark'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return out.trim().split('\n');
  }

  const fields = (...names: readonly string[]): readonly string[] => [
    '-T',
    'fields',
    '-E',
    'separator=|',
    ...names.flatMap((name) => ['-e', name]),
  ];

  test('is in tshark the dialog that its timeline has, message by message, with right sums', async () => {
    const list = JSON.parse((await runCommand(['calls', '--json', '--store', join(folder, 'store')])).out) as {
      calls: readonly { id: string }[];
    };
    expect(list.calls).toHaveLength(21);
    for (const { id } of list.calls.slice(0, 6)) {
      const shown = JSON.parse((await runCommand(['call', id, '--json', '--store', join(folder, 'store')])).out) as Shown;
      const path = await fileOf('call.pcapng', 'call', id, '--pcap');
      const rows = tshark(
        path,
        ...fields(
          'frame.time_epoch',
          'ip.src',
          'udp.srcport',
          'ip.dst',
          'udp.dstport',
          'sip.Call-ID',
          'sip.CSeq.seq',
          'sip.CSeq.method',
          'sip.Status-Code',
          'udp.checksum.status',
        ),
      );
      const expected = shown.calls.flatMap(({ call, timeline }) =>
        timeline.map((one) =>
          [
            `${one.at.toFixed(6)}000`,
            ...one.src.split(':'),
            ...one.dst.split(':'),
            call.callId,
            one.cseq,
            one.method,
            one.status ?? '',
            1,
          ].join('|'),
        ),
      );
      expect(rows).toEqual(expected);
      expect(tshark(path, '-z', 'sip,stat').join('\n')).not.toContain('alformed');
    }
  }, 300_000);

  test('says that it was made, and the whole file does', async () => {
    const path = await fileOf('all.pcapng', 'export', '--format', 'pcap', '--outcome', 'rejected');
    const comments = new Set(tshark(path, ...fields('frame.comment')));
    expect([...comments]).toEqual(['Made from the timeline of ringscope: headers and bodies that it does not keep are missing.']);
    const calls = new Set(tshark(path, ...fields('sip.Call-ID')));
    expect(calls.size).toBe(2);
  }, 300_000);

  test('has a place for ends that are no IPv4 addresses', async () => {
    const { calls } = JSON.parse((await runCommand(['call', '1-4357@127.0.0.1', '--json', '--store', join(folder, 'store')])).out) as {
      calls: Parameters<typeof callPackets>[0][];
    };
    const ends = [
      ['[2001:db8::1]:5060', '[::ffff:192.0.2.1]:5061'],
      ['unknown:0', '192.0.2.1:99999'],
      ['', 'proxy.example.com:5060'],
    ] as const;
    const timeline = (calls[0]?.timeline ?? [])
      .slice(0, 3)
      .map((entry, place) => ({ ...entry, src: ends[place]?.[0] ?? '', dst: ends[place]?.[1] ?? '' }));
    const path = join(folder, 'ends.pcapng');
    writeFileSync(path, Buffer.concat([captureHead(false), callPackets({ timeline }, { callId: 'c' })]));
    expect(tshark(path, ...fields('ipv6.src', 'ipv6.dst', 'ip.src', 'ip.dst', 'udp.checksum.status'))).toEqual([
      '2001:db8::1|::ffff:192.0.2.1|||1',
      '||0.0.0.0|192.0.2.1|1',
      '||0.0.0.0|0.0.0.0|1',
    ]);
  });
});
