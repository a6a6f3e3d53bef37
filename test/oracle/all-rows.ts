import { readdirSync, readFileSync } from 'node:fs';
import { readRows, type OracleRow } from './read-rows.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** All rows of the oracle, by the subject that names their file. */
export function allRows(): ReadonlyMap<string, readonly OracleRow[]> {
  const { scenes } = readRows(read('scenes.oracle'));
  const files = readdirSync(new URL('rows/', import.meta.url)).toSorted();
  return new Map(files.map((file) => [file.replace('.oracle', ''), readRows(read(`rows/${file}`), scenes).rows]));
}
