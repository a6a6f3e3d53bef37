import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand as run } from '../run-command.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ringscope-dashboards-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('list shows every dashboard with its panels', async () => {
  const { code, out, err } = await run(['dashboards', 'list']);
  expect(code).toBe(0);
  expect(out).toMatch(/^trunks +\d+ +What becomes of call attempts/m);
  expect(out).toMatch(/^media +\d+ +How calls sound, as programs tell it\. RTCP by HEP is counted, not evaluated yet\./m);
  expect(err).toContain('ringscope dashboards write');
  const { dashboards } = JSON.parse((await run(['dashboards', 'list', '--json'])).out);
  expect(dashboards.map(({ name }: { name: string }) => name)).toContain('trunks');
});

test('write makes one file of each, which Grafana imports', async () => {
  const { code, out } = await run(['dashboards', 'write', '--only', 'trunks', '--output', folder, '--url', 'https://ringscope.example/']);
  expect([code, out]).toEqual([0, `${folder}/ringscope-trunks.json\n`]);
  const written = JSON.parse(readFileSync(join(folder, 'ringscope-trunks.json'), 'utf8'));
  expect(written).toMatchObject({ uid: 'ringscope-trunks', title: 'Ringscope / Trunks', editable: false });
  expect(written.templating.list.map(({ name }: { name: string }) => name)).toEqual([
    'datasource',
    'job',
    'instance',
    'trunk',
    'ringscope',
  ]);
  expect(written.templating.list.at(-1).query).toBe('https://ringscope.example');
});

test('write for provisioning adds the file that names their folder', async () => {
  const { code } = await run(['dashboards', 'write', '--only', 'trunks', '--format', 'provisioning', '--output', folder, '--json']);
  expect(code).toBe(0);
  expect(readdirSync(folder).toSorted()).toEqual(['dashboards', 'provisioning']);
  const provider = readFileSync(join(folder, 'provisioning/dashboards/ringscope.yml'), 'utf8');
  expect(provider).toContain('      path: "/var/lib/grafana/dashboards/ringscope"\n');
  expect(readdirSync(join(folder, 'dashboards'))).toEqual(['ringscope-trunks.json']);
});

test('what was written before is replaced, other files stay', async () => {
  writeFileSync(join(folder, 'ringscope-trunks.json'), 'old');
  writeFileSync(join(folder, 'mine.json'), 'mine');
  await run(['dashboards', 'write', '--only', 'trunks', '--output', folder]);
  expect(readdirSync(folder).toSorted()).toEqual(['mine.json', 'ringscope-trunks.json']);
  expect(readFileSync(join(folder, 'ringscope-trunks.json'), 'utf8')).toContain('"uid"');
});

test('the names of metrics are those of the settings', async () => {
  const config = join(folder, 'ringscope.yml');
  writeFileSync(config, 'metrics:\n  namespace: acme\n');
  await run(['dashboards', 'write', '--only', 'trunks', '--output', folder, '--config', config]);
  const text = readFileSync(join(folder, 'ringscope-trunks.json'), 'utf8');
  expect(text).toContain('acme_trunk_attempts_total');
  expect(text).not.toContain('telephony_');
});

