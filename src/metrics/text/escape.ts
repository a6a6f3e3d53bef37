/** Escapes a label value for both text formats. */
export function escapeLabelValue(value: string): string {
  return /["\\\n]/.test(value) ? value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"') : value;
}

/** Escapes a help text for text 0.0.4, where quotes stay as they are. */
export function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}

/** The names and values in rendered labels such as `a="x",b="y"`: what `escapeLabelValue` made is undone. */
export function parseLabels(labels: string): readonly (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < labels.length;) {
    const quote = labels.indexOf('="', at) + 1;
    let end = quote + 1;
    while (labels[end] !== '"') end += labels[end] === '\\' ? 2 : 1;
    pairs.push([labels.slice(at, quote - 1), unescapeLabelValue(labels.slice(quote + 1, end))]);
    at = end + 2;
  }
  return pairs;
}

function unescapeLabelValue(value: string): string {
  return value.includes('\\') ? value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)) : value;
}
