import { expect, test } from 'vitest';
import { resolveSettings, type SettingsInput } from './resolve-settings.ts';

function resolve(input: Partial<SettingsInput>) {
  return resolveSettings({ flags: {}, env: {}, ...input }).presets;
}

function names(input: Partial<SettingsInput>) {
  return resolve(input).map(({ name }) => name);
}

function faultsOf(path: string, text: string): string {
  try {
    resolve({ file: { path, text } });
    return 'no fault';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test.each([
  ['YAML', { file: { path: 'a.yaml', text: 'presets: [callstack, {name: rustpbx}]\n' } }],
  ['TOML', { file: { path: 'a.toml', text: 'presets = ["callstack", { name = "rustpbx" }]\n' } }],
  ['TOML tables', { file: { path: 'a.toml', text: '[[presets]]\nname = "callstack"\n[[presets]]\nname = "rustpbx"\n' } }],
  ['a flag', { flags: { presets: 'callstack,rustpbx' } }],
  ['a flag as JSON', { flags: { presets: '["callstack",{"name":"rustpbx"}]' } }],
  ['a variable', { env: { RINGSCOPE_PRESETS: 'callstack, rustpbx' } }],
])('presets are named in %s', (_, input) => {
  expect(names(input)).toEqual(['callstack', 'rustpbx']);
});

test('there is none unless one is named', () => {
  expect(resolve({})).toEqual([]);
});

const KNOWN = 'callstack, voice-skill, rustpbx, cardlink, voiceserver';

test('an unknown name is refused with its place, the known names and the one that was meant', () => {
  expect(faultsOf('a.yaml', 'presets:\n  - callstack\n  - rustpbxx\n')).toContain(
    `a.yaml:3:5: presets[1].name: expected one of ${KNOWN}, got "rustpbxx"; did you mean rustpbx?`,
  );
});

test('a name given twice is refused with both places', () => {
  expect(faultsOf('a.toml', 'presets = ["callstack", "rustpbx", "callstack"]\n')).toContain(
    'a.toml:1:36: presets[2].name: expected each at most once; presets[0] has it, got "callstack"',
  );
});

test('an entry without a name is refused', () => {
  expect(faultsOf('a.yaml', 'presets:\n  - {}\n')).toContain(`presets[0].name: expected one of ${KNOWN}, got nothing`);
});

test('a single name is no list', () => {
  expect(faultsOf('a.yaml', 'presets: callstack\n')).toContain('a.yaml:1:10: presets: expected a list of groups');
});
