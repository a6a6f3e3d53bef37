import { showText } from './show.ts';

/** Lays texts out in columns under a header. Nothing in them is obeyed by a terminal. Every line is as wide as it needs to be; the last column is not padded. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.map((row) => row.map(showText));
  const widths = header.map((title, index) => Math.max(title.length, ...shown.map((row) => (row[index] ?? '').length)));
  return [header, ...shown].map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Cuts lines that are wider than the terminal, and shows that. For tables whose last column is a sentence. */
export function fitLines(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line));
}
