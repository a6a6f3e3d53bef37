import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeScene, readScene } from '../../src/testing/index.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand, type RanCommand } from '../run-command.ts';
import { commandOf, pathOf, requires } from '../peers/requires.ts';

/** What connects programs to a server: the lines to paste, test traffic, and trunks from what was seen. */

const KEY = 'not-to-be-shown-0815';
const ends: (() => Promise<void> | void)[] = [];
let folder = '';
let server: TestServer;
let keyed: TestServer;

const run = async (...argv: readonly string[]): Promise<RanCommand> => runCommand(argv);
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(async () => {
  folder = testFolder(ends);
  server = await startServer(ends);
  keyed = await startServer(ends, { 'hep-key-file': file('hep.key', `${KEY}\n`) });
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Waits until the server has read so many SIP messages. */
async function hasRead(one: TestServer, messages: number): Promise<void> {
  await expect.poll(async () => one.sample('ringscope_source_packets_total{source="hep",kind="sip"}')).toBe(messages);
}

const hepOf = ({ endpoints }: TestServer): string => endpoints[0] ?? '';

test('a test call that arrives is shown, and is between names and addresses that nobody has', async () => {
  const { code, out } = await run('send', 'sip', '--to', hepOf(server), '--url', server.url, '--json');
  const sent = JSON.parse(out) as { hasArrived: boolean; callId: string };
  expect({ code, sent }).toMatchObject({ code: 0, sent: { hasArrived: true } });
  const shown = await run('call', sent.callId, '--url', server.url);
  expect(shown.out).toContain('192.0.2.');
  expect((await run('send', 'event', '--url', server.url)).out).toContain('has arrived: ringscope call test-');
  expect(
    (await run('send', 'event', '{"type":"queue.entered","source":"pbx","queue":"sales","callId":"q1"}', '--url', server.url)).code,
  ).toBe(0);
});

test('a test call is marked as generated, and counts in no ratio and no metric of calls', async () => {
  const alone = await startServer(ends);
  for (const kind of ['sip', 'event']) expect((await run('send', kind, '--url', alone.url)).code).toBe(0);
  const test = expect.objectContaining({ agent: 'ringscope-send', isSynthetic: true, outcome: 'answered', isProvisional: false });
  await expect
    .poll(async () => ((await alone.json('/api/v1/calls')) as { calls: object[] }).calls, { interval: 200 })
    .toEqual([test, test]);
  expect(await alone.json('/api/v1/dashboard')).toMatchObject({ total: { attempts: 0, answered: 0 } });
  const page = await (await alone.get('/metrics')).text();
  expect(page).toContain('ringscope_source_packets_total');
  const moved = page.split('\n').filter((line) => /^telephony_(call|sip_(request|response|dialog))/.test(line) && !line.endsWith(' 0'));
  expect(moved).toEqual([]);
});

test('without --to a test call goes where the server that is asked listens, whatever the settings here say', async () => {
  const { code, out } = await run('send', 'sip', '--url', server.url, '--json');
  expect({ code, sent: JSON.parse(out) as unknown }).toMatchObject({ code: 0, sent: { hasArrived: true, sentTo: hepOf(server) } });
  const everywhere = await startServer(ends, { 'hep-host': '0.0.0.0', 'hep-allow': '127.0.0.1' });
  const port = hepOf(everywhere).split(':')[1];
  const reached = await run('send', 'sip', '--url', everywhere.url, '--json');
  expect(JSON.parse(reached.out)).toMatchObject({ hasArrived: true, sentTo: `127.0.0.1:${port}` });
});

test('a test call that does not arrive names the cause', async () => {
  const wrongKey = file('wrong.key', 'another');
  const refused = await run('send', 'sip', '--to', hepOf(keyed), '--url', keyed.url, '--key-file', wrongKey);
  expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('(bad_key)')]);
  expect((await run('send', 'sip', '--to', hepOf(keyed), '--url', keyed.url, '--key-file', join(folder, 'hep.key'))).code).toBe(0);
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const silent = await run('send', 'sip', '--to', `127.0.0.1:${port}`, '--url', server.url, '--json');
  expect(JSON.parse(silent.out)).toMatchObject({ hasArrived: false, cause: expect.stringContaining('Nothing of it reached the server') });
  socket.close();
  await once(socket, 'close');
  const closed = await run('send', 'sip', '--to', `127.0.0.1:${port}`, '--url', server.url);
  expect([closed.code, closed.out]).toEqual([1, expect.stringContaining('Nobody listens for HEP')]);
  expect((await run('send', 'sip', '--to', hepOf(server), '--url', 'http://127.0.0.1:1')).err).toContain('SERVER_UNREACHABLE');
  for (const wrong of [
    ['send', 'fax'],
    ['send', 'sip', '{}'],
    ['send', 'sip', '--to', 'nowhere'],
  ])
    expect((await run(...wrong, '--url', server.url)).code).toBe(2);
});

test('an event that is none is refused with the reason of the server', async () => {
  const { code, err } = await run('send', 'event', '{"type":"queue.entered"', '--url', server.url);
  expect(code).not.toBe(0);
  expect(err).not.toBe('');
});

