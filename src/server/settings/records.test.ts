import { expect, test } from 'vitest';
import { option, TeleError } from '../../core/index.ts';
import { resolveTree, type SettingsInput } from './resolve-settings.ts';
import { settingsTable } from './settings-table.ts';
import { textOfValue } from './settings-text.ts';

/** A list of groups, which holds one more group. */
const tree = {
  log: { level: option.oneOf('Level.', ['info', 'debug'], 'info') },
  listeners: option.records('Where it listens.', {
    name: option.text('Name.', 'main'),
    port: option.port('Port.', 0),
    serves: option.list('What.', ['api']),
    allow: option.cidrs('From where.', []),
    transport: option.oneOf('How.', ['udp', 'tcp'], 'tcp'),
    tls: { cert: option.optionalPath('Certificate.'), keyFile: option.secretFile('Key.'), isStrict: option.flag('Strict.', false) },
  }),
};

const YAML = `listeners:
  - name: public
    port: 443
    serves: [api, health]
    tls:
      cert: a.pem
      key_file: a.key
      is_strict: true
  - name: 0110
    tls:
      # cert: b.pem
`;

const TOML = `[[listeners]]
name = "public"
port = 443
serves = ["api", "health"]
tls = { cert = "a.pem", key_file = "a.key", is_strict = true }

[[listeners]]
name = "0110"
[listeners.tls]
# cert = "b.pem"
`;

const VALUES = [
  {
    name: 'public',
    port: 443,
    serves: ['api', 'health'],
    allow: [],
    transport: 'tcp',
    tls: { cert: 'a.pem', keyFile: 'a.key', isStrict: true },
  },
  { name: '0110', port: 0, serves: ['api'], allow: [], transport: 'tcp', tls: { cert: undefined, keyFile: undefined, isStrict: false } },
];

const JSON_TEXT =
  '[{"name":"public","port":443,"serves":["api","health"],"tls":{"cert":"a.pem","key_file":"a.key","is_strict":true}},{"name":"0110"}]';

function resolve(input: Partial<SettingsInput>) {
  return resolveTree(tree, { flags: {}, env: {}, ...input });
}

