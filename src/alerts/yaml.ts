/** What a YAML file of rules holds. */
export type Yaml = string | number | readonly Yaml[] | { readonly [key: string]: Yaml };

const INDENT = '  ';
/** Words that YAML reads as something else than a text. */
const OTHER_THAN_TEXT = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Plain data as YAML, in blocks. No map in it is empty. */
export function yaml(value: Yaml, depth = 0): string {
  const indent = INDENT.repeat(depth);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return scalar(value, indent);
  if (isList(value) && value.length === 0) return `${indent}[]`;
  if (isList(value)) return value.map((one) => `${indent}- ${yaml(one, depth + 1).trimStart()}`).join('\n');
  return Object.entries(value)
    .map(([key, one]) => `${indent}${key}:${typeof one === 'object' ? '\n' : ' '}${yaml(one, depth + 1)}`)
    .join('\n');
}

/** A word as it is, a text with quotes in it on a line of its own, for people to read, and all else in quotes. */
function scalar(text: string, indent: string): string {
  if (/^[A-Za-z][\w:./-]*$/.test(text) && !text.endsWith(':') && !OTHER_THAN_TEXT.test(text)) return text;
  if (/["\\]/.test(text) && /^\S[\x20-\x7E]*\S$/.test(text)) return `|-\n${indent}${text}`;
  return JSON.stringify(text);
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}
