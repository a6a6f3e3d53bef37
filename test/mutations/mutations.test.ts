import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutantFiles, mutate, type Mutant, readMutants, readSources } from '../../scripts/mutants.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const FIELDS = ['name', 'file', 'symbol', 'text', 'replacement', 'rule'];

describe('the mutants of test/mutations', () => {
  const sources = readSources(ROOT);

  test.each(mutantFiles(ROOT).map((path) => [basename(path), path]))('each of %s applies, and says which rule it breaks', (_name, path) => {
    // `readMutants` reads the same files.
    const mutants = JSON.parse(readFileSync(path, 'utf8')) as readonly Mutant[];
    for (const mutant of mutants) {
      expect(Object.keys(mutant).filter((field) => field !== 'reason')).toEqual(FIELDS);
      expect(mutant.rule).not.toBe('');
      const { path: file, source } = mutate(mutant, sources);
      expect(file).toMatch(/^src\//);
      expect(source).not.toBe(sources.get(file));
    }
  });

  test('have names of their own', () => {
    const names = readMutants(ROOT).map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('a mutant', () => {
  const source = [
    'export function one(a: number): number {',
    '  return a + 1;',
    '}',
    '',
    'export class Two {',
    '  three(): number {',
    '    return 1 + 1;',
    '  }',
    '',
    '  four(): number {',
    '    return this.three() + 2;',
    '  }',
    '}',
    '',
  ].join('\n');
  const sources = new Map([['src/a/one.ts', source]]);
  const mutant: Mutant = { name: 'A', file: 'src/b/moved.ts', symbol: 'one', text: 'a + 1', replacement: 'a + 2', rule: 'R' };

  test('is found by its symbol, wherever the file is now', () => {
    expect(mutate(mutant, sources)).toEqual({ path: 'src/a/one.ts', source: source.replace('a + 1', 'a + 2') });
  });

  test('is looked for in its own member of a class alone', () => {
    const four = { ...mutant, symbol: 'Two.four', text: '2', replacement: '3' };
    expect(mutate(four, sources).source).toBe(source.replace('+ 2', '+ 3'));
    expect(() => mutate({ ...four, symbol: 'Two.three' }, sources)).toThrow('its text is not in Two.three (src/a/one.ts)');
  });

  test.each([
    ['without its symbol', { symbol: 'five' }, 'five is declared nowhere in src'],
    ['without its text', { text: 'b + 1' }, 'its text is not in one (src/a/one.ts)'],
    ['whose text stands twice', { symbol: 'Two.three', text: '1' }, 'its text is 2 times in Two.three (src/a/one.ts)'],
    ['that changes nothing', { replacement: 'a + 1' }, 'its replacement is its text'],
  ])('%s does not apply', (_case, change, why) => {
    expect(() => mutate({ ...mutant, ...change }, sources)).toThrow(`The mutant "A" does not apply: ${why}.`);
  });
});