test.each([
  [['dashboards', 'bake'], 'dashboards takes one of list, write, lint, verify'],
  [['dashboards', 'list', '--only', 'trunk'], 'There is no dashboard trunk: there are '],
  [['dashboards', 'write', '--format', 'perses'], '--format is grafana or provisioning, not perses.'],
  [['dashboards', 'verify', '--range', '0'], '--range takes a whole number from 1 to 10080, not 0.'],
  [['dashboards', 'write', '--url', 'javascript:alert(1)'], '--url takes an address that begins with http:// or https://'],
])('%j says what it takes', async (argv, message) => {
  const { code, err } = await run(argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

let prometheus: Server | undefined;
afterEach(() => {
  prometheus?.closeAllConnections();
  prometheus?.close();
});

/** What `verify` says of a Prometheus that answers so. */
function verified(answer: RequestListener, ...more: readonly string[]) {
  return verifiedIn({}, answer, ...more);
}

async function verifiedIn(env: Readonly<Record<string, string>>, answer: RequestListener, ...more: readonly string[]) {
  prometheus = createServer(answer).listen(0, '127.0.0.1');
  await once(prometheus, 'listening');
  const { port } = prometheus.address() as AddressInfo;
  return run(['dashboards', 'verify', '--only', 'trunks', '--prometheus', `http://127.0.0.1:${port}`, ...more], env);
}

/** An answer of Prometheus to a query over a time, with these values of one series. */
function values(...texts: readonly string[]): string {
  return JSON.stringify({ status: 'success', data: { result: [{ metric: {}, values: texts.map((text) => [1, text]) }] } });
}

test('verify asks every query, with everything chosen, over the time and the step that were given', async () => {
  const asked: URLSearchParams[] = [];
  const { code, out, err } = await verified(
    (request, response) => {
      let body = '';
      request.on('data', (chunk) => void (body += String(chunk)));
      request.on('end', () => {
        asked.push(new URLSearchParams(body));
        response.end(values('NaN', '0'));
      });
    },
    '--range',
    '120',
    '--step',
    '90',
  );
  expect([code, out]).toEqual([0, '']);
  expect(err).toMatch(/^(\d+) queries, 0 errors, 0 empty\.\n$/);
  expect(asked.length).toBeGreaterThan(10);
  const queries = asked.map((one) => one.get('query') ?? '');
  expect(queries.filter((one) => !one.includes('job=~".+", instance=~".+"'))).toEqual([]);
  expect(queries.filter((one) => one.includes('$'))).toEqual([]);
  expect(queries.some((one) => one.includes('trunk=~".+"') && one.includes('[90s]'))).toBe(true);
  expect(queries.some((one) => one.includes('[120m]') || one.includes('[2h]'))).toBe(true);
  expect(Number(asked[0]?.get('end')) - Number(asked[0]?.get('start'))).toBe(7200);
});

test('values that are no number are empty, and so is no series; that is no error', async () => {
  const nan = await verified((_request, response) => void response.end(values('NaN', 'NaN')));
  expect([nan.code, nan.out.split('\n')[0]]).toEqual([0, 'empty  trunks, Attempts to trunks: attempts']);
  const none = await verified((_request, response) => void response.end('{"status":"success","data":{"result":[]}}'), '--json');
  const { queries, errors, empty } = JSON.parse(none.out);
  expect([none.code, errors, empty.length]).toEqual([0, [], queries]);
});

test.each([
  ['a query that it refuses', '{"status":"error","error":"bad_data: no such function"}', 'bad_data: no such function'],
  ['text', 'hello', 'The answer is no JSON of Prometheus.'],
  ['other JSON', '[1]', 'It refused the query.'],
  ['something that a terminal would obey', '{"status":"error","error":"\\u001b[2J"}', '[2J'],
])('an answer that is %s is an error that names the panel', async (_what, body, message) => {
  const { code, out } = await verified((_request, response) => void response.end(body));
  expect(code).toBe(1);
  expect(out).toContain('error  trunks, Attempts to trunks: ');
  expect(out).toContain(message);
  expect(out).not.toContain('\u001B');
});

test('an answer without an end is not read to its end', async () => {
  let chunks = 0;
  const { code, out } = await verified((_request, response) => {
    const more = (): void => {
      if (response.destroyed) return;
      chunks += 1;
      response.write(Buffer.alloc(1024 * 1024, 32), () => setImmediate(more));
    };
    more();
  });
  expect(code).toBe(1);
  expect(out).toContain('The answer is longer than 16777216 bytes.');
  expect(chunks).toBeGreaterThan(16);
});

test('where no Prometheus is, that is said at once', async () => {
  const { code, err } = await run(['dashboards', 'verify', '--only', 'trunks', '--prometheus', 'http://127.0.0.1:9']);
  expect(code).toBe(4);
  expect(err).toContain('No Prometheus answers at http://127.0.0.1:9; --prometheus names another one.');
});

/** A Prometheus that wants to know who asks. */
const closed = (wanted: string): RequestListener =>
  function (request, response) {
    response.statusCode = request.headers.authorization === wanted ? 200 : 401;
    response.end(request.headers.authorization === wanted ? values('1') : 'Unauthorized');
  };

test.each([
  ['a token', '--prometheus-token-file', '# for the checks\nsecret-token\n', 'Bearer secret-token'],
  ['a login', '--prometheus-login-file', 'watcher:pass:word\n', `Basic ${Buffer.from('watcher:pass:word').toString('base64')}`],
])('verify shows a Prometheus %s from a file, which the environment may name as well', async (_what, flag, text, wanted) => {
  const file = join(folder, 'prometheus-credentials');
  writeFileSync(file, text);
  const by = [
    { more: [flag, file], env: {} },
    { more: [], env: { [`RINGSCOPE_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`]: file } },
  ];
  for (const { more, env } of by) {
    prometheus?.close();
    const { code, err } = await verifiedIn(env, closed(wanted), ...more);
    expect([code, err]).toEqual([0, expect.stringMatching(/^\d+ queries, 0 errors, 0 empty\.\n$/)]);
  }
});

test('a Prometheus that wants credentials is told of at once, and no password stands in an address or a message', async () => {
  const { code, err } = await verified(closed('Bearer other'));
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('answers 401: --prometheus-token-file or --prometheus-login-file names what it wants.'),
  ]);
  const named = await run(['dashboards', 'verify', '--prometheus', 'http://watcher:secret@127.0.0.1:9']);
  expect([named.code, named.err.includes('secret')]).toEqual([2, false]);
  const file = join(folder, 'prometheus-credentials');
  writeFileSync(file, 'no-colon-secret\n');
  const odd = await run(['dashboards', 'verify', '--prometheus-login-file', file]);
  expect([odd.code, odd.err.includes('secret')]).toEqual([2, false]);
  const both = await run(['dashboards', 'verify', '--prometheus-login-file', file, '--prometheus-token-file', file]);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('name one of the two files')]);
});

test('lint finds nothing, and says by how many rules', async () => {
  const { code, err } = await run(['dashboards', 'lint']);
  expect([code, err]).toEqual([0, '11 dashboards, 17 rules, 0 findings.\n']);
  const { findings, rules } = JSON.parse((await run(['dashboards', 'lint', '--json'])).out);
  expect([findings, rules]).toEqual([[], expect.arrayContaining(['target-rate-interval-rule', 'panel-units-rule'])]);
});

test('dashboards of presets are there when the settings name them', async () => {
  const config = join(folder, 'ringscope.yml');
  writeFileSync(config, 'presets: [rustpbx]\n');
  const { dashboards } = JSON.parse((await run(['dashboards', 'list', '--json', '--config', config])).out);
  const presets = dashboards.filter(({ preset }: { preset?: string }) => preset !== undefined);
  expect(presets.map(({ name }: { name: string }) => name)).toEqual(['preset-rustpbx']);
});
