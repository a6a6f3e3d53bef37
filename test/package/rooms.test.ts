import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The rooms of a folder as ARCHITECTURE.md lists them below a heading, in the order in which they may import. */
function listedRooms(heading: string): readonly string[] {
  const [, section = ''] = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8').split(`### ${heading}\n`);
  const [table = ''] = section.split('\n#');
  return [...table.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, room = '']) => room);
}

/** What the file at a path within a folder imports of that folder, as paths within it. */
function importsWithin(folder: string, file: string): readonly string[] {
  const imports = readFileSync(join(folder, file), 'utf8').matchAll(/from '(\.[^']*)'/g);
  return [...imports].map(([, path = '']) => relative(folder, join(folder, dirname(file), path))).filter((path) => !path.startsWith('..'));
}

test.each([
  ['src/metrics', 'Rooms within a layer'],
  ['src/stores', 'Rooms of `src/stores`'],
  ['src/stores/sqlite', 'Rooms of `src/stores/sqlite`'],
])('the rooms of %s are those that ARCHITECTURE.md lists, and each imports only rooms above it', (path, heading) => {
  const folder = join(ROOT, path);
  const rooms = listedRooms(heading);
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  const wrong = rooms.flatMap((room, order) =>
    readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => importsWithin(folder, join(room, file)).map((imported) => ({ file, imported })))
      .filter(({ imported }) => !rooms.slice(0, order + 1).includes(imported.split('/')[0] ?? ''))
      .map(({ file, imported }) => `${room}/${file} imports ${imported}`),
  );
  expect(wrong).toEqual([]);
});
