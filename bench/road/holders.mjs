import { readFileSync, rmSync } from 'node:fs';

const [ZERO, NINE] = [48, 57];
/** Name for objects without a class of their own. */
const UNNAMED = new Set([
  'string',
  'concatenated string',
  'sliced string',
  'number',
  'code',
  'array',
  'hidden',
  'object shape',
  'symbol',
  'bigint',
]);

/** The classes of which the objects in a heap snapshot are, those that hold the most by themselves first: `{ name, mb, count }`. The file is read as bytes, since it may be longer than a text can be, and deleted. */
export function holdersOf(path) {
  const bytes = readFileSync(path);
  rmSync(path);
  const { node_fields: fields, node_types: types } = metaOf(bytes);
  const [type, name, size] = ['type', 'name', 'self_size'].map((one) => fields.indexOf(one));
  const sums = new Map();
  for (const node of nodesOf(bytes, fields.length)) {
    const key = node[type] * 2 ** 32 + node[name];
    const sum = sums.get(key) ?? { bytes: 0, count: 0 };
    sum.bytes += node[size];
    sum.count += 1;
    sums.set(key, sum);
  }
  return named(sums, types[type], stringsOf(bytes));
}

function metaOf(bytes) {
  const begin = bytes.indexOf('"meta":') + '"meta":'.length;
  return JSON.parse(bytes.subarray(begin, bytes.indexOf('"node_count"')).toString().trim().replace(/,$/, ''));
}

/** Reuses one array for all results, with other numbers each time. */
function* nodesOf(bytes, length) {
  const node = Array.from({ length }, () => 0);
  let [at, value, hasDigit] = [0, 0, false];
  for (let place = bytes.indexOf('"nodes":[') + '"nodes":['.length; ; place += 1) {
    const byte = bytes[place];
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO;
      hasDigit = true;
      continue;
    }
    if (hasDigit) {
      node[at] = value;
      [at, value, hasDigit] = [(at + 1) % length, 0, false];
      if (at === 0) yield node;
    }
    if (byte === undefined || byte === 93) return;
  }
}

function stringsOf(bytes) {
  const begin = bytes.lastIndexOf('"strings":[') + '"strings":'.length;
  return JSON.parse(bytes.subarray(begin, bytes.lastIndexOf('}')).toString().trim());
}

function named(sums, types, strings) {
  const byName = new Map();
  for (const [key, { bytes, count }] of sums) {
    const type = types[Math.floor(key / 2 ** 32)];
    const name = UNNAMED.has(type) ? `(${type})` : strings[key % 2 ** 32].slice(0, 60);
    const before = byName.get(name) ?? { name, mb: 0, count: 0 };
    byName.set(name, { name, mb: before.mb + bytes / 1024 / 1024, count: before.count + count });
  }
  return [...byName.values()].toSorted((a, b) => b.mb - a.mb);
}