test('the lines have the address of this installation, and its key only when that is asked for', async () => {
  const config = file('r.yml', `hep:\n  host: 0.0.0.0\n  port: 9070\n  allow: [192.0.2.0/24]\n  key_file: ${join(folder, 'hep.key')}\n`);
  for (const program of ['kamailio', 'opensips', 'freeswitch', 'asterisk', 'rtpengine', 'heplify', 'sngrep']) {
    const hidden = await run('init', program, '--config', config, '--address', '192.0.2.10');
    expect(hidden.code).toBe(0);
    expect(hidden.out.replace('set eep.send.address ', '').replace('\nset eep.send.port ', ':')).toContain('192.0.2.10:9070');
    expect(hidden.out + hidden.err).not.toContain(KEY);
    expect((await run('init', program, '--config', config, '--json')).out).not.toContain(KEY);
    const shown = await run('init', program, '--config', config, '--show-key');
    const sendsKey = ['kamailio', 'asterisk', 'heplify', 'sngrep'].includes(program);
    expect(shown.out.includes(KEY)).toBe(sendsKey);
    if (!sendsKey) expect(shown.err).toContain('never sends a key');
  }
  expect((await run('init', 'pigeon')).code).toBe(2);
  expect((await run('init', 'kamailio', '--address', 'x")\nloadmodule "evil')).code).toBe(2);
});

test('a key that would end the text that it is written into is not written', async () => {
  const config = file('q.yml', `hep:\n  key_file: ${file('quoted.key', 'a")\nmodparam("b')}\n`);
  const { code, out, err } = await run('init', 'kamailio', '--config', config, '--show-key');
  expect([code, out]).toEqual([2, '']);
  expect(err).not.toContain('modparam("b');
});

test('a settings file is written once, for the profile that was chosen, and is one that a server takes', async () => {
  for (const [profile, expected] of [
    ['strict', ['no', '0']],
    ['operator', ['encrypted', '24']],
  ] as const) {
    const path = join(folder, `${profile}.yml`);
    expect((await run('init', '--profile', profile, '--file', path)).code).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await run('config', 'check', path)).code).toBe(0);
    const shown = JSON.parse((await run('config', 'show', path, '--json')).out) as Record<string, { value: unknown }>;
    expect([shown['privacy.keep_numbers']?.value, String(shown['store.keep_raw_hours']?.value)]).toEqual(expected);
    const before = readFileSync(path, 'utf8');
    const again = await run('init', '--profile', 'strict', '--file', path);
    expect([again.code, readFileSync(path, 'utf8')]).toEqual([2, before]);
  }
  const link = join(folder, 'link.yml');
  symlinkSync(join(folder, 'nowhere.yml'), link);
  expect((await run('init', '--profile', 'strict', '--file', link)).code).toBe(2);
  const unasked = await run('init', '--file', join(folder, 'unasked.yml'));
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--profile')]);
});

requires('promtool')('promtool', () => {
  test('accepts the scrape configuration', async () => {
    const prometheus = await run('init', 'prometheus', '--address', '192.0.2.10');
    const path = file('prometheus.yml', prometheus.out);
    const { status, stdout } = spawnSync(commandOf('promtool'), ['check', 'config', path], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('is valid prometheus config file syntax')]);
  });
});

