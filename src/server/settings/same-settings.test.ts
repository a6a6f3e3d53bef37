import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify as tomlOf } from 'smol-toml';
import { expect, test } from 'vitest';
import { parse, stringify as yamlOf } from 'yaml';
import type { Option } from '../../core/index.ts';
import { resolveSettings, resolveTree } from './resolve-settings.ts';
import { serverSettings } from './server-settings.ts';
import { listSettings } from './setting.ts';

/** Values for settings that have a rule of their own. */
const SPECIAL: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'http.hosts': fc.array(fc.domain()),
  'log.levels': fc.subarray(['store=debug', 'hep=warn']),
  'hep.transports': fc.subarray(['udp', 'tcp']),
  'store.spool_max_bytes': fc.integer({ min: 16 * 1024 * 1024 }),
  'sources.expected': fc.subarray(['hep']),
  'calls.max_calls': fc.integer({ min: 1 }),
  'calls.max_timeline': fc.integer({ min: 1 }),
  'calls.own_addresses': fc.array(fc.ipV4()),
  'calls.sweep_sources': fc.array(fc.integer({ min: 1, max: 999_999_999 }).map((seconds) => `api=${seconds}`)),
  'calls.emergency_numbers': fc.array(fc.stringMatching(/^\+?\d{1,15}$/)),
  'privacy.clear': fc.subarray(['101', '1xx', '+49301234*', 'alice']),
  'privacy.country': fc.constantFrom('DE', 'NO', 'US'),
  'alerts.off': fc.subarray(['TrunkFailing']),
  'alerts.thresholds': fc.array(fc.nat().map((attempts) => `TrunkFailing.attempts=${attempts}`)),
  'alerts.runbook_url': fc.webUrl({ validSchemes: ['http', 'https'] }).map((url) => url.replaceAll(/[{}"]/g, '')),
  'traces.url': fc.stringMatching(/^[a-z]{1,9}$/).map((word) => `https://${word}.example/{trace_id}`),
  'traces.poor_mos': fc.integer({ min: 1, max: 5 }),
  'alerts.instance': fc.stringMatching(/^[A-Za-z0-9][\w.:-]{0,20}$/),
  'otlp.endpoint': fc.constantFrom('http://127.0.0.1:4318', 'https://collector.example/base'),
  'otlp.timeout_seconds': fc.integer({ min: 1, max: 600 }),
  'otlp.signals': fc.subarray(['traces', 'metrics', 'logs']),
  'otlp.service_name': fc.constantFrom('edge-1', '0110', 'true', '1e3', '~'),
  'otlp.resource': fc.subarray(['a=1', 'deployment.environment.name=x y', 'b=']),
  'otlp.metrics_seconds': fc.integer({ min: 1, max: 86_400 }),
  'otlp.sample_ratio': fc.double({ min: 0, max: 1, noNaN: true }).map((ratio) => Math.round(ratio * 1000) / 1000),
  'otlp.queue_items': fc.integer({ min: 1, max: 50_000 }),
  'metrics.namespace': fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
};

function valuesOf({ kind, values }: Option<unknown>): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'port':
      return fc.integer({ min: 0, max: 65_535 });
    case 'number':
    case 'seconds':
      return fc.oneof(fc.nat(), fc.float({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map(Math.abs));
    case 'bytes':
      return fc.nat();
    case 'flag':
      return fc.boolean();
    case 'oneOf':
      return fc.constantFrom(...(values ?? []));
    case 'text':
    case 'path':
    case 'secretFile':
      return fc.oneof(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.constantFrom('0110', 'true', '1e3', '~', 'a: b', '#', "'", '"""', '2026-01-02'),
      );
    case 'list':
      return fc.array(fc.string({ minLength: 1 }));
    case 'cidrs':
      return fc.array(fc.ipV4());
    case 'named':
      return fc
        .dictionary(fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,20}$/), fc.uniqueArray(fc.ipV6()), { maxKeys: 1 })
        .filter((one) => !('none' in one));
    case 'records':
      return fc.constant([]);
  }
}

const files = fc
  .record(
    Object.fromEntries(
      listSettings(serverSettings)
        // The way to write a value is the same in a group of a group.
        .filter(({ path }) => path.length <= 2)
        .map(({ name, option }) => [name, SPECIAL[name] ?? valuesOf(option)]),
    ),
    {
      requiredKeys: [],
    },
  )
  .map((given) => {
    const tree: Record<string, Record<string, unknown>> = {};
    for (const [name, value] of Object.entries(given)) {
      const [group = '', key] = name.split('.');
      if (key === undefined) tree[group] = value as Record<string, unknown>;
      else tree[group] = { ...tree[group], [key]: value };
    }
    return tree;
  });

function resolve(path: string, text: string) {
  return resolveSettings({ flags: {}, env: {}, file: { path, text } });
}

test('the same settings in YAML and in TOML have the same values', () => {
  fc.assert(
    fc.property(files, (values) => {
      expect(resolve('r.toml', tomlOf(values))).toEqual(resolve('r.yml', yamlOf(values)));
    }),
  );
});

test('numbers and dates in places for text are taken as they are written, in both', () => {
  const yaml = 'http: { host: 2026-01-02 }\nlog:\n  level: info\ncalls:\n  emergency_numbers: [112, +49110]\n';
  const toml = 'http = { host = 2026-01-02 } # a date\nlog.level = "info"\n[calls]\nemergency_numbers = [\n  112, # here\n  +49110,\n]\n';
  const read = resolve('r.toml', toml);
  expect(read).toEqual(resolve('r.yml', yaml));
  expect([read.http.host, read.calls.emergencyNumbers]).toEqual(['2026-01-02', ['112', '+49110']]);
});

test('every example of the reference page means the same in TOML', () => {
  const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) {
    const toml = tomlOf(parse(example));
    expect(resolve('r.toml', toml)).toEqual(resolve('r.yml', example));
  }
});

test('the place of every setting is found in TOML as in YAML', () => {
  const toml = [
    'trunks."carrier-a" = ["192.0.2.0/24"]',
    '[http]',
    'port = 1',
    '"host" = "a"',
    '[log] # comment',
    "  level = 'debug'",
    '[hep]',
    'transports = ["udp", "tcp"]',
  ].join('\r\n');
  const { origins } = resolveTree(serverSettings, { flags: {}, env: {}, file: { path: 'r.toml', text: toml } });
  expect([...origins]).toEqual([
    ['http.host', 'r.toml:4:10'],
    ['http.port', 'r.toml:3:8'],
    ['hep.transports', 'r.toml:8:14'],
    ['trunks', 'r.toml:1:1'],
    ['log.level', 'r.toml:6:11'],
  ]);
});
