import { MAX_COMPARED } from './label-index.ts';
import type { SeriesCell } from './series-cell.ts';
import { MAX_ARRAY, SeriesSlots } from './series-slots.ts';
import type { SeriesTable } from './series-table.ts';

/** The names under which the code that `findSource` makes knows what it needs. */
export const FIND_PARAMETERS = ['slots', 'ids', 'miss'] as const;

/** What belongs to `FIND_PARAMETERS`. */
export function findInputs<T extends SeriesCell>(table: SeriesTable<T>): readonly unknown[] {
  const { slots, index } = table;
  return [
    slots instanceof SeriesSlots && index.size <= MAX_ARRAY ? slots.array : slots,
    index.idMaps(),
    (values: readonly unknown[]): T => table.atValues(values),
  ];
}

/** Statements for the top of code that uses `findSource`: the numbers of the values of each label under a name of its own. */
export function mapsSource<T extends SeriesCell>({ index }: SeriesTable<T>): string {
  return index.dimensions.map((_, label) => `const ids${label} = ids[${label}];`).join('\n');
}

/** Statements that find `cell` from `value0` and so on. What they cannot find goes to `miss` by value: passing an object on would force it to exist. */
export function findSource<T extends SeriesCell>({ index }: SeriesTable<T>): string {
  const { dimensions, size } = index;
  const labels = dimensions.map((_, label) => label);
  const numbers = dimensions.map(({ values }, label) => numberSource(label, values));
  const position = dimensions.reduce((text, { size: radix }, label) => (label === 0 ? 'id0' : `(${text}) * ${radix} + id${label}`), '0');
  const known = labels.map((label) => `id${label} >= 0`).join(' && ') || 'true';
  const lookup = size <= MAX_ARRAY ? `slots[${position}]` : `slots.get(${position})`;
  const values = labels.map((label) => `value${label}`).join(', ');
  return `
    ${numbers.join('\n    ')}
    let cell = ${known} ? ${lookup} : undefined;
    if (cell === undefined) cell = miss([${values}]);`;
}

/** Statements that set the number of a value, -1 when it is unknown. `values` are those of a closed label. */
function numberSource(label: number, values: readonly string[] | undefined): string {
  // Only text is sure to compare as a Map compares it; labels of another type got past the types.
  if (values === undefined || values.length > MAX_COMPARED || values.some((value) => typeof value !== 'string'))
    return `const found${label} = ids${label}.get(value${label}); const id${label} = found${label} === undefined ? -1 : found${label};`;
  const cases = values.map((value, id) => `case ${JSON.stringify(value)}: id${label} = ${id}; break;`);
  return `let id${label} = -1; switch (value${label}) { ${cases.join(' ')} }`;
}
