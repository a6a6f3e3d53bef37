import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, 'landed.json');
/** A figure may be a fifth worse than the one that landed last. */
const WORSE = 1.2;
/** And so much in any case, where what landed may be next to nothing. */
const ROOM = { 'MB a minute in the last half': 1 };

/** Makes the gates of figures beside those that landed last, of a run of the same length and load (`run`): a fifth worse is missed. A figure that never landed has no gate. */
export function landedGates(figures, run) {
  const { figures: landed, revision } = read()[run] ?? { figures: {} };
  return Object.entries(figures).flatMap(([name, measured]) => {
    const before = landed[name];
    if (before === undefined) return [];
    const most = Math.max(before * WORSE, before + (ROOM[name] ?? 0));
    return [{ name: `${name} (${shown(before)} at ${revision}; at most ${shown(most)})`, measured, isGood: measured <= most }];
  });
}

/** Writes these as the last landed figures. */
export function land(figures, run, revision) {
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]));
  writeFileSync(FILE, `${JSON.stringify({ ...read(), [run]: { revision, figures: rounded } }, undefined, 2)}\n`);
}

function read() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

function shown(value) {
  return String(Number(value.toPrecision(3)));
}
