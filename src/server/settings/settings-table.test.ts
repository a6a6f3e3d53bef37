import { expect, test } from 'vitest';
import { settingFlags, settingsTable } from './settings-table.ts';

test('a setting has a flag with placeholder, help and default', () => {
  expect(settingFlags()).toContainEqual({
    name: 'http-port',
    declaration: '--http-port <port>',
    help: 'Port of the API, the probes and /metrics; 0 lets the system choose.',
    initial: '7464',
  });
  expect(settingFlags()).toContainEqual({
    name: 'privacy-output',
    declaration: '--privacy-output <word>',
    help: 'How numbers, users and names are shown. One of off, pseudonym, masked.',
    initial: 'masked',
  });
});

test('the table has one row of five cells per setting, with bars escaped', () => {
  const lines = settingsTable().split('\n');
  expect(lines).toHaveLength(settingFlags().length + 2);
  for (const line of lines) expect(line.split(/(?<!\\)\|/)).toHaveLength(7);
  expect(lines).toContain(
    '| `debug.hooks` | `RINGSCOPE_DEBUG_HOOKS` | `--debug-hooks <true\\|false>` | `false` | Enables hooks that block threads on purpose, for tests. |',
  );
});
