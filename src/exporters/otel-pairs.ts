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

/** A header of HTTP (RFC 9110 5.1, 5.5). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,128}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]{0,8192}$/;
/** Metadata of gRPC over HTTP/2 (Custom-Metadata), whatever the case of its name. */
const GRPC_NAME = /^(?!grpc-)[\w.-]+$/i;
const GRPC_VALUE = /^[\x20-\x7e]*$/;

/** What says how a request is sent is said by who sends it (RFC 9110 7.6.1, 8.4, 8.6, 10.1; RFC 9113 8.2.2). */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a header says how a request is sent. */
export function isOwnHeader(name: string): boolean {
  return OWN_HEADERS.has(name.toLowerCase());
}

/** Whether a header can be sent. */
export function isHeader(name: string, value: string): boolean {
  return HEADER_NAME.test(name) && HEADER_VALUE.test(value) && !isOwnHeader(name);
}

/** Whether gRPC can send such a header as well. */
export function isGrpcHeader(name: string, value: string): boolean {
  return GRPC_NAME.test(name) && GRPC_VALUE.test(value);
}

/** The same pairs as headers. Undefined when a part is no pair, or cannot be sent. */
export function readHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = readPairs(text);
  return pairs !== undefined && Object.entries(pairs).every(([name, value]) => isHeader(name, value)) ? pairs : undefined;
}
