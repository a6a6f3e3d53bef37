import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { settingRows } from '../../server/index.ts';
import { runCli } from '../run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let [out, err] = ['', ''];
  const code = await runCli(argv, {
    out: (text) => void (out += text),
    write: async () => undefined,
    err: (text) => void (err += text),
    env,
    columns: 120,
    hasColor: false,
    isErrTerminal: false,
    signal: new AbortController().signal,
    now: () => 1_700_000_000,
  });
  return { code, out, err };
}

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

test('config check takes valid settings, and tells all faults of the others with exit code 3', async () => {
  const good = write('good.toml', 'http.port = 81\n');
  expect(await run(['config', 'check', good])).toEqual({ code: 0, out: 'The settings are valid.\n', err: '' });
  expect(await run(['config', 'check', '--json'], { RINGSCOPE_CONFIG: good })).toMatchObject({ code: 0, out: '{"isValid":true}\n' });
  const bad = write('bad.yml', 'http:\n  prot: 1\n');
  const refused = await run(['config', 'check', bad, '--hep-port', 'x'], { RINGSCOPE_LOG_LEVEL: 'loud' });
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err.split('\n').slice(0, 4)).toEqual([
    'CONFIG_INVALID: 3 settings are not valid:',
    `  ${bad}:2:3: http.prot is not a setting; did you mean http.port?`,
    '  RINGSCOPE_LOG_LEVEL: log.level: expected one of silent, error, warn, info, debug, got "loud"',
    '  --hep-port: hep.port: expected a port from 0 to 65535, got "x"',
  ]);
});

test('a secret that stands where the path of its file should be is shown by nothing', async () => {
  const secret = 'rs_0123456789abcdef0123456789';
  const store = { RINGSCOPE_STORE_PATH: join(folder, 'never') };
  for (const flag of ['--auth-token-file', '--auth-basic-file', '--hep-key-file', '--privacy-key-file', '--http-tls-key-file']) {
    const given = [flag, secret, '--http-tls-cert-file', write('cert.pem', 'no certificate\n')];
    const checked = await run(['serve', '--check', ...given], store);
    const shown = await run(['config', 'show', flag, secret], store);
    expect([flag, checked.code, /could not be read: there is none/.test(checked.err) || flag === '--http-tls-key-file']).toEqual([
      flag,
      3,
      true,
    ]);
    expect(checked.out + checked.err + shown.out + shown.err).not.toContain(secret);
    expect(shown.out).toContain('(no such file)');
  }
});

test.each([
  ['two things claim one port', '[[listeners]]\nport = 7464\nserves = ["metrics"]\n', 'listeners[0] and http both claim 127.0.0.1:7464.'],
  ['nothing is served', '[[listeners]]\nport = 1\n', 'listeners[0].serves is empty; it lists api, metrics, health or some of them.'],
  ['a certificate has no key', '[hep.tls]\ncert_file = "a.pem"\n', 'hep.tls.cert_file needs hep.tls.key_file.'],
])('config check tells of settings that contradict each other: %s', async (what, text, message) => {
  const file = write(`${what}.toml`, text);
  expect(await run(['config', 'check', file])).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringContaining(`CONFIG_INVALID: ${message}`),
  });
});

test('config show tells every setting, where it comes from when asked, and of a secret the path alone', async () => {
  const tokens = write('tokens', 'hunter2-hunter2-hunter2\n');
  const file = write('show.yml', `auth:\n  token_file: ${tokens}\ntrunks:\n  a: [192.0.2.0/24]\n`);
  const shown = await run(['config', 'show', file, '--origin', '--hep-port', '1'], { RINGSCOPE_LOG_LEVEL: 'debug' });
  const rows = new Map(shown.out.split('\n').map((line) => [line.split(/\s+/)[0], line.split(/\s+/).slice(1).join(' ')]));
  expect([...rows.keys()].slice(1, -1)).toEqual(settingRows().map(({ name }) => name));
  expect(rows.get('auth.token_file')).toBe(`${file}:2:15 ${tokens}`);
  expect(rows.get('trunks')).toBe(`${file}:4:3 a=192.0.2.0/24`);
  expect(rows.get('hep.port')).toBe('--hep-port 1');
  expect(rows.get('log.level')).toBe('RINGSCOPE_LOG_LEVEL debug');
  expect(rows.get('http.port')).toBe('default 7464');
  const json: unknown = JSON.parse((await run(['config', 'show', file, '--json'])).out);
  expect(json).toMatchObject({
    trunks: { value: { a: ['192.0.2.0/24'] }, origin: `${file}:4:3` },
    'privacy.country': { value: null, origin: 'default' },
  });
  expect((await run(['config', 'show', file])).out).not.toContain('default');
  expect(JSON.stringify([shown, json])).not.toContain('hunter2');
});

