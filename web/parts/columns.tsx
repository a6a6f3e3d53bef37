import { signal } from '@preact/signals';
import { keep, kept } from './kept.ts';
import { Unfold } from './unfold.tsx';
import { WORDS } from '../words.ts';

/** What a line of a table of calls may tell beside its time. */
export const COLUMNS = [
  'outcome',
  'cause',
  'caller',
  'callee',
  'trunk',
  'direction',
  'code',
  'pdd',
  'ring',
  'talk',
  'mos',
  'codec',
  'hop',
  'agent',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Those that are shown where nobody chose any. */
export const USUAL_COLUMNS: readonly Column[] = ['outcome', 'cause', 'caller', 'callee', 'trunk', 'code', 'talk'];

const KEY = 'ringscope.columns';

/** Those that were chosen in this browser. */
export const chosenColumns = signal<readonly Column[]>(read());

function read(): readonly Column[] {
  const text = kept(KEY);
  return text === undefined ? USUAL_COLUMNS : COLUMNS.filter((name) => text.split(',').includes(name));
}

/** Chooses the columns; the browser keeps them. */
export function ColumnPicker() {
  const change = (name: Column, isShown: boolean): void => {
    const columns = COLUMNS.filter((one) => (one === name ? isShown : chosenColumns.value.includes(one)));
    chosenColumns.value = columns;
    keep(KEY, columns.join(','));
  };
  return (
    <Unfold name={WORDS.columns}>
      <fieldset>
        <legend class="hidden">{WORDS.columns}</legend>
        {COLUMNS.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={chosenColumns.value.includes(name)}
              onChange={({ currentTarget }) => change(name, currentTarget.checked)}
            />
            {WORDS.columnNames[name]}
          </label>
        ))}
      </fieldset>
    </Unfold>
  );
}
