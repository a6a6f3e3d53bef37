import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ladderText } from './ladder-text.ts';
import { playLadder } from './play-ladder.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SCENES = readdirSync(FOLDER).filter((name) => name.endsWith('.scene'));

test('there is a ladder for each way in which calls commonly go', () => {
  expect(SCENES.length).toBeGreaterThanOrEqual(12);
});

test.each(SCENES)('%s is drawn as its file says: rows, lanes, marks and phases', (name) => {
  const expected = readFileSync(`${FOLDER}${name.replace('.scene', '.ladder')}`, 'utf8');
  expect(ladderText(playLadder(`${FOLDER}${name}`))).toBe(expected);
});
