import { code, codes, table } from './table.mjs';

/** What a field holds, in words, by its kind. */
const KIND = {
  id: 'identifier',
  text: 'text',
  label: 'short name',
  at: 'Unix time in seconds',
  seconds: 'seconds',
  bytes: 'bytes',
  count: 'whole number',
  ratio: 'share from 0 to 1',
  number: 'finite number',
  flag: 'true or false',
};

function kindOf({ kind, values, privateKind, element, most, fields }) {
  switch (kind) {
    case 'oneOf':
      return `one of ${codes(values)}`;
    case 'private':
      return `**private** ${privateKind}`;
    case 'list':
      return `list of${mostOf(most)}: ${kindOf(element)}`;
    case 'map':
      return `by name${mostOf(most)}: ${kindOf(element)}`;
    case 'shape':
      return `object with ${codes(Object.keys(fields))}`;
    default:
      return KIND[kind];
  }
}

function mostOf(most) {
  return Number.isFinite(most) ? ` at most ${most}` : '';
}

function presenceOf({ isOptional, initial }) {
  if (initial !== undefined) return `always; ${code(String(initial))} when a program leaves it out`;
  return isOptional ? 'may be absent' : 'always';
}

/** A table of the fields of an event or a record. */
export function fieldsTable(fields) {
  const rows = Object.entries(fields).map(([name, one]) => [code(name), kindOf(one), presenceOf(one), one.help]);
  return table(['field', 'holds', 'present', 'what'], rows);
}
