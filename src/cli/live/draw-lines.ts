/** What brings a terminal from the lines that it shows to others: only those that differ are written. */
export function drawLines(shown: readonly string[], lines: readonly string[]): string {
  let text = '';
  // Cleared first: behind a line that fills the terminal the cursor stands on its last character.
  for (const [row, line] of lines.entries()) if (line !== shown[row]) text += `\u001b[${row + 1};1H\u001b[K${line}\u001b[0m`;
  return text;
}