test('config show names the variables of OpenTelemetry that hold where a setting has no value, and shows none of them', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_EXPORTER_OTLP_HEADERS: 'key=hunter2', OTEL_SERVICE_NAME: ' ' };
  const { out, err } = await run(['config', 'show'], env);
  expect(err).toContain('these variables hold: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS.\n');
  expect(out + err).not.toContain('hunter2');
  expect((await run(['config', 'show'])).err).not.toContain('OTEL');
});

test('of the address of a receiver nothing behind its host is shown, whether it is right or wrong', async () => {
  const secret = 'T0-hunter2-hunter2';
  const receivers = (url: string) => `alerts:\n  receivers:\n    - {name: desk, kind: slack, url: "${url}", secret_file: ${secret}}\n`;
  const file = write('receivers.yml', receivers(`https://hooks.example.com/services/${secret}?key=${secret}`));
  const texts = [await run(['config', 'show', file]), await run(['config', 'show', file, '--json', '--origin'])];
  for (const { code, out } of texts) {
    expect([code, out]).toEqual([0, expect.stringContaining('https://hooks.example.com/(set)')]);
    expect(out).toContain('(no such file)');
    expect(out).not.toContain(secret);
  }
  for (const wrong of ['ftp://hooks.example.com/', 'hooks.example.com/', 'https:/hooks.example.com/', 'https://me@hooks.example.com/']) {
    const { code, out, err } = await run(['config', 'check', write('wrong.yml', receivers(wrong + secret))]);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('alerts.receivers[0].url: expected an address such as');
    expect(err).not.toContain(secret);
  }
});

test('config env writes every variable with its default, commented out, and config schema a JSON Schema', async () => {
  const { out } = await run(['config', 'env']);
  for (const { env, initial } of settingRows()) expect(out.split('\n')).toContain(`#${env}=${initial}`);
  expect(out.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  expect(JSON.parse((await run(['config', 'schema'])).out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});

test('config takes nothing else', async () => {
  expect(await run(['config', 'chek'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('config takes one of check, show, schema, env, not chek.'),
  });
});

test('serve --check tells all that keeps the server from starting, and makes nothing', async () => {
  const store = join(folder, 'data');
  const base = { RINGSCOPE_STORE_PATH: store };
  expect(await run(['serve', '--check'], base)).toMatchObject({ code: 0, err: '' });
  const key = write('open.key', `${'a'.repeat(64)}\n`, 0o644);
  const refused = await run(['serve', '--check'], {
    ...base,
    RINGSCOPE_STORE_PATH: join(key, 'data'),
    RINGSCOPE_AUTH_TOKEN_FILE: write('short', 'short\n'),
    RINGSCOPE_HEP_HOST: '0.0.0.0',
    RINGSCOPE_PRIVACY_KEY_FILE: key,
  });
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toMatch(/TOKEN_FILE_INVALID: Line 1 [^]*HEP_EXPOSED: [^]*KEY_FILE_INVALID: [^]* has mode 644[^]*STORE_UNWRITABLE: /);
  expect(await run(['serve', '--check', '--hep-key-file', join(folder, 'none')], base)).toMatchObject({
    code: 3,
    err: expect.stringContaining('FILE_UNREADABLE: The HEP key file'),
  });
  expect(await run(['serve', '--check'], { ...base, OTEL_EXPORTER_OTLP_ENDPOINT: ':::' })).toMatchObject({
    code: 3,
    err: expect.stringContaining('CONFIG_INVALID: OTEL_EXPORTER_OTLP_ENDPOINT: '),
  });
  expect(await run(['serve', '--check', '--http-host', '0.0.0.0'], base)).toMatchObject({
    code: 3,
    err: expect.stringContaining('HTTP_EXPOSED'),
  });
  const cert = write('cert.pem', 'no certificate\n');
  expect(await run(['serve', '--check', '--http-tls-cert-file', cert, '--http-tls-key-file', key], base)).toMatchObject({
    code: 3,
    err: expect.stringMatching(new RegExp(`  TLS_FILE_INVALID: The file ${cert} holds no certificate in PEM\\.\\n    \\S`)),
  });
  const open = join(folder, 'open-data');
  mkdirSync(open);
  chmodSync(open, 0o777);
  expect(await run(['serve', '--check', '--store', open])).toMatchObject({
    code: 3,
    err: expect.stringContaining(`FOLDER_EXPOSED: ${open} has mode 777`),
  });
  expect(await run(['config', 'check', '--store', store])).toMatchObject({ code: 0 });
  expect(() => chmodSync(store, 0o700)).toThrow('ENOENT');
});
