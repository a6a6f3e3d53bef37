import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands/index.ts';
import { completionScript } from './completion.ts';

const COMMAND_DEFS = await Promise.all(COMMANDS.map(async (entry) => entry.load()));

/** What bash offers for the words of a line, the last of which is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${completionScript('bash', COMMAND_DEFS)}
ringscope() { [ "$*" = "completion settings" ] && printf '%s\\n' --hep-port --hep-key-file; }
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _ringscope; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
}

test('bash completes commands, the flags of a command, and every setting where settings are taken', () => {
  expect(offered('ringscope', 'regi')).toEqual(['registrations']);
  expect(offered('ringscope', 'calls', '--since', '1h', '--min-t')).toEqual(['--min-talk-seconds']);
  expect(offered('ringscope', 'serve', '--hep-k')).toEqual(['--hep-key-file']);
});

test('bash offers the words of a flag that takes some of a list, and times as people say them', () => {
  expect(offered('ringscope', 'calls', '--outcome', 're')).toEqual(['redirected', 'rejected']);
  expect(offered('ringscope', 'export', '--format', 'p')).toEqual(['pcap']);
  expect(offered('ringscope', 'token', 'create', 'a', '--roles', 'p')).toEqual(['pii']);
  expect(offered('ringscope', 'dashboard', '--since', 'y')).toEqual(['yesterday']);
  expect(offered('ringscope', 'top', '--by', 'hopC')).toEqual(['hopCode', 'hopCause']);
  expect(offered('ringscope', 'calls', '--trunk', 'x')).toEqual(['']);
});

test('zsh and fish offer the same words', () => {
  expect(completionScript('zsh', COMMAND_DEFS)).toContain(':value:(csv json ndjson pcap)');
  expect(completionScript('fish', COMMAND_DEFS)).toMatch(/from export' -l format -x -a 'csv json ndjson pcap'/);
});

test('bash leaves an argument that is no flag to its own completion of files', () => {
  expect(offered('ringscope', 'import', 'call')).toEqual(['']);
});

test.each(['bash', 'zsh', 'fish'] as const)('the completions of %s name every command and every flag of it', (shell) => {
  const script = completionScript(shell, COMMAND_DEFS);
  for (const { name, options } of COMMAND_DEFS) {
    expect(script).toContain(name);
    for (const { flags } of options) expect(script).toContain(`${shell === 'fish' ? '-l ' : '--'}${flags.split(' ', 1)[0]?.slice(2)}`);
  }
});
