import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const PAGE = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const ASSETS = readdirSync(`${PAGE}assets`);
const KIB = 1024;

const zipped = (name: string): number => gzipSync(readFileSync(`${PAGE}assets/${name}`)).length;
const sum = (names: Iterable<string>): number => [...names].reduce((total, name) => total + zipped(name), 0);

/** A script and all that it imports before it runs. */
function loadedWith(name: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(`${PAGE}assets/${name}`, 'utf8');
  for (const [, imported = ''] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) loadedWith(imported, found);
  return found;
}

const [, first = ''] = /src="assets\/([^"]+\.js)"/.exec(readFileSync(`${PAGE}index.html`, 'utf8')) ?? [];
const screens = ASSETS.filter((name) => /^(?:overview|live|calls|call|failures|sources)-.*\.js$/.test(name));

test('the scripts of the page on the way to its first screen are at most 60 KiB zipped', () => {
  const overview = screens.find((name) => name.startsWith('overview-')) ?? '';
  const names = new Set([...loadedWith(first), ...loadedWith(overview)]);
  expect(names.size).toBeGreaterThan(2);
  expect(sum(names)).toBeLessThanOrEqual(60 * KIB);
});

test('all scripts together are at most 150 KiB zipped', () => {
  const scripts = ASSETS.filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  expect(sum(scripts)).toBeLessThanOrEqual(150 * KIB);
});

test('the styles are at most 12 KiB zipped', () => {
  expect(sum(ASSETS.filter((name) => name.endsWith('.css')))).toBeLessThanOrEqual(12 * KIB);
});
