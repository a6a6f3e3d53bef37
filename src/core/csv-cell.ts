/** A text as a cell of CSV (RFC 4180). One that a spreadsheet would take for a formula begins with an apostrophe, so that it stays a text. */
export function csvCell(text: string): string {
  // Hot: nearly every cell is a plain word, and one look tells.
  if (/^\w[\w .:;@*-]*$/.test(text)) return text;
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
