import { TeleError } from '../core/index.ts';
import { textOption, type CommandInput, type CommandIo, type CommandOption } from './command.ts';
import { paint, toneOf } from './color.ts';
import { showText } from './show.ts';
import { wrapText } from './wrap-text.ts';

const GAP = 2;

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Which columns a narrow terminal goes without: the one with the highest rank first. Absent: it is always shown. */
  readonly rank?: number;
  /** Its words say how something is, and have the colour of that. */
  readonly isState?: boolean;
}

/** The option that shows what a narrow terminal goes without. */
export const WIDE_OPTION: CommandOption = { flags: '--wide', help: 'Show all columns, however narrow the terminal is.', group: 'Table' };

/** What a command takes that shows a wide table. */
export const TABLE_OPTIONS: readonly CommandOption[] = [
  WIDE_OPTION,
  { flags: '--columns <a,b>', help: 'Show these columns, in this order.', group: 'Table' },
];

/** Lays texts out in columns under a header. Nothing in them is obeyed by a terminal. Every line is as wide as it needs to be; the last column is not padded. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return layOut(
    header.map((title) => ({ title })),
    rows,
    false,
  );
}

function layOut(columns: readonly Column[], rows: readonly (readonly string[])[], hasColor: boolean): readonly string[] {
  const shown = rows.map((row) => row.map(showText));
  const header = columns.map(({ title }) => title);
  const widths = widthsOf(header, shown);
  const line = (cells: readonly string[], isHeader: boolean): string =>
    cells
      .map((cell, index) => {
        const padded = index === cells.length - 1 ? cell : cell.padEnd(widths[index] ?? 0);
        return columns[index]?.isState === true && !isHeader ? paint(padded, toneOf(cell), { hasColor }) : padded;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [line(header, true), ...shown.map((row) => line(row, false))];
}

/**
 * Writes a table as the options of `TABLE_OPTIONS` say. On a terminal that is too narrow for all columns those of the highest rank are left out, and a message names them; elsewhere all are
 * shown. Throws `USAGE` for a column that there is not.
 */
export function writeTable(columns: readonly Column[], rows: readonly (readonly string[])[], input: CommandInput, io: CommandIo): void {
  const picked = pickColumns(columns, textOption(input, 'columns'));
  const isWide = input.options['wide'] === true || input.options['columns'] !== undefined || io.columns === undefined;
  const kept = isWide ? picked : fitting(picked, columns, rows, io.columns ?? 0);
  const lines = layOut(
    kept.flatMap((index) => columns[index] ?? []),
    rows.map((row) => kept.map((index) => row[index] ?? '')),
    io.hasColor,
  );
  for (const line of lines) io.out(`${line}\n`);
  const hidden = columns.filter((_, index) => picked.includes(index) && !kept.includes(index)).map(({ title }) => title);
  if (hidden.length === 0) return;
  for (const line of wrapText(`The terminal is too narrow for ${hidden.join(', ')}: --wide shows them.`, io.columns)) io.err(`${line}\n`);
}

/** Which columns are meant, by their places. */
function pickColumns(columns: readonly Column[], given: string | undefined): readonly number[] {
  if (given === undefined) return columns.map((_, index) => index);
  return given.split(',').map((name) => {
    const index = columns.findIndex(({ title }) => title === name.trim());
    if (index < 0) throw new TeleError('USAGE', `There is no column ${name}; there are ${columns.map(({ title }) => title).join(',')}.`);
    return index;
  });
}

/** The places of the columns that are left when those of the highest rank go until the others fit. */
function fitting(
  places: readonly number[],
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const widths = widthsOf(
    columns.map(({ title }) => title),
    rows.map((row) => row.map(showText)),
  );
  let kept = places;
  const total = (): number => kept.reduce((sum, index) => sum + (widths[index] ?? 0) + GAP, -GAP);
  while (total() > width) {
    const rank = Math.max(...kept.map((index) => columns[index]?.rank ?? 0));
    if (rank === 0) break;
    kept = kept.filter((index) => columns[index]?.rank !== rank);
  }
  return kept;
}

function widthsOf(header: readonly string[], rows: readonly (readonly string[])[]): readonly number[] {
  return header.map((title, index) => rows.reduce((most, row) => Math.max(most, (row[index] ?? '').length), title.length));
}
