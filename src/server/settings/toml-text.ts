import { parse, TomlError } from 'smol-toml';
import { type FileEntry, type FileNode, MAX_FILE_DEPTH, type ReadText } from './file-node.ts';
import { placeKey, type TomlPlace, type TomlPlaces, tomlPlaces } from './toml-places.ts';

/** Reads TOML 1.0. */
export function readToml(text: string): ReadText {
  let values: unknown;
  try {
    values = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { faults: [{ at: offsetOf(text, error), message: `expected valid TOML: ${reasonOf(error)}` }] };
  }
  return { root: nodeOf(values, [], tomlPlaces(text), { nameAt: 0, at: 0, source: '' }) };
}

/** The message of the library without the lines of the text that it quotes. */
function reasonOf(error: TomlError): string {
  const [, reason = 'something else'] = /^Invalid TOML document: ([^\n]*)/.exec(error.message) ?? [];
  return reason;
}

function offsetOf(text: string, { line, column }: TomlError): number {
  let at = 0;
  for (let left = line; left > 1; left -= 1) at = text.indexOf('\n', at) + 1;
  return at + column - 1;
}

/** `around`: the place of what the value is part of. */
function nodeOf(value: unknown, path: readonly (string | number)[], places: TomlPlaces, around: TomlPlace): FileNode {
  const { at, source } = places.get(placeKey(path)) ?? around;
  const inner = (step: string | number, one: unknown): FileEntry => {
    const place = places.get(placeKey([...path, step])) ?? { ...around, at };
    return { name: String(step), nameAt: place.nameAt, node: nodeOf(one, [...path, step], places, place) };
  };
  // A date is text as it is written, which is what YAML takes it for.
  if (value instanceof Date) return { kind: 'scalar', at, value: source, source };
  if (Array.isArray(value)) {
    const items = path.length === MAX_FILE_DEPTH ? [] : value.map((one: unknown, index) => inner(index, one).node);
    return { kind: 'list', at, items };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', at, value, source };
  const entries = path.length === MAX_FILE_DEPTH ? [] : Object.entries(value).map(([name, one]) => inner(name, one));
  return { kind: 'group', at, entries };
}
