import { expect, test } from 'vitest';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { listenersOf } from './listeners.ts';

function listeners(listening: readonly object[], { flags = {}, hasCredentials = false }: Given = {}) {
  return listenersOf(resolveSettings({ flags: { listeners: JSON.stringify(listening), ...flags }, env: {} }), hasCredentials);
}

interface Given {
  readonly flags?: Record<string, string>;
  readonly hasCredentials?: boolean;
}

const METRICS = { name: 'metrics', port: 9464, serves: ['metrics'] };

test('without others there is the main listener alone, with all that there is at its own paths', () => {
  expect(listeners([])).toEqual([
    {
      name: 'http',
      host: '127.0.0.1',
      port: 7464,
      serves: ['api', 'metrics', 'health'],
      paths: { metrics: '/metrics', health: ['/healthz', '/health'], live: '/livez', ready: '/readyz' },
      policy: { allow: undefined, isOpen: false, openProbes: true },
      isStatusOnly: false,
    },
  ]);
});

test('a further one has what it leaves out from the defaults, and its address for a name', () => {
  const [, one] = listeners([{ port: 9464, serves: ['health', 'metrics'], paths: { live: '/health/live' }, allow: ['10.0.0.0/8'] }]);
  expect(one).toMatchObject({
    name: '127.0.0.1:9464',
    serves: ['metrics', 'health'],
    paths: { metrics: '/metrics', health: ['/healthz'], live: '/health/live', ready: '/readyz' },
    policy: { allow: [{ bytes: [10, 0, 0, 0], prefixBits: 8 }], isOpen: false, openProbes: true },
  });
});

type Contradiction = readonly [what: string, listening: readonly object[], message: string, given?: Given];
const named = ([what, listening, message, given]: Contradiction) => ({ what, listening, message, given });
const contradictions: readonly Contradiction[] = [
  ['nothing to serve', [{ port: 1 }], 'listeners[0].serves is empty; it lists api, metrics, health or some of them.'],
  ['the port of the main one', [{ ...METRICS, port: 7464 }], 'listeners[0] and http both claim 127.0.0.1:7464.'],
  ['one port twice', [METRICS, { ...METRICS, name: 'b' }], 'listeners[1] and listeners[0] both claim 127.0.0.1:9464.'],
  [
    'one port on all addresses and on one',
    [METRICS, { ...METRICS, name: 'b', host: '0.0.0.0', allow: ['10.0.0.0/8'] }],
    'listeners[1] and listeners[0] both claim 0.0.0.0:9464.',
  ],
  ['the TCP port of HEP', [{ ...METRICS, port: 9060 }], 'listeners[0] and hep both claim 127.0.0.1:9060.'],
  [
    'the TLS port of HEP',
    [{ ...METRICS, port: 9061 }],
    'listeners[0] and hep.tls_port both claim 127.0.0.1:9061.',
    { flags: { 'hep-tls-cert-file': 'a.pem', 'hep-tls-key-file': 'a.key' } },
  ],
  ['one name twice', [METRICS, { ...METRICS, port: 9465 }], 'listeners[1] and listeners[0] have the same name, metrics.'],
  ['the name of the main one', [{ ...METRICS, name: 'http' }], 'listeners[0] and http have the same name, http.'],
  [
    'two things on one path',
    [{ port: 1, serves: ['metrics', 'health'], paths: { health: '/metrics' } }],
    'listeners[0].paths.health and listeners[0].paths.metrics both claim /metrics.',
  ],
  [
    'two probes on one path',
    [{ port: 1, serves: ['health'], paths: { live: '/health', ready: '/health' } }],
    'listeners[0].paths.ready and listeners[0].paths.live both claim /health.',
  ],
  [
    'a path of the API',
    [{ port: 1, serves: ['api', 'metrics'], paths: { metrics: '/api/v1/calls' } }],
    'listeners[0].paths.metrics and the API both claim /api/v1/calls.',
  ],
  [
    'a path of voice-skill',
    [{ port: 1, serves: ['api', 'health'], paths: { health: '/metrics/health' } }],
    'listeners[0].paths.health and the API both claim /metrics/health.',
  ],
  [
    'the API for everybody',
    [{ port: 1, serves: ['metrics', 'api'], auth: 'open' }],
    'listeners[0] has auth: open, which is for metrics and health, and serves the api: leave out one of the two.',
  ],
  [
    'a key without a certificate',
    [{ ...METRICS, tls: { key_file: 'a' } }],
    'listeners[0].tls needs cert_file: it names other files, and no certificate.',
  ],
];
test.each(contradictions.map(named))('$what is refused, and both places are named', ({ listening, message, given }) => {
  expect(() => listeners(listening, given)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message }));
});