function faultsOf(input: Partial<SettingsInput>): readonly string[] {
  try {
    resolve(input);
    return [];
  } catch (error) {
    if (!(error instanceof TeleError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

test('a list of groups reads the same from a file, a variable and a flag, and each has the defaults of what it leaves out', () => {
  expect(resolve({ file: { path: 'r.yml', text: YAML } }).values.listeners).toEqual(VALUES);
  expect(resolve({ file: { path: 'r.toml', text: TOML } }).values.listeners).toEqual(VALUES);
  expect(resolve({ env: { RINGSCOPE_LISTENERS: JSON_TEXT } }).values.listeners).toEqual(VALUES);
  expect(resolve({ flags: { listeners: JSON_TEXT } }).values.listeners).toEqual(VALUES);
  expect(resolve({}).values).toEqual({ log: { level: 'info' }, listeners: [] });
});

test('what a list of groups is shown as is what a flag takes', () => {
  const text = textOfValue(VALUES);
  expect(text).toContain('"key_file":"a.key"');
  expect(resolve({ flags: { listeners: text } }).values.listeners).toEqual(VALUES);
});

test('a list of groups of a stronger origin replaces the one of the weaker', () => {
  const given = resolve({ file: { path: 'r.yml', text: YAML }, env: { RINGSCOPE_LISTENERS: '[{"port":1}]' } });
  expect(given.values.listeners.map(({ name, port }) => [name, port])).toEqual([['main', 1]]);
  expect(given.origins.get('listeners')).toBe('RINGSCOPE_LISTENERS');
});

const faulty: readonly (readonly [what: string, text: string, faults: readonly string[]])[] = [
  [
    'a group for a list',
    'listeners:\n  name: a\n',
    ['r.yml:2:3: listeners: expected a list of groups, in flags and variables as JSON, got a group'],
  ],
  ['a text for a group', 'listeners: [{}, hunter2]\n', ['r.yml:1:17: listeners[1]: expected a group of settings, got something else']],
  [
    'a name that is misspelt',
    'listeners:\n  - prot: 1\n',
    ['r.yml:2:5: listeners[0].prot is not a setting; did you mean listeners[0].port?'],
  ],
  [
    'a deeper name that is misspelt',
    'listeners:\n  - port: 1\n  - tls: { certs: a }\n',
    ['r.yml:3:12: listeners[1].tls.certs is not a setting; did you mean listeners[1].tls.cert?'],
  ],
  [
    'a value that is wrong',
    'listeners:\n  - port: 1\n  - port: 70000\n    tls:\n      cert: 1.5.\n      is_strict: 2\n',
    [
      'r.yml:3:11: listeners[1].port: expected a port from 0 to 65535, got 70000',
      'r.yml:6:18: listeners[1].tls.is_strict: expected true or false, got 2',
    ],
  ],
  [
    'a word outside of its domain',
    'listeners: [{ transport: upd }]\n',
    ['r.yml:1:26: listeners[0].transport: expected one of udp, tcp, got "upd"; did you mean udp?'],
  ],
  [
    'a network that is none, in a list',
    'listeners:\n  - allow:\n      - 10.0.0.0/8\n      - 10.0.0.0/80\n',
    ['r.yml:4:9: listeners[0].allow[1]: expected a network such as 10.0.0.0/8, got "10.0.0.0/80"'],
  ],
  [
    'a secret in place of its file',
    'listeners: [{ tls: { key_file: { pem: hunter2 }, cert: [hunter2] } }]\n',
    [
      'r.yml:1:32: listeners[0].tls.key_file: expected the path of a file or folder, got a group',
      'r.yml:1:56: listeners[0].tls.cert: expected the path of a file or folder, got a list',
    ],
  ],
];

test.each(faulty)('%s is refused with its place', (_what, text, faults) => {
  expect(faultsOf({ file: { path: 'r.yml', text } })).toEqual(faults);
});

test('faults in arrays of tables have their place', () => {
  const text =
    '[[listeners]]\nport = 1\n\n[[listeners]]\nport = 70000\n  [listeners.tls]\n  certs = "a"\n  cert = 7\n[[listeners]]\ntls.is_strict = "no"\n';
  expect(faultsOf({ file: { path: 'r.toml', text } })).toEqual([
    'r.toml:5:8: listeners[1].port: expected a port from 0 to 65535, got 70000',
    'r.toml:7:3: listeners[1].tls.certs is not a setting; did you mean listeners[1].tls.cert?',
    'r.toml:10:17: listeners[2].tls.is_strict: expected true or false, got "no"',
  ]);
});

test('faults of a list of groups in a variable name the variable and the place in the list', () => {
  expect(faultsOf({ env: { RINGSCOPE_LISTENERS: '[{"port":1},{"tls":{"cert":7,"keyfile":"hunter2"}}]' } })).toEqual([
    'RINGSCOPE_LISTENERS: listeners[1].tls.cert: expected the path of a file or folder, got 7',
    'RINGSCOPE_LISTENERS: listeners[1].tls.keyfile is not a setting; did you mean listeners[1].tls.key_file?',
  ]);
  expect(faultsOf({ flags: { listeners: '[{"key":"hunter2"' } })).toEqual([
    '--listeners: listeners: expected a list of groups, in flags and variables as JSON, got something else',
  ]);
});

test('the table of settings has a line for the list, which a flag and a variable set, and one for each field, which they do not', () => {
  const lines = settingsTable(tree).split('\n').slice(3);
  expect(lines[0]).toBe('| `listeners` | `RINGSCOPE_LISTENERS` | `--listeners <json>` |  |  | Where it listens. |');
  expect(lines).toContain('| `listeners[].transport` |  |  | `tcp` |  | How. One of udp, tcp. |');
  expect(lines.at(-1)).toBe('| `listeners[].tls.is_strict` |  |  | `false` |  | Strict. |');
});
