/**
 * A Markdown table.
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
export function table(header, rows) {
  const line = (cells) => `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

/**
 * Text as code.
 * @param {string} text
 * @returns {string}
 */
export function code(text) {
  return `\`${text}\``;
}

/**
 * Several texts as code.
 * @param {readonly string[]} texts
 * @returns {string}
 */
export function codes(texts) {
  return texts.map(code).join(', ');
}
