import type { CompileCode } from './compile-code.ts';
import type { MetricDef } from '../declare/declare.ts';
import { FIND_PARAMETERS, findInputs, findSource, mapsSource } from './find-source.ts';
import type { LabelRecord } from './label-index.ts';
import type { SeriesCell } from './series-cell.ts';
import type { SeriesTable } from './series-table.ts';

/** The verbs of each kind, with what comes before the labels. */
const VERBS: Readonly<Record<MetricDef['kind'], Readonly<Record<string, readonly string[]>>>> = {
  counter: { inc: [], add: ['number'], incWith: ['exemplar'], addWith: ['exemplar', 'number'] },
  gauge: { set: ['number'], add: ['number'], clear: [] },
  upDownGauge: { inc: [], dec: [], add: ['number'] },
  info: { set: [], clear: [] },
  histogram: { observe: ['number'], observeWith: ['exemplar', 'number'], exemplify: ['exemplar', 'number'] },
  summary: { observe: ['number'] },
  toldSummary: { tell: ['figures'] },
  windowed: { observe: ['number'] },
};

const NO_LABELS: LabelRecord = {};

/** What the code calls instead of being made for it. */
interface Shared<T> {
  keep(series: T, labels: LabelRecord): T;
  positional(...names: readonly string[]): unknown;
  remove(labels?: LabelRecord): boolean;
}

/**
 * Makes the verbs of one metric as code of its own, so that a label object written at the call costs nothing:
 * each label is read by a constant name and the object never leaves the call, hence the engine does not make it. A key that is not declared therefore goes unseen.
 * Undefined where code generation is refused. `table` has the series of a metric of this kind.
 */
export function generateVerbs<T extends SeriesCell>(kind: MetricDef['kind'], table: SeriesTable<T>, compile: CompileCode): unknown {
  const make = compile(['none', 'shared', ...FIND_PARAMETERS], sourceOf(kind, table));
  if (make === undefined) return undefined;
  const shared: Shared<T> = {
    keep: (series, labels) => table.keep(series, labels),
    positional: (...names) => generateLookup(table, names, compile) ?? table.lookup(names),
    remove: (labels) => table.remove(labels),
  };
  return make(NO_LABELS, shared, ...findInputs(table));
}

function sourceOf<T extends SeriesCell>(kind: MetricDef['kind'], table: SeriesTable<T>): string {
  const reads = table.index.dimensions.map(({ name }, label) => `const value${label} = labels[${JSON.stringify(name)}];`);
  const find = `\n    ${reads.join('\n    ')}${findSource(table)}`;
  const verbs = Object.entries(VERBS[kind]).map(([verb, inputs]) => {
    const parameters = [...inputs, 'labels = none'].join(', ');
    return `${verb}(${parameters}) {${find} cell.${verb}(${inputs.join(', ')}); }`;
  });
  verbs.push(`with(labels = none) {${find} return shared.keep(cell, labels); }`);
  const shared = ['positional', 'remove'].map((verb) => `${verb}: shared.${verb}`);
  return `'use strict';\n${mapsSource(table)}\nreturn { ${[...verbs, ...shared].join(',\n')} };`;
}

/** Makes the function that finds a series by values in the order of these names. Undefined where code generation is refused. */
function generateLookup<T extends SeriesCell>(table: SeriesTable<T>, names: readonly string[], compile: CompileCode): unknown {
  const parameters = table.placesOf(names).map((place) => `value${place}`);
  const found = table.mustHold ? 'hold(cell)' : 'cell';
  const body = `'use strict';\n${mapsSource(table)}\nreturn (${parameters.join(', ')}) => {${findSource(table)} return ${found}; };`;
  return compile([...FIND_PARAMETERS, 'hold'], body)?.(...findInputs(table), (cell: T) => table.hold(cell));
}