test('what one listener has on a path another one may have too, and paths that it does not serve claim nothing', () => {
  const both = [METRICS, { name: 'b', port: 9465, serves: ['metrics'], paths: { health: '/metrics' } }];
  expect(listeners(both).map(({ name }) => name)).toEqual(['http', 'metrics', 'b']);
  expect(
    listeners([
      { ...METRICS, name: 'x', port: 0 },
      { ...METRICS, port: 0 },
    ]).length,
  ).toBe(3);
});

test('beyond loopback the networks of all listeners keep others out', () => {
  const flags = { 'http-host': '::', 'auth-allow': '10.0.0.0/8' };
  expect(listeners([{ ...OUT, serves: ['api'] }], { flags }).map(({ isStatusOnly }) => isStatusOnly)).toEqual([false, false]);
});

const OUT = { name: 'out', host: '192.0.2.1', port: 1 };
const TLS = { cert_file: 'a.pem', key_file: 'a.key', client_ca_file: 'ca.pem' };
const exposed: readonly Contradiction[] = [
  [
    'metrics',
    [{ ...OUT, serves: ['metrics'] }],
    'listeners[0] would listen on 192.0.2.1, which others can reach, and no credentials are configured.',
    {},
  ],
  [
    'the main one',
    [],
    'http would listen on ::, which others can reach, and no credentials are configured.',
    { flags: { 'http-host': '::' } },
  ],
  [
    'an open one, although there are credentials',
    [{ ...OUT, serves: ['metrics'], auth: 'open' }],
    'listeners[0] would listen on 192.0.2.1, which others can reach, and asks nobody for credentials.',
    { hasCredentials: true },
  ],
  [
    'health whose probes are not open',
    [{ ...OUT, serves: ['health'], open_probes: false }],
    'listeners[0] would listen on 192.0.2.1, which others can reach, and no credentials are configured.',
    {},
  ],
  [
    'everything with networks that hold all addresses',
    [{ ...OUT, serves: ['api'], allow: ['::/0'] }],
    'http would listen on ::, which others can reach, and no credentials are configured.',
    { flags: { 'http-host': '::', 'auth-allow': '0.0.0.0/0' } },
  ],
  [
    'certificates that are not required',
    [{ ...OUT, serves: ['api'], tls: TLS }],
    'listeners[0] would listen on 192.0.2.1, which others can reach, and no credentials are configured.',
    {},
  ],
];
test.each(exposed.map(named))(
  'beyond loopback $what is refused without anything that keeps others out',
  ({ listening, message, given }) => {
    expect(() => listeners(listening, given)).toThrow(expect.objectContaining({ code: 'HTTP_EXPOSED', message }));
  },
);

test.each([
  ['credentials', { serves: ['api'] }, true, false],
  ['networks', { serves: ['metrics'], allow: ['10.0.0.0/8'] }, false, false],
  ['certificates of clients', { serves: ['metrics'], tls: { ...TLS, require_client_cert: true } }, false, false],
  ['nothing to tell but a word', { serves: ['health'] }, false, true],
  ['nothing to tell but a word, open', { serves: ['health'], auth: 'open' }, true, true],
])('beyond loopback it may listen with %s', (_what, given, hasCredentials, isStatusOnly) => {
  expect(listeners([{ ...OUT, ...given }], { hasCredentials })[1]?.isStatusOnly).toBe(isStatusOnly);
});

test.each(['metrics', '/metrics/', '/a b', '/:x', '/*', '/'])('%s is no path', (path) => {
  expect(() => listeners([{ ...METRICS, paths: { metrics: path } }])).toThrow(/listeners\[0\]\.paths\.metrics: expected a path such as/);
});
