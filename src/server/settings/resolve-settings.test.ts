import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { resolveSettings, type SettingsInput } from './resolve-settings.ts';
import { listSettings } from './setting.ts';
import { serverSettings } from './server-settings.ts';
import { settingRows } from './settings-table.ts';

/** The lines of the report that these settings are refused with. */
function faultsOf(input: Partial<SettingsInput> | string): readonly string[] {
  const given = typeof input === 'string' ? { file: { path: 'r.yml', text: input } } : input;
  try {
    resolveSettings({ flags: {}, env: {}, ...given });
  } catch (error) {
    if (!(error instanceof TeleError)) throw error;
    expect(error.code).toBe('CONFIG_INVALID');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

const faultyFiles: readonly (readonly [what: string, text: string, faults: readonly string[]])[] = [
  ['a group that is misspelt', 'htpp:\n  port: 1\n', ['r.yml:1:1: htpp is not a setting; did you mean http?']],
  ['a setting that is misspelt', 'http:\n  prot: 1\n', ['r.yml:2:3: http.prot is not a setting; did you mean http.port?']],
  [
    'a setting in the case of the code',
    'auth:\n  tokenFile: t\n',
    ['r.yml:2:3: auth.tokenFile is not a setting; did you mean auth.token_file?'],
  ],
  ['a setting outside of its group', 'country: DE\n', ['r.yml:1:1: country is not a setting; did you mean privacy.country?']],
  ['a name that resembles nothing', 'http:\n  xylophone: 1\n', ['r.yml:2:3: http.xylophone is not a setting']],
  ['a name that objects have by nature', '__proto__:\n  port: 1\n', ['r.yml:1:1: __proto__ is not a setting']],
  ['a port that is too large', 'http:\n  port: 65536\n', ['r.yml:2:9: http.port: expected a port from 0 to 65535, got 65536']],
  ['a port with a fraction', 'http: { port: 80.5 }\n', ['r.yml:1:15: http.port: expected a port from 0 to 65535, got 80.5']],
  ['a port that is text', 'http:\n  port: "80"\n', ['r.yml:2:9: http.port: expected a port from 0 to 65535, got "80"']],
  ['a setting without a value', 'http:\n  port:\n', ['r.yml:2:3: http.port: expected a port from 0 to 65535, got nothing']],
  [
    'a negative time',
    'calls:\n  settle_seconds: -1\n',
    ['r.yml:2:19: calls.settle_seconds: expected a number of seconds, 0 or more, got -1'],
  ],
  [
    'an endless time',
    'calls:\n  settle_seconds: .inf\n',
    ['r.yml:2:19: calls.settle_seconds: expected a number of seconds, 0 or more, got Infinity'],
  ],
  ['a table for no call', 'calls:\n  max_calls: 0\n', ['r.yml:2:14: calls.max_calls: expected a whole number, 1 or more, got 0']],
  ['a flag that is a word', 'sources:\n  synthetic: yes\n', ['r.yml:2:14: sources.synthetic: expected true or false, got "yes"']],
  [
    'a word outside of its domain',
    'log:\n  level: wran\n',
    ['r.yml:2:10: log.level: expected one of silent, error, warn, info, debug, got "wran"; did you mean warn?'],
  ],
  [
    'the output raw, which no store can give',
    'privacy: { output: raw }\n',
    ['r.yml:1:20: privacy.output: expected one of off, pseudonym, masked, got "raw"'],
  ],
  [
    'everybody shown as he is',
    'privacy:\n  clear: [101, 1xx, "*"]\n',
    [
      'r.yml:2:21: privacy.clear[2]: expected an extension, number or user such as 101, 1xx (at most four x), +49301234* (a * at the end, behind three others) or alice, got "*"',
    ],
  ],
  [
    'more shown as they are than anyone looks over',
    `privacy: { clear: [${Array.from({ length: 101 }, (_, index) => 100 + index).join()}] }\n`,
    ['r.yml:1:19: privacy.clear: expected at most 100 of them, got a list'],
  ],
  [
    'a country that does not exist',
    'privacy:\n  country: XX\n',
    ['r.yml:2:12: privacy.country: expected an ISO 3166 country such as DE, got "XX"'],
  ],
  ['a scalar for a list', 'sources:\n  expected: hep\n', ['r.yml:2:13: sources.expected: expected a list, got "hep"']],
  [
    'a list in a list',
    'sources:\n  expected: [hep, [a]]\n',
    ['r.yml:2:19: sources.expected[1]: expected the name of a source, such as hep, or of a program as its events have it, got a list'],
  ],
  [
    'a transport that no source has',
    'hep: { transports: [udp, tls] }\n',
    ['r.yml:1:26: hep.transports[1]: expected udp or tcp, got "tls"'],
  ],
  [
    'a source that does not exist',
    'sources: { expected: [" hep"] }\n',
    ['r.yml:1:23: sources.expected[0]: expected the name of a source, such as hep, or of a program as its events have it, got " hep"'],
  ],
  [
    'an own address that is none',
    'calls:\n  own_addresses:\n    - 192.0.2.1\n    - 192.0.2\n',
    ['r.yml:4:7: calls.own_addresses[1]: expected an IP address, alone or with :port, got "192.0.2"'],
  ],
  [
    'an emergency number that is none',
    'calls:\n  emergency_numbers: [112, sos]\n',
    ['r.yml:2:28: calls.emergency_numbers[1]: expected digits such as 112, got "sos"'],
  ],
  [
    'a name of a host with a port',
    'http:\n  hosts: [ringscope.example.com, "metrics.example.com:80"]\n',
    ['r.yml:2:34: http.hosts[1]: expected the name of a host without port, such as ringscope.example.com, got "metrics.example.com:80"'],
  ],
  [
    'a network with too long a prefix',
    'trunks:\n  a: [192.0.2.0/33]\n',
    [
      'r.yml:2:7: trunks.a[0]: expected a network such as 10.0.0.0/8, or 192.0.2.7:5080, sip.example.net, sip:+44, carrier or access, got "192.0.2.0/33"',
    ],
  ],
  [
    'a trunk of the name that means no trunk',
    'trunks:\n  none: [192.0.2.0/24]\n',
    ['r.yml:2:3: trunks.none: expected a name of 1 to 64 letters, digits, dots, dashes or _ that is not `none`'],
  ],
  [
    'one network of two trunks',
    'trunks:\n  a: [192.0.2.0/24]\n  b: [192.0.2.7/24]\n',
    ['r.yml:3:7: trunks.b[0]: expected a network that no other name has; a has it, got "192.0.2.7/24"'],
  ],
  [
    'a trunk of two roles',
    'trunks:\n  a: [access, 192.0.2.0/24, carrier]\n',
    ['r.yml:2:29: trunks.a[2]: expected one role, got "carrier"'],
  ],
  [
    'a trunk that is a role and nothing else',
    'trunks:\n  a: [access]\n',
    ['r.yml:2:7: trunks.a[0]: expected something beside the role by which the trunk is known, such as a network, got "access"'],
  ],
  [
    'two trunks known by the same network and host',
    'trunks:\n  a: [192.0.2.7, a.example]\n  b: [192.0.2.7, b.example]\n  c: [a.example, 192.0.2.7]\n',
    ['r.yml:4:18: trunks.c[1]: expected a network that no other name has; a has it, got "192.0.2.7"'],
  ],
  ['a group that is a list', 'http: [1]\n', ['r.yml:1:7: http: expected a group of settings, got a list']],
  ['a file that is a list', '- http\n', ['r.yml:1:1: the file: expected a group of settings, got a list']],
  ['an alias in place of a value', 'http: &a\n  port: 1\nhep: *a\n', ['r.yml:3:6: expected the value itself, got an alias']],
  ['a name given twice', 'http:\n  port: 1\n  port: 2\n', ['r.yml:3:3: expected valid YAML, got duplicate key']],
  ['a text without its end', 'http:\n  host: "127\n', ['r.yml:3:1: expected valid YAML, got missing char']],
  ['a tab for indentation', 'http:\n\tport: 1\n', ['r.yml:2:1: expected valid YAML, got tab as indent']],
];

test.each(faultyFiles)('%s is refused with its place', (_what, text, faults) => {
  expect(faultsOf(text)).toEqual(faults);
});

test('all faults of file, environment and flags come in one report, those of the file in its order', () => {
  expect(
    faultsOf({
      file: { path: '/etc/r.yml', text: 'log:\n  level: loud\nnothing: 1\nhttp:\n  port: a\n' },
      env: { RINGSCOPE_HTTP_PORT: 'b', RINGSCOPE_HTTP_HOTS: 'x' },
      flags: { store: '', 'http-prt': '1' },
    }),
  ).toEqual([
    '/etc/r.yml:2:10: log.level: expected one of silent, error, warn, info, debug, got "loud"',
    '/etc/r.yml:3:1: nothing is not a setting',
    '/etc/r.yml:5:9: http.port: expected a port from 0 to 65535, got "a"',
    'RINGSCOPE_HTTP_PORT: http.port: expected a port from 0 to 65535, got "b"',
    '--store: store.path: expected the path of a file or folder, got ""',
    'RINGSCOPE_HTTP_HOTS: RINGSCOPE_HTTP_HOTS is not a setting; did you mean RINGSCOPE_HTTP_HOST?',
    '--http-prt: --http-prt is not a setting; did you mean --http-port?',
  ]);
});

test.each([
  ['RINGSCOPE_SOURCES_SYNTHETIC', '1', 'sources.synthetic: expected true or false, got "1"'],
  ['RINGSCOPE_CALLS_SETTLE_SECONDS', '2s', 'calls.settle_seconds: expected a number of seconds, 0 or more, got "2s"'],
  ['RINGSCOPE_TRUNKS', '192.0.2.0/24', 'trunks: expected names with a list of networks each, got "192.0.2.0/24"'],
  [
    'RINGSCOPE_TRUNKS',
    'a=192.0.2.0/24;x',
    'trunks.a[1]: expected a network such as 10.0.0.0/8, or 192.0.2.7:5080, sip.example.net, sip:+44, carrier or access, got "x"',
  ],
  ['RINGSCOPE_PRIVACY_COUNTRY', 'Germany', 'privacy.country: expected an ISO 3166 country such as DE, got "Germany"'],
])('%s=%s is refused under the name of the variable', (name, value, fault) => {
  expect(faultsOf({ env: { [name]: value } })).toEqual([`${name}: ${fault}`]);
});

test('no report shows what stands where a secret or an unknown name is', () => {
  const secret = 'hunter2-hunter2';
  const reports = [
    faultsOf(`auth:\n  token_file: [${secret}]\n`),
    faultsOf(`http:\n  token: ${secret}\n`),
    faultsOf(`auth:\n  token_file: { a: ${secret} }\n`),
    faultsOf(`auth:\n  token_file: *${secret}\n`),
    faultsOf(`auth:\n  token_file: "${secret}\n`),
    faultsOf({ env: { RINGSCOPE_HTTP_TOKEN: secret } }),
    faultsOf({ flags: { 'http-token': secret } }),
  ];
  expect(reports.map((report) => report.length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect(reports.flat().join('\n')).not.toContain(secret);
});

test('without any origin every setting has its default', () => {
  const settings = resolveSettings({ flags: {}, env: {} });
  expect(settings.http).toMatchObject({ host: '127.0.0.1', port: 7464, hosts: [] });
  expect(settings.auth).toEqual({ tokenFile: undefined, basicFile: undefined, allow: [], trustedProxies: [] });
  expect(settings.privacy).toEqual({ output: 'masked', keepNumbers: 'no', clear: [], country: undefined, keyFile: undefined });
  expect(settings.calls.sweepAnsweredSeconds).toBe(43_200);
  expect(settings.trunks).toEqual({});
});

test('the settings of a source are the options of its definition', () => {
  const { allow, ...rest } = resolveSettings({ flags: {}, env: { RINGSCOPE_HEP_ALLOW: '10.0.0.0/8,192.0.2.1' } }).hep;
  expect(allow).toEqual(['10.0.0.0/8', '192.0.2.1']);
  const names = ['aliasHeaders', 'host', 'keyFile', 'port', 'rateLimit', 'receiveBufferBytes', 'tls', 'tlsPort', 'transports'];
  expect(Object.keys(rest).toSorted()).toEqual(names);
});

test('a group within a group has its names in files, variables and flags', () => {
  const file = { path: 'r.yml', text: 'hep: { tls: { cert_file: a.pem, key_file: a.key } }\n' };
  const env = { RINGSCOPE_HEP_TLS_KEY_FILE: 'b.key' };
  const { tls } = resolveSettings({ flags: { 'hep-tls-require-client-cert': 'true' }, env, file }).hep;
  expect(tls).toEqual({ certFile: 'a.pem', keyFile: 'b.key', clientCaFile: undefined, requireClientCert: true });
});

test('a flag wins over the environment, the environment over the file, the file over the default', () => {
  const file = { path: 'r.yml', text: 'http: { port: 1, host: file }\nauth: { token_file: file }\n' };
  const env = { RINGSCOPE_HTTP_PORT: '2', RINGSCOPE_HTTP_HOST: 'env' };
  const settings = resolveSettings({ flags: { 'http-port': '3' }, env, file });
  expect(settings.http).toMatchObject({ host: 'env', port: 3, hosts: [] });
  expect(settings.auth.tokenFile).toBe('file');
  expect(settings.log.level).toBe('info');
});

test('an empty variable is unset, and an empty list on the command line clears the one of the file', () => {
  const file = { path: 'r.yml', text: 'log: { level: debug }\nsources: { expected: [hep] }\n' };
  const settings = resolveSettings({ flags: { 'sources-expected': '' }, env: { RINGSCOPE_LOG_LEVEL: '' }, file });
  expect(settings.log.level).toBe('debug');
  expect(settings.sources.expected).toEqual([]);
});

test('numbers that are text keep their leading zeros and plus', () => {
  const file = { path: 'r.yml', text: 'calls: { emergency_numbers: [112, 0110, "+4911", 0x10] }\n' };
  expect(() => resolveSettings({ flags: {}, env: {}, file })).toThrow('emergency_numbers[3]: expected digits such as 112, got "0x10"');
  const good = { path: 'r.yml', text: 'calls: { emergency_numbers: [112, 0110, "+4911"] }\n' };
  expect(resolveSettings({ flags: {}, env: {}, file: good }).calls.emergencyNumbers).toEqual(['112', '0110', '+4911']);
});

test('own addresses are addresses, with or without a port', () => {
  const own = ['192.0.2.1', '192.0.2.1:5060', '2001:db8::1', '[2001:db8::1]:5060'];
  const env = { RINGSCOPE_CALLS_OWN_ADDRESSES: own.join(',') };
  expect(resolveSettings({ flags: {}, env }).calls.ownAddresses).toEqual(own);
  expect(faultsOf({ env: { RINGSCOPE_CALLS_OWN_ADDRESSES: '[192.0.2]:5060,pbx:5060,192.0.2.1:' } })).toHaveLength(3);
});

test('trunks read the same from a file, a variable and a flag', () => {
  const file = { path: 'r.yml', text: 'trunks:\n  a: [192.0.2.0/24, "2001:db8::/32"]\n  b: [198.51.100.7]\n' };
  const text = 'a=192.0.2.0/24; 2001:db8::/32, b=198.51.100.7';
  const trunks = { a: ['192.0.2.0/24', '2001:db8::/32'], b: ['198.51.100.7'] };
  expect(resolveSettings({ flags: {}, env: {}, file }).trunks).toEqual(trunks);
  expect(resolveSettings({ flags: {}, env: { RINGSCOPE_TRUNKS: text } }).trunks).toEqual(trunks);
  expect(resolveSettings({ flags: { trunks: text }, env: {} }).trunks).toEqual(trunks);
});

test.each(['', '# nothing yet\n', 'http:\n  # port: 1\n', 'null\n'])('a file without settings (%j) changes nothing', (text) => {
  expect(resolveSettings({ flags: {}, env: {}, file: { path: 'r.yml', text } })).toEqual(resolveSettings({ flags: {}, env: {} }));
});

test('variables of the commands and of Kubernetes are no settings and no faults', () => {
  expect(
    faultsOf({
      env: {
        RINGSCOPE_CONFIG: '/etc/r.yml',
        RINGSCOPE_URL: 'http://127.0.0.1:7464',
        RINGSCOPE_SERVICE_HOST: '10.0.0.1',
        RINGSCOPE_PORT_7464_TCP_ADDR: '10.0.0.1',
        HOME: '/root',
      },
    }),
  ).toEqual([]);
});

test('every default, given as text by flag or by variable, resolves to the default', () => {
  const initial = resolveSettings({ flags: {}, env: {} });
  const rows = settingRows().filter((row) => row.initial !== '');
  const flags = Object.fromEntries(rows.map((row) => [row.flag.slice(2).split(' ')[0] ?? '', row.initial]));
  const env = Object.fromEntries(rows.map((row) => [row.env, row.initial]));
  expect(rows.length).toBeGreaterThan(12);
  expect(resolveSettings({ flags, env: {} })).toEqual(initial);
  expect(resolveSettings({ flags: {}, env })).toEqual(initial);
});

test('no two settings share a variable or a flag', () => {
  const settings = listSettings(serverSettings);
  expect(new Set(settings.map((one) => one.env)).size).toBe(settings.length);
  expect(new Set(settings.map((one) => one.flag)).size).toBe(settings.length);
});

test.each(['0.0.0.0/0', '::/0'])('all addresses, as %s, are no network of proxies', (network) => {
  const resolve = () => resolveSettings({ flags: { 'auth-trusted-proxies': `10.0.0.0/8,${network}` }, env: {} });
  expect(resolve).toThrow(/auth\.trusted_proxies.*expected the network of your proxies/);
});
