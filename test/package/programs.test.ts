import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { knownPrograms } from '../peers/requires.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const names = knownPrograms().map(({ program }) => program);
const BY_NAME = new RegExp(`\\b(?:execFile|execFileSync|spawn|spawnSync)\\(\\s*'(?:${names.join('|')})'`);
const REQUIRES = /(?<=^requires\(\s*)(?:'[\w-]+',?\s*)+(?=\)\()/gm;

const files = ['test', 'src']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

describe('A suite that needs a program', () => {
  test('starts it by the path that `commandOf` finds, which says by name when a suite has not declared it', () => {
    expect(files.filter(({ text }) => BY_NAME.test(text)).map(({ name }) => name)).toEqual([]);
  });

  test('declares only programs of which the Debian package is known', () => {
    const declared = files.flatMap(({ text }) => text.match(REQUIRES) ?? []).flatMap((list) => list.match(/[\w-]+/g) ?? []);
    expect(new Set(declared)).toEqual(new Set(names));
  });

  test('has its hooks inside where the whole file needs it, so that they are skipped with it', () => {
    const needing = files.filter(({ text }) => /^requires\(/m.test(text) && !/^test\b/m.test(text));
    expect(needing.length).toBeGreaterThan(30);
    expect(needing.filter(({ text }) => /^before(?:All|Each)\(/m.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
