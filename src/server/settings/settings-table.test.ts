import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';
import { settingFlags, settingsTable } from './settings-table.ts';
import { accessTrunks } from './trunk-matcher.ts';

test('a setting has a flag with placeholder, help and default', () => {
  expect(settingFlags()).toContainEqual({
    name: 'http-port',
    declaration: '--http-port <port>',
    help: 'Port of the API, the probes and /metrics; 0 lets the system choose.',
    initial: '7464',
    section: 'http',
  });
  expect(settingFlags()).toContainEqual({
    name: 'privacy-output',
    declaration: '--privacy-output <word>',
    help: 'How numbers, users and names are shown. One of off, pseudonym, masked.',
    initial: 'masked',
    section: 'privacy',
  });
});

test('the table has one row of six cells per setting, with bars escaped', () => {
  const lines = settingsTable().split('\n');
  // A list of groups has a line for each field besides.
  expect(lines.filter((line) => !line.includes('[].'))).toHaveLength(settingFlags().length + 2);
  for (const line of lines) expect(line.split(/(?<!\\)\|/)).toHaveLength(8);
  expect(lines).toContain(
    '| `http.open_probes` | `RINGSCOPE_HTTP_OPEN_PROBES` | `--http-open-probes <true\\|false>` | `true` |  | Whether /livez and /readyz are answered to everybody: they tell a word and no more. |',
  );
});

test('a command line takes every flag as it is declared, and resolves what was given', () => {
  const command = new Command();
  for (const flag of settingFlags()) command.option(flag.declaration, flag.help);
  command.parse(['--http-port', '81', '--trunks', 'a=192.0.2.0/24;198.51.100.1', '--sources-synthetic', 'true'], { from: 'user' });
  const given = Object.fromEntries(command.options.map((one) => [one.name(), command.getOptionValue(one.attributeName())]));
  const flags = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const settings = resolveSettings({ flags, env: {} });
  expect(Object.keys(given)).toEqual(settingFlags().map((flag) => flag.name));
  expect([settings.http.port, settings.trunks, settings.sources.synthetic]).toEqual([81, { a: ['192.0.2.0/24', '198.51.100.1'] }, true]);
});

test('every example of the reference page is valid, both forms say the same, and its report is the one that is printed', () => {
  const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');
  expect(examples).toHaveLength(3);
  const last = resolveSettings({ flags: {}, env: {}, file: { path: 'ringscope.yml', text: examples[1] ?? '' } });
  expect([last.hep.allow, last.trunks['office'], last.privacy.country]).toEqual([['192.0.2.0/24'], ['10.0.0.0/8'], 'DE']);
  const { trunks } = resolveSettings({ flags: {}, env: {}, file: { path: 'ringscope.yml', text: examples[2] ?? '' } });
  expect([Object.keys(trunks).length, [...accessTrunks(trunks)]]).toEqual([5, ['office']]);
  const toml = /```toml\n(.*?)```/s.exec(page)?.[1] ?? '';
  expect(resolveSettings({ flags: {}, env: {}, file: { path: 'ringscope.toml', text: toml } })).toEqual(last);
  const report = /```text\n(.*?)\n```/s.exec(page)?.[1] ?? '';
  const file = { path: 'ringscope.yml', text: 'http:\n  prot: 7464\n' };
  expect(report).toContain('3 settings');
  expect(() => resolveSettings({ flags: { 'hep-port': '70k' }, env: { RINGSCOPE_LOG_LEVEL: 'wran' }, file })).toThrow(report);
});

test('the page of settings says what a running server takes', () => {
  const lines = settingsTable().split('\n');
  const taken = lines.filter((line) => /\| (?:yes|its content) \|/.test(line)).map((line) => line.split('`')[1]);
  expect(taken).toEqual([
    'auth.token_file',
    'auth.basic_file',
    'auth.allow',
    'auth.trusted_proxies',
    'hep.allow',
    'calls.settle_seconds',
    'calls.sweep_answered_seconds',
    'calls.sweep_unanswered_seconds',
    'calls.sweep_sources',
    'calls.emergency_numbers',
    'trunks',
    'privacy.clear',
    'alerts.off',
    'alerts.thresholds',
    'alerts.runbook_url',
    'alerts.instance',
    'alerts.receivers',
    'log.level',
    'log.levels',
  ]);
});
