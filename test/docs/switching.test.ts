import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { EVENTS } from '../../src/core/index.ts';
import { requires } from '../peers/requires.ts';
import { spawnServer } from '../server/spawn-server.ts';

const PAGE = fileURLToPath(new URL('../../docs/switching.md', import.meta.url));
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SECTION = /^## (?<system>\S+)\n[^]*?```sh\n(?<serve>[^]*?)```\n[^]*?```sh\n(?<ask>[^]*?)```\n\n```text\n(?<shown>[^]*?)```/gm;

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'ringscope-switching-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sections = [...readFileSync(PAGE, 'utf8').matchAll(SECTION)].map(({ groups = {} }) => groups);

/** Runs lines of a shell in which `ringscope` is this build, until they show what is expected, for what was posted is seen a little later. */
async function showAll(script: string, shown: readonly string[]): Promise<string> {
  const path = join(folder, 'ringscope');
  writeFileSync(path, `#!/bin/sh\nexec ${process.execPath} ${CLI} "$@"\n`, { mode: 0o700 });
  const env = { PATH: `${folder}:${process.env['PATH']}` };
  let output = '';
  for (let tries = 0; tries < 60 && !shown.every((line) => output.includes(line)); tries += 1)
    output = (await run('bash', ['-c', `${script}\ntrue`], { cwd: folder, env })).stdout;
  return output;
}

test('the page has each of the five systems', () => {
  expect(sections.map(({ system }) => system)).toEqual(['Callstack', 'voice-skill', 'RustPBX', 'CardLink', 'VoiceServer']);
});

test('every event that the page names is one', () => {
  const page = readFileSync(PAGE, 'utf8');
  const types = EVENTS.map(({ type }) => type as string);
  const groups = new Set(types.map((type) => type.split('.')[0]));
  const named = [...page.matchAll(/`([a-z_]+)\.(\*|[a-z_.]+)`|"type":"([a-z_]+)\.([a-z_.]+)"/g)].map(
    ([, group = '', rest = '', posted = group, last = rest]) => [posted, last] as const,
  );
  const wrong = named.filter(([group, rest]) =>
    rest === '*' ? !groups.has(group) : groups.has(group) && !types.includes(`${group}.${rest}`),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(wrong.map((parts) => parts.join('.'))).toEqual([]);
});

requires('curl')('what the page says to type shows what it says', () => {
  test.each(sections)('$system', async ({ system = '', serve = '', ask = '', shown = '' }) => {
    const [, preset = ''] = /^ringscope serve --presets (\S+)\n$/.exec(serve) ?? [];
    const server = await spawnServer({ presets: preset, store: join(folder, system), 'calls-settle-seconds': '0.2' });
    try {
      const lines = shown.trimEnd().split('\n');
      const output = await showAll(ask.replaceAll('http://127.0.0.1:7464', server.url), lines);
      for (const line of lines) expect(output).toContain(line);
    } finally {
      await server.kill('SIGTERM');
    }
  });
});
