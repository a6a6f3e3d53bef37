/** A text in lines of at most this width, broken between words alone: a word that is longer has a line to itself. Lines after the first begin with `indent`. */
export function wrapText(text: string, columns: number | undefined, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const [word] of text.matchAll(/ *[^ ]+/g)) {
    if (line === undefined || line.length + word.length <= (columns ?? Infinity)) line = `${line ?? ''}${word}`;
    else {
      lines.push(line);
      line = `${indent}${word.trimStart()}`;
    }
  }
  return [...lines, line ?? ''];
}
