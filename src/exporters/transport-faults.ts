import type { OtelEnvironment } from './otel-environment.ts';
import { isGrpcHeader } from './otel-pairs.ts';
import type { OtlpSettings, OtlpSignal } from './otlp-options.ts';

/** What an address of a collector must be: the same for settings and for variables. */
export const ENDPOINT_EXPECTED =
  'an address such as http://127.0.0.1:4318, without a user, password, query or fragment, and without the path of a signal (/v1/traces)';
const OWN_ENDPOINT_EXPECTED = 'an address such as http://127.0.0.1:4318/v1/traces, without a user, password or fragment';
const HEADERS_EXPECTED =
  'headers such as name=value,name=value, percent-encoded, of printable ASCII, and none that says how a request is sent, such as Host';
const GRPC_HEADERS_EXPECTED =
  'headers that gRPC can send: names of letters, digits and _ . - that do not begin with grpc-, values of printable ASCII';

const PREFIX = 'OTEL_EXPORTER_OTLP_';
const MOST_LENGTH = 2048;
/** What is put behind the address of all signals. */
const SIGNAL_PATH = /\/v1\/(?:traces|metrics|logs)\/*$/i;

/** Whether an address with its scheme can be that of a collector: the path of a signal is put behind it, so it ends with its own. */
export function isCollectorAddress(text: string): boolean {
  return isPostedTo(text) && !text.includes('?') && !SIGNAL_PATH.test(text);
}

/** Whether an address can be posted to as it is. What begins with `#` is never sent (RFC 9110 7.1). */
function isPostedTo(text: string): boolean {
  if (text.length > MOST_LENGTH || !/^https?:\/\//i.test(text) || text.includes('#') || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** An address with a scheme: gRPC may be told a host and a port alone. */
export function withScheme(address: string, isInsecure: boolean): string {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `${isInsecure ? 'http' : 'https'}://${address}`;
}

/** What is wrong with the variables that the way to the collector needs, a sentence each without the value. Those that a setting or another variable has taken the place of are not needed. */
export function transportFaults(
  signals: readonly OtlpSignal[],
  { endpoint, protocol }: Pick<OtlpSettings, 'endpoint' | 'protocol'>,
  environment: OtelEnvironment,
): readonly string[] {
  const faults = signals.flatMap((signal) => {
    const [own, all] = [environment[signal], environment.all];
    const isGrpc = (protocol ?? own.protocol ?? all.protocol) === 'grpc';
    const place = endpoint === undefined ? nearest('ENDPOINT', signal, own.endpoint, all.endpoint) : undefined;
    // With HTTP the address of one signal is taken as it is.
    const isWhole = own.endpoint !== undefined && !isGrpc;
    const isPlace =
      place === undefined || (isWhole ? isPostedTo : isCollectorAddress)(isGrpc ? withScheme(place.value, false) : place.value);
    const headers = nearest('HEADERS', signal, headersExpected(own, isGrpc), headersExpected(all, isGrpc));
    return [
      ...(isPlace ? [] : [`${place.name}: expected ${isWhole ? OWN_ENDPOINT_EXPECTED : ENDPOINT_EXPECTED}.`]),
      ...(headers === undefined || headers.value === '' ? [] : [`${headers.name}: expected ${headers.value}.`]),
    ];
  });
  return [...new Set(faults)];
}

/** What headers should be and are not; nothing when they are. Undefined when none are told. */
function headersExpected({ headers, hasFaultyHeaders }: OtelEnvironment['all'], isGrpc: boolean): string | undefined {
  if (hasFaultyHeaders === true) return HEADERS_EXPECTED;
  if (headers === undefined) return undefined;
  return isGrpc && !Object.entries(headers).every(([name, value]) => isGrpcHeader(name, value)) ? GRPC_HEADERS_EXPECTED : '';
}

/** What a variable of one signal says comes before what that of all says. */
function nearest<T>(
  word: string,
  signal: OtlpSignal,
  own: T | undefined,
  all: T | undefined,
): { readonly name: string; readonly value: T } | undefined {
  if (own !== undefined) return { name: `${PREFIX}${signal.toUpperCase()}_${word}`, value: own };
  return all === undefined ? undefined : { name: `${PREFIX}${word}`, value: all };
}
