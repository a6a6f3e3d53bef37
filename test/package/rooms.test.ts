import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LAYER = join(ROOT, 'src/metrics');

/** The rooms of the layer as ARCHITECTURE.md lists them, in the order in which they may import. */
function listedRooms(): readonly string[] {
  const [, section = ''] = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8').split('### Rooms within a layer\n');
  const [table = ''] = section.split('\n#');
  return [...table.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, room = '']) => room);
}

test('the rooms of metrics are those that ARCHITECTURE.md lists, and each imports only rooms above it', () => {
  const rooms = listedRooms();
  const folders = readdirSync(LAYER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  const wrong = rooms.flatMap((room, order) =>
    readdirSync(join(LAYER, room))
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        [...readFileSync(join(LAYER, room, file), 'utf8').matchAll(/from '\.\.\/([^']*)'/g)].map(([, path = '']) => ({ file, path })),
      )
      .filter(({ path }) => !rooms.slice(0, order).includes(path.split('/')[0] ?? ''))
      .map(({ file, path }) => `${room}/${file} imports ${path}`),
  );
  expect(wrong).toEqual([]);
});
