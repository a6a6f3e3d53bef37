import { visibleLines } from './visible-text.ts';

/** A text as a cell of CSV (RFC 4180), without what a terminal obeys. One that a spreadsheet would take for a formula begins with an apostrophe, so that it stays a text. */
export function csvCell(text: string): string {
  // Hot: nearly every cell is a plain word, and one look tells.
  if (/^\w[\w .:;@*-]*$/.test(text)) return text;
  const seen = visibleLines(text);
  const harmless = /^[=+\-@\t\r]/.test(seen) ? `'${seen}` : seen;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
