/** What a fault of a connection is likely to mean, by its code. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^HPE_/, 'what answers does not speak HTTP/1.1; gRPC has a port of its own, as a rule 4317, and the protocol grpc'],
  [/^(?:EPROTO|ERR_SSL_.*)$/, 'what answers does not speak TLS; without TLS the address begins with http://'],
];

/** Why no answer came. A message may quote what was sent or where to, a code does not. */
export function unreached(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return 'could not be reached';
  const { code } = error;
  const meaning = MEANINGS.find(([pattern]) => pattern.test(code))?.[1];
  return `could not be reached (${code}${meaning === undefined ? '' : `: ${meaning}`})`;
}

const TWICE = /\/v1\/(?:traces|metrics|logs)\/v1\/(?:traces|metrics|logs)$/;

/** What a status that is no success says. `path`: where the batch was posted to. */
export function statusReason(status: number, path: string): string {
  if (status >= 300 && status < 400) return `redirects (${status}), which is not followed`;
  if (status === 404 && TWICE.test(path)) return 'answered 404: the address has the path of a signal, which is put behind it once more';
  return `answered ${status}`;
}
