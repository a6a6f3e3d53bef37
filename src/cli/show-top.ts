import { CAUSE_SIDE } from '../core/index.ts';
import type { Top } from '../server/index.ts';
import { showRatio, showSeconds } from './show.ts';
import { renderTable } from './table.ts';

type Value = Top['values'][number];

/** Column with the text of its cell; undefined for an empty cell. */
type Column = readonly [title: string, cell: (value: Value) => string | undefined];

const SHARES: readonly Column[] = [
  ['ASR', ({ asr }) => shown(asr)],
  ['NER', ({ ner }) => shown(ner)],
];
const OF_CALLS: readonly Column[] = [
  ['answered', ({ answered }) => String(answered)],
  ...SHARES,
  ['ACD', ({ acdSeconds }) => seconds(acdSeconds)],
];
const OF_HOPS: readonly Column[] = [
  ['answered', ({ answered }) => String(answered)],
  ['failed', ({ failed = 0, failedRatio }) => (failedRatio === undefined ? String(failed) : `${failed} (${showRatio(failedRatio)})`)],
  ...SHARES,
  ['carried later', ({ carriedLater = 0 }) => String(carriedLater)],
  ['median delay', ({ carriedLaterDelay }) => seconds(carriedLaterDelay?.p50)],
  ['in all', ({ carriedLaterDelay }) => seconds(carriedLaterDelay?.sum)],
];

/** The ranked values as a table: causes as those of the network, of the callee and of the caller. A column without anything to say is left out. */
export function showTop(by: string, values: readonly Value[]): readonly string[] {
  const columns = [
    ['side', ({ side }: Value) => side] as const,
    [by, ({ value }: Value) => value] as const,
    ['attempts', ({ attempts }: Value) => String(attempts)] as const,
    ...(by.startsWith('hop') ? OF_HOPS : OF_CALLS),
  ].filter(([, cell]) => values.some((value) => cell(value) !== undefined));
  const sides = [...CAUSE_SIDE, undefined];
  const inOrder = values.toSorted((a, b) => sides.indexOf(a.side) - sides.indexOf(b.side));
  return renderTable(
    columns.map(([title]) => title),
    inOrder.map((value) => columns.map(([title, cell]) => cell(value) ?? (title === 'side' ? '' : '-'))),
  );
}

function shown(ratio: number | undefined): string | undefined {
  return ratio === undefined ? undefined : showRatio(ratio);
}

function seconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : showSeconds(value);
}
