const NOT_LET_IN = 'headers are missing or wrong (otlp.headers_file)';
const NOT_TAKEN = 'this signal is not taken there (otlp.signals)';

/** What is to be changed, by the status of an answer. */
const HTTP_HINTS: ReadonlyMap<number, string> = new Map([
  [401, NOT_LET_IN],
  [403, NOT_LET_IN],
  [404, NOT_TAKEN],
  [405, NOT_TAKEN],
  [407, NOT_LET_IN],
  [415, 'another protocol is taken there (otlp.protocol)'],
]);
const GRPC_HINTS: ReadonlyMap<number, string> = new Map([
  [7, NOT_LET_IN],
  [12, NOT_TAKEN],
  [16, NOT_LET_IN],
]);

/** What a status of HTTP that is no success says. */
export function httpAnswer(status: number): string {
  if (status >= 300 && status < 400) return `redirects (${status}), which is not followed`;
  return withHint(`answered ${status}`, HTTP_HINTS.get(status));
}

/** What a status of gRPC that is no success says. */
export function grpcAnswer(status: number): string {
  return withHint(`answered with gRPC status ${status}`, GRPC_HINTS.get(status));
}

function withHint(answer: string, hint: string | undefined): string {
  return hint === undefined ? answer : `${answer}: ${hint}`;
}