test('the scrape configuration and the systemd unit name the files of their settings', async () => {
  const users = file('users', '');
  const settings = file('password.yml', `auth:\n  basic_file: ${users}\n`);
  const asked = await run('init', 'prometheus', '--address', '192.0.2.10', '--config', settings);
  expect(asked.out).toContain('    basic_auth:\n      username: prometheus\n      password_file: /etc/prometheus/ringscope.password\n');
  const unit = file('ringscope.service', (await run('init', 'systemd', '--config', join(folder, 'strict.yml'))).out);
  expect(readFileSync(unit, 'utf8')).toContain(`Environment=RINGSCOPE_CONFIG=${join(folder, 'strict.yml')}`);
  const analyze = pathOf('systemd-analyze');
  if (analyze === undefined) return;
  const { status, stderr } = spawnSync(analyze, ['verify', unit], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('trunks are proposed from what was seen: carriers, phones and no scanner; the lines are settings that leave nothing to propose', async () => {
  const seen = await startServer(ends, { trunks: 'elsewhere=203.0.113.77' });
  const text = [0, 1, 2]
    .map(
      (n) => `0 10.0.0.${n + 1}:5060 > proxy INVITE via=u${n} call=out${n}
0.001 proxy > uas INVITE via=p${n},u${n} call=out${n}
0.002 uas > proxy 503 via=p${n},u${n} to=b call=out${n}
0.003 proxy > 10.0.0.${n + 1}:5060 503 via=u${n} to=b call=out${n}
0.004 198.51.100.${n + 1}:5060 > proxy INVITE via=s${n} call=scan${n}
0.005 proxy > 198.51.100.${n + 1}:5060 404 via=s${n} to=x call=scan${n}`,
    )
    .join('\n');
  const twoPorts = `0.1 10.0.0.1:5060 > proxy INVITE via=x1 call=x
0.101 proxy > 203.0.113.9:5070 INVITE via=x2,x1 call=x
0.102 proxy > 203.0.113.9:5080 INVITE via=x3,x1 call=x
0.103 203.0.113.9:5080 > proxy 200 via=x3,x1 to=b call=x
0.104 proxy > 10.0.0.1:5060 200 via=x1 to=b call=x`;
  const socket = createSocket('udp4');
  const [host = '', port = ''] = hepOf(seen).split(':');
  const messages = [...readScene(`${text}\n${twoPorts}`, Date.now() / 1000)];
  for (const message of messages) await new Promise((resolve) => socket.send(encodeScene(message), Number(port), host, resolve));
  socket.close();
  await hasRead(seen, messages.length);
  await expect.poll(async () => JSON.stringify(await seen.json('/api/v1/calls?limit=100')).match(/"callKey"/g)?.length).toBe(7);
  const { code, out, err } = await run('trunks', 'suggest', '--url', seen.url);
  expect(code).toBe(0);
  expect(out).toMatch(/carrier-\d: \[192\.0\.2\.30\] +# 0 calls from it, 3 to it, 0 answered/);
  expect(out).toContain('["203.0.113.9:5070"]');
  expect(out).toContain('["203.0.113.9:5080"]');
  expect(out).toMatch(/access-1: \[access, 10\.0\.0\.0\/24\]/);
  expect(out).not.toContain('198.51.100');
  expect(err).toContain('3 addresses called and got nowhere');
  const suggested = file('suggested.yml', out);
  expect((await run('config', 'check', suggested)).code).toBe(0);
  expect(err).toContain('Names hold for calls that begin after');
  const again = await run('trunks', 'suggest', '--url', seen.url, '--config', suggested);
  expect([again.code, again.out]).toEqual([0, '']);
  expect(again.err).toContain('every peer has a trunk already');
  // What is counted has settled.
  await expect.poll(async () => JSON.stringify(await seen.json('/api/v1/calls?limit=100')).includes('"isProvisional":true')).toBe(false);
  const top = ['top', '--by', 'trunk', '--url', seen.url];
  expect((await run(...top)).err).toContain('none also has the calls of trunks that began before their names were set.');
  expect((await run(...top, '--json')).err).toBe('');
  expect((await run('top', '--by', 'cause', '--url', seen.url)).err).toBe('');
  const json = JSON.parse((await run('trunks', 'suggest', '--url', seen.url, '--json')).out) as { strangers: number };
  expect(json.strangers).toBe(3);
  expect((await run('trunks', 'suggest', '--url', server.url, '--calls', '0')).code).toBe(2);
});

test('what is a trunk of the running server is not proposed again, wherever the command runs', async () => {
  const named = await startServer(ends, { trunks: 'office=10.0.0.0/24,carrier=203.0.113.0/24' });
  const text = [0, 1, 2]
    .map(
      (n) => `0 10.0.0.${n + 1}:5060 > proxy INVITE via=u${n} call=named${n}
0.001 proxy > uas INVITE via=p${n},u${n} call=named${n}
0.002 uas > proxy 503 via=p${n},u${n} to=b call=named${n}
0.003 proxy > 10.0.0.${n + 1}:5060 503 via=u${n} to=b call=named${n}`,
    )
    .join('\n');
  const socket = createSocket('udp4');
  const [host = '', port = ''] = hepOf(named).split(':');
  const messages = [...readScene(text, Date.now() / 1000)];
  for (const message of messages) await new Promise((resolve) => socket.send(encodeScene(message), Number(port), host, resolve));
  socket.close();
  await hasRead(named, messages.length);
  await expect.poll(async () => JSON.stringify(await named.json('/api/v1/calls?limit=100')).match(/"callKey"/g)?.length).toBe(3);
  expect(await named.json('/api/v1/trunks')).toEqual({
    trunks: [
      { name: 'office', entries: ['10.0.0.0/24'] },
      { name: 'carrier', entries: ['203.0.113.0/24'] },
    ],
  });
  const { out } = await run('trunks', 'suggest', '--url', named.url);
  expect(out).toContain('192.0.2.30');
  expect(out).not.toContain('10.0.0.');
});

test('where no call was seen it is said how to have some', async () => {
  const empty = await startServer(ends);
  expect((await run('trunks', 'suggest', '--url', empty.url)).err).toContain('ringscope send sip');
});

test('for systemd it is said which files the service could not read, why, and what mends it', async () => {
  const config = file('service.yml', 'http:\n  port: 0\n');
  chmodSync(config, 0o600);
  const mend = `sudo install -D -m 0644 ${config} /etc/ringscope/ringscope.yml`;
  const owned = await run('init', 'systemd', '--config', config);
  expect(owned.err).toContain(`The service could not read ${config}: its mode keeps others out.`);
  expect(owned.err).toContain(mend);
  chmodSync(config, 0o644);
  const hidden = await run('init', 'systemd', '--config', config);
  expect(hidden.err).toContain(`The service could not read ${config}: PrivateTmp hides /tmp from it.`);
  expect(hidden.err).toContain(mend);
  expect((await run('init', 'systemd')).err).not.toContain('could not read');
});
