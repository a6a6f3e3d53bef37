import type { CompileCode } from './compile-code.ts';
import type { MetricDef } from './declare.ts';
import { type LabelRecord, MAX_COMPARED } from './label-index.ts';
import { MAX_ARRAY } from './series-slots.ts';
import type { SeriesTable } from './series-table.ts';

/** The verbs of each kind and whether a number comes before the labels. `with` is common to all. */
const VERBS: Readonly<Record<MetricDef['kind'], readonly (readonly [verb: string, takesNumber: boolean])[]>> = {
  counter: [
    ['inc', false],
    ['add', true],
  ],
  gauge: [
    ['set', true],
    ['add', true],
    ['clear', false],
  ],
  upDownGauge: [
    ['inc', false],
    ['dec', false],
    ['add', true],
  ],
  info: [
    ['set', false],
    ['clear', false],
  ],
  histogram: [['observe', true]],
  summary: [['observe', true]],
};

const NO_LABELS: LabelRecord = {};

/**
 * Makes the verbs of one metric as code of its own, so that a label object written at the call costs nothing:
 * each label is read by a constant name and the object never leaves the call, hence the engine does not make it.
 * Undefined where code generation is refused. `table` has the series of a metric of this kind.
 */
export function generateVerbs<T>(kind: MetricDef['kind'], table: SeriesTable<T>, compile: CompileCode): unknown {
  const make = compile(['none', 'slots', 'ids', 'miss'], sourceOf(kind, table));
  if (make === undefined) return undefined;
  const { slots, index } = table;
  const miss = (values: readonly unknown[]): T => table.atValues(values);
  return make(NO_LABELS, index.size <= MAX_ARRAY ? slots.array : slots, index.idMaps(), miss);
}

function sourceOf<T>(kind: MetricDef['kind'], table: SeriesTable<T>): string {
  const find = findSource(table);
  const verbs = VERBS[kind].map(([verb, takesNumber]) =>
    takesNumber ? `${verb}(number, labels = none) {${find} cell.${verb}(number); }` : `${verb}(labels = none) {${find} cell.${verb}(); }`,
  );
  const maps = table.index.dimensions.map((_, label) => `const ids${label} = ids[${label}];`).join('\n');
  return `'use strict';\n${maps}\nreturn { ${[...verbs, `with(labels = none) {${find} return cell; }`].join(',\n')} };`;
}

/** Statements that find `cell` from `labels`. What they cannot find goes to `miss` by value: passing the object on would force it to exist. */
function findSource<T>({ index }: SeriesTable<T>): string {
  const { dimensions, size } = index;
  const labels = dimensions.map((_, label) => label);
  const reads = dimensions.map(({ name }, label) => `const value${label} = labels[${JSON.stringify(name)}];`);
  const numbers = dimensions.map(({ values }, label) => numberSource(label, values));
  const position = dimensions.reduce((text, { size: radix }, label) => (label === 0 ? 'id0' : `(${text}) * ${radix} + id${label}`), '0');
  const known = labels.map((label) => `id${label} >= 0`).join(' && ') || 'true';
  const lookup = size <= MAX_ARRAY ? `slots[${position}]` : `slots.get(${position})`;
  const values = labels.map((label) => `value${label}`).join(', ');
  return `
    ${reads.join('\n    ')}
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
