import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A command line as tests write it: the first argument of what runs one, or the first entry of a row of cases. */
const RUN = /(?:\b(?:run|runBuilt|runCommand|ask)\((?:(?:\w+|\{\}), )?\[?|^ {2}\[)'([a-z-]+)'/gm;

test('every command is run by some test, with more than its help', () => {
  const files = ['src/cli', 'test/server', 'test/otlp', 'test/peers'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(ROOT, folder, name)),
  );
  const run = new Set(files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(RUN)].map(([, name]) => name)));
  expect(COMMANDS.map(({ name }) => name).filter((name) => !run.has(name))).toEqual([]);
});
