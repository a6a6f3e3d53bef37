import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { loadSettingsFile } from './load-settings-file.ts';
import { resolveSettings } from './resolve-settings.ts';
import { rounds } from '../../../test/rounds.ts';

const faulty: readonly (readonly [what: string, path: string, text: string, faults: readonly string[]])[] = [
  ['a name that is misspelt', 'r.toml', '[http]\nprot = 1\n', ['r.toml:2:1: http.prot is not a setting; did you mean http.port?']],
  ['a part of a name', 'r.yml', 'otlp: { headers: {} }\n', ['r.yml:1:9: otlp.headers is not a setting; did you mean otlp.headers_file?']],
  ['a table that is misspelt', 'r.toml', '[htpp]\nport = 1\n', ['r.toml:1:2: htpp is not a setting; did you mean http?']],
  ['a dotted name that is misspelt', 'r.toml', 'http.prot = 1\n', ['r.toml:1:6: http.prot is not a setting; did you mean http.port?']],
  [
    'a name in the case of the code',
    'r.toml',
    'auth.tokenFile = "t"\n',
    ['r.toml:1:6: auth.tokenFile is not a setting; did you mean auth.token_file?'],
  ],
  ['a setting outside of its group', 'r.toml', 'country = "DE"\n', ['r.toml:1:1: country is not a setting; did you mean privacy.country?']],
  ['a name that objects have by nature', 'r.toml', '[__proto__]\nport = 1\n', ['r.toml:1:2: __proto__ is not a setting']],
  ['a quoted name', 'r.toml', '[http]\n"po rt" = 1\n', ['r.toml:2:1: http.po rt is not a setting; did you mean http.port?']],
  ['a name that a terminal obeys', 'r.yml', '{"\\e[31mred\\nfake": 1}\n', ['r.yml:1:2: \\u001b[31mred\\u000afake is not a setting']],
  ['an empty name', 'r.toml', '"" = 1\n', ['r.toml:1:1: "" is not a setting']],
  ['an empty name', 'r.yml', '"": 1\n', ['r.yml:1:1: "" is not a setting']],
  ['a name that is a list', 'r.yml', '? [a, b]\n: 1\n', ['r.yml:1:3: ? is not a setting']],
  ['a port that is too large', 'r.toml', 'http.port = 65536\n', ['r.toml:1:13: http.port: expected a port from 0 to 65535, got 65536']],
  ['a port that is text', 'r.toml', 'http.port = "80"\n', ['r.toml:1:13: http.port: expected a port from 0 to 65535, got "80"']],
  ['a flag that is a word', 'r.toml', 'sources.synthetic = "yes"\n', ['r.toml:1:21: sources.synthetic: expected true or false, got "yes"']],
  ['a text that is a flag', 'r.yml', 'http:\n  host: true\n', ['r.yml:2:9: http.host: expected a text, got true']],
  ['a text that is a flag', 'r.toml', 'http.host = true\n', ['r.toml:1:13: http.host: expected a text, got true']],
  ['an empty text', 'r.yml', "http: { host: '' }\n", ['r.yml:1:15: http.host: expected a text, got ""']],
  ['a group that is a number', 'r.yml', 'http: 7464\n', ['r.yml:1:7: http: expected a group of settings, got something else']],
  ['a group that is a number', 'r.toml', 'http = 7464\n', ['r.toml:1:8: http: expected a group of settings, got something else']],
  ['a group that is a date', 'r.toml', 'http = 2026-01-02\n', ['r.toml:1:8: http: expected a group of settings, got something else']],
  [
    'a number that is a date',
    'r.toml',
    'http.port = 2026-01-02T03:04:05Z\n',
    ['r.toml:1:13: http.port: expected a port from 0 to 65535, got "2026-01-02T03:04:05Z"'],
  ],
  [
    'a number that is a time',
    'r.toml',
    'calls.settle_seconds = 00:00:02\n',
    ['r.toml:1:24: calls.settle_seconds: expected a number of seconds, 0 or more, got "00:00:02"'],
  ],
  [
    'a number that is infinite',
    'r.toml',
    'calls.settle_seconds = inf\n',
    ['r.toml:1:24: calls.settle_seconds: expected a number of seconds, 0 or more, got Infinity'],
  ],
  [
    'a number that is none',
    'r.toml',
    'calls.settle_seconds = nan\n',
    ['r.toml:1:24: calls.settle_seconds: expected a number of seconds, 0 or more, got NaN'],
  ],
  [
    'a number that is none',
    'r.yml',
    'calls: { settle_seconds: .nan }\n',
    ['r.yml:1:26: calls.settle_seconds: expected a number of seconds, 0 or more, got NaN'],
  ],
  [
    'an octal number that is too large',
    'r.toml',
    'http.port = 0o200000\n',
    ['r.toml:1:13: http.port: expected a port from 0 to 65535, got 65536'],
  ],
  [
    'a hexadecimal number for digits',
    'r.toml',
    'calls.emergency_numbers = [0x70]\n',
    ['r.toml:1:28: calls.emergency_numbers[0]: expected digits such as 112, got "0x70"'],
  ],
  [
    'a hexadecimal number for digits',
    'r.yml',
    'calls: { emergency_numbers: [0x70] }\n',
    ['r.yml:1:30: calls.emergency_numbers[0]: expected digits such as 112, got "0x70"'],
  ],
  [
    'a number with a leading zero',
    'r.toml',
    'calls.emergency_numbers = [0110]\n',
    ['r.toml:1:28: expected valid TOML: illegal leading zero'],
  ],
  [
    'a number that no float holds',
    'r.toml',
    'store.max_bytes = 9007199254740993\n',
    ['r.toml:1:19: expected valid TOML: integer value cannot be represented losslessly'],
  ],
  [
    'a negative number of bytes',
    'r.toml',
    'store.max_bytes = -1\n',
    ['r.toml:1:19: store.max_bytes: expected a whole number of bytes, 0 or more, got -1'],
  ],
  [
    'a fraction of a byte',
    'r.yml',
    'store: { max_bytes: 1.5 }\n',
    ['r.yml:1:21: store.max_bytes: expected a whole number of bytes, 0 or more, got 1.5'],
  ],
  [
    'a spool that is too small',
    'r.toml',
    'store.spool_max_bytes = 1024\n',
    ['r.toml:1:25: store.spool_max_bytes: expected 16777216 bytes (16 MiB) or more, got 1024'],
  ],
  ['an array of tables for a group', 'r.toml', '[[http]]\nport = 1\n', ['r.toml:1:1: http: expected a group of settings, got a list']],
  [
    'an array of tables for a list',
    'r.toml',
    '[[sources.expected]]\nname = "hep"\n',
    ['r.toml:1:1: sources.expected[0]: expected the name of a source, such as hep, or of a program as its events have it, got a group'],
  ],
  [
    'trunks without networks',
    'r.toml',
    '[trunks]\na = "10.0.0.0/8"\n',
    ['r.toml:2:5: trunks.a: expected a list of networks such as 10.0.0.0/8, got "10.0.0.0/8"'],
  ],
  [
    'a network of two trunks',
    'r.toml',
    '[trunks]\na = ["10.0.0.0/8"]\nb = ["10.1.0.0/8"]\n',
    ['r.toml:3:6: trunks.b[0]: expected a network that no other name has; a has it, got "10.1.0.0/8"'],
  ],
  [
    'a trunk of the name that means no trunk',
    'r.toml',
    'trunks.none = ["10.0.0.0/8"]\n',
    ['r.toml:1:8: trunks.none: expected a name of 1 to 64 letters, digits, dots, dashes or _ that is not `none`'],
  ],
  [
    'a dotted name twice',
    'r.toml',
    'http.port = 1\nhttp.port = 2\n',
    ['r.toml:2:1: expected valid TOML: trying to redefine an already defined table or value'],
  ],
  [
    'a table twice',
    'r.toml',
    '[http]\nport = 1\n[http]\nhost = "a"\n',
    ['r.toml:3:2: expected valid TOML: trying to redefine an already defined table or value'],
  ],
  [
    'a table that a dotted name has made',
    'r.toml',
    'http.port = 1\n[http]\nhost = "a"\n',
    ['r.toml:2:2: expected valid TOML: trying to redefine an already defined table or value'],
  ],
  [
    'a group twice',
    'r.yml',
    'http:\n  port: 1\nhep:\n  port: 2\nhttp:\n  host: a\n',
    ['r.yml:5:1: expected valid YAML, got duplicate key'],
  ],
  ['a merged alias', 'r.yml', 'http: &a\n  port: 1\nhep:\n  <<: *a\n', ['r.yml:4:7: expected the value itself, got an alias']],
  ['a tab for indentation', 'r.yml', 'http:\n\tport: 1\n', ['r.yml:2:1: expected valid YAML, got tab as indent']],
  ['a quote without its end', 'r.yml', 'http:\n  host: "127\n', ['r.yml:3:1: expected valid YAML, got missing char']],
  [
    'a quote without its end',
    'r.toml',
    '[http]\nhost = "127\n',
    ['r.toml:2:12: expected valid TOML: control characters are not allowed in strings'],
  ],
  ['a bracket without its end', 'r.yml', 'hep:\n  allow: [10.0.0.0/8\n', ['r.yml:3:1: expected valid YAML, got bad indent']],
  [
    'a bracket without its end',
    'r.toml',
    '[hep]\nallow = ["10.0.0.0/8"\n',
    ['r.toml:3:1: expected valid TOML: expected comma or end of structure'],
  ],
  ['a text without quotes', 'r.toml', '[http]\nhost = localhost\n', ['r.toml:2:8: expected valid TOML: invalid value']],
  ['a name without a value', 'r.toml', '[http]\nport =\n', ['r.toml:2:7: expected valid TOML: invalid value']],
  ['a name without a value', 'r.yml', 'http:\n  port:\n', ['r.yml:2:3: http.port: expected a port from 0 to 65535, got nothing']],
  [
    'two pairs on a line',
    'r.toml',
    'http.port = 1 http.host = "a"\n',
    ['r.toml:1:15: expected valid TOML: each key-value declaration must be followed by an end-of-line'],
  ],
  ['two documents', 'r.yml', 'http:\n  port: 1\n---\nhep:\n  port: 2\n', ['r.yml:3:1: expected valid YAML, got multiple docs']],
  ['a tag that nothing knows', 'r.yml', 'http: { port: !port 1 }\n', ['r.yml:1:15: expected valid YAML, got tag resolve failed']],
  ['YAML under the name of TOML', 'r.toml', 'http:\n  port: 1\n', ['r.toml:1:5: expected valid TOML: illegal character in key']],
  ['TOML under the name of YAML', 'r.yml', '[http]\nport = 1\n', ['r.yml:2:1: expected valid YAML, got unexpected token']],
  ['a byte that is zero', 'r.yml', 'http:\n  host: a\0b\n', ['r.yml:2:10: expected text, got a byte that is zero']],
  ['a byte that is zero', 'r.toml', 'http.host = "a\0b"\n', ['r.toml:1:15: expected text, got a byte that is zero']],
  [
    'a control character',
    'r.toml',
    'http.host = "a\u0001b"\n',
    ['r.toml:1:15: expected valid TOML: control characters are not allowed in strings'],
  ],
  ['a fault after a byte order mark', 'r.yml', '﻿http: { prot: 1 }\n', ['r.yml:1:9: http.prot is not a setting; did you mean http.port?']],
  ['a fault after a byte order mark', 'r.toml', '﻿http.prot = 1\n', ['r.toml:1:6: http.prot is not a setting; did you mean http.port?']],
  [
    'a fault between lines of Windows',
    'r.yml',
    'http:\r\n  host: a\r\n  port: b\r\n',
    ['r.yml:3:9: http.port: expected a port from 0 to 65535, got "b"'],
  ],
  [
    'a fault between lines of Windows',
    'r.toml',
    '[http]\r\nhost = "a"\r\nport = "b"\r\n',
    ['r.toml:3:8: http.port: expected a port from 0 to 65535, got "b"'],
  ],
  [
    'a list where a secret file belongs',
    'r.toml',
    'auth.token_file = ["hunter2"]\n',
    ['r.toml:1:19: auth.token_file: expected the path of a file or folder, got a list'],
  ],
  [
    'a group where a secret file belongs',
    'r.toml',
    '[auth.token_file]\ntoken = "hunter2"\n',
    ['r.toml:1:1: auth.token_file: expected the path of a file or folder, got a group'],
  ],
  [
    'a flag where a secret file belongs',
    'r.yml',
    'auth: { token_file: true }\n',
    ['r.yml:1:21: auth.token_file: expected the path of a file or folder, got something else'],
  ],
  ['a secret under a name of its own', 'r.toml', 'http.token = "hunter2"\n', ['r.toml:1:6: http.token is not a setting']],
  ['a secret in place of a group', 'r.yml', 'http: hunter2\n', ['r.yml:1:7: http: expected a group of settings, got something else']],
  [
    'lists in lists in lists',
    'r.toml',
    'hep.allow = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n',
    ['r.toml:1:14: hep.allow[0]: expected a network such as 10.0.0.0/8, got a list'],
  ],
  ['more levels than can be read', 'r.yml', '['.repeat(200_000), ['r.yml:1:1: expected settings, got more levels than they have']],
  [
    'more levels than can be read',
    'r.yml',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    ['r.yml:1:1: expected settings, got more levels than they have'],
  ],
  [
    'more levels than can be read',
    'r.toml',
    `a = ${'['.repeat(200_000)}`,
    ['r.toml:1:1: expected settings, got more levels than they have'],
  ],
  ['more levels than can be read', 'r.toml', `${'a.'.repeat(100_000)}b = 1\n`, ['r.toml:1:1: a is not a setting']],
  [
    'a word that is too long to be shown',
    'r.toml',
    `log.level = "${'x'.repeat(1000)}"\n`,
    [
      'r.toml:1:13: log.level: expected one of silent, error, warn, info, debug, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."',
    ],
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'ringscope-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the settings are refused with. */
function refusal(run: () => unknown): TeleError {
  try {
    run();
  } catch (error) {
    if (error instanceof TeleError) return error;
    throw error;
  }
  throw new Error('These settings are taken.');
}

function refusalOfText(path: string, text: string): TeleError {
  return refusal(() => resolveSettings({ flags: {}, env: {}, file: { path, text } }));
}

test.each(faulty)('%s in %s is refused with its place', (_what, path, text, faults) => {
  const { code, message } = refusalOfText(path, text);
  expect(code).toBe('CONFIG_INVALID');
  expect(
    message
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
  ).toEqual(faults);
  expect(message).not.toContain('hunter2');
});

/** What a file with these bytes is refused with, its path left out. */
async function refusalOfBytes(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = await loadSettingsFile(path);
  return refusal(() => resolveSettings({ flags: {}, env: {}, file })).message.replaceAll(path, name);
}

test('bytes that are no UTF-8 are refused', async () => {
  expect(await refusalOfBytes('latin.yml', Buffer.from('http:\n  host: \xe4\n', 'latin1'))).toContain(
    'latin.yml: expected UTF-8, got other bytes',
  );
  expect(await refusalOfBytes('wide.toml', Buffer.from('http.port = 1\n', 'utf16le'))).toContain(
    'wide.toml:1:2: expected text, got a byte that is zero',
  );
});

test('a file of more than 1 MiB is refused before it is read as text, and one of 1 MiB is read', async () => {
  expect(await refusalOfBytes('large.yml', Buffer.alloc(1024 * 1024 + 1, '#'))).toContain(
    'large.yml: expected at most 1048576 bytes (1 MiB), got more',
  );
  const path = join(folder, 'just.yml');
  writeFileSync(path, Buffer.alloc(1024 * 1024, '#'));
  expect((await loadSettingsFile(path)).text).toHaveLength(1024 * 1024);
  const endless = join(folder, 'sparse.yml');
  writeFileSync(endless, '');
  truncateSync(endless, 2 ** 40);
  expect((await loadSettingsFile(endless)).fault).toBe('expected at most 1048576 bytes (1 MiB), got more');
});

test('an empty file, one with a byte order mark alone and one with comments alone set nothing', () => {
  const defaults = resolveSettings({ flags: {}, env: {} });
  for (const path of ['r.yml', 'r.toml'])
    for (const text of ['', '\uFEFF', '# nothing\n', '\r\n\r\n'])
      expect(resolveSettings({ flags: {}, env: {}, file: { path, text } })).toEqual(defaults);
});

test('what is no file is refused with the reason', async () => {
  mkdirSync(join(folder, 'r.yml'));
  const refused = async (name: string, reason: string): Promise<void> => {
    const message = `The settings file ${join(folder, name)} could not be read: ${reason}.`;
    await expect(loadSettingsFile(join(folder, name))).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE', message });
  };
  await refused('r.yml', 'it is a folder');
  await refused('none.yml', 'there is none');
  await refused(join('r.yml', 'none.yml'), 'there is none');
});

// The superuser may read everything.
test.skipIf(process.getuid?.() === 0)('a file that this user may not read is refused with the reason', async () => {
  const path = join(folder, 'closed.yml');
  writeFileSync(path, '');
  chmodSync(path, 0);
  await expect(loadSettingsFile(path)).rejects.toThrow('this user may not');
});

test('of the faults of one file at most 100 are told', () => {
  const text = Array.from({ length: 1000 }, (_, index) => `name${index}: 1\n`).join('');
  expect(refusalOfText('r.yml', text).message.split('\n')).toHaveLength(101);
});

/** Pieces of which files are made, in an order that nobody would write. */
const pieces = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...'[]{}"\'#:.,=-&*!|>%@?<~ \n\r\t'),
    fc.constantFrom(
      '[[',
      ']]',
      '"""',
      "'''",
      'http',
      'port',
      'trunks',
      'hep',
      'allow',
      ': ',
      ' = ',
      '\n  ',
      '\n- ',
      '1',
      '0x1',
      'inf',
      '2026-01-02',
      '__proto__',
      '<<',
      '---',
      '...',
      '!!set',
      '\\u0000',
    ),
  ),
  { maxLength: 40 },
);

test('no text is taken for settings or refused in any other way than by CONFIG_INVALID', () => {
  fc.assert(
    fc.property(pieces, fc.constantFrom('r.yml', 'r.toml'), (parts, path) => {
      try {
        resolveSettings({ flags: {}, env: {}, file: { path, text: parts.join('') } });
      } catch (error) {
        expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
      }
    }),
    { numRuns: rounds(200, 1000) },
  );
});
