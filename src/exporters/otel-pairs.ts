/** Reads `name=value,name=value` as variables of OpenTelemetry have it: both percent-encoded, blanks around them without meaning. Undefined when a part of it is no such pair. */
export function readPairs(text: string): Readonly<Record<string, string>> | undefined {
  const pairs: [string, string][] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const pair = readPair(part);
    if (pair === undefined) return undefined;
    pairs.push(pair);
  }
  return Object.fromEntries(pairs);
}

/** What stands behind a `;` is a property of the pair, which means nothing here. */
function readPair(part: string): [string, string] | undefined {
  const pair = part.split(';', 1)[0] ?? '';
  const equals = pair.indexOf('=');
  const [name, value] = [decoded(pair.slice(0, Math.max(0, equals))), decoded(pair.slice(equals + 1))];
  return equals < 0 || name === undefined || name === '' || value === undefined ? undefined : [name, value];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    // A percent sign that begins no byte: it throws nothing else.
    return undefined;
  }
}
