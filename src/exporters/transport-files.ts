import { TeleError } from '../core/index.ts';
import { certificatesIn, checkKeyPair, readSmallFile, whyUnread } from '../tls/index.ts';
import { isGrpcHeader, isHeader, isOwnHeader } from './otel-pairs.ts';
import type { SignalConfig } from './otlp-config.ts';

/** What the files of a signal hold. */
export interface TransportFiles {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Letters of a path that is shown. */
const MOST_PATH = 200;
const LINE = /^([^=\s]+)\s*=\s*(.*)$/;
/** As HTTP itself writes a header. */
const COLON = /^[^=:\s]+\s*:/;

/** Reads the files of a signal. Throws `OTLP_FILE_INVALID`, without what stands in them. */
export async function readTransportFiles({
  protocol,
  headers,
  headersFile,
  caFile,
  certFile,
  keyFile,
}: SignalConfig): Promise<TransportFiles> {
  const own = headersFile === undefined ? {} : readHeaders(headersFile, await textOf(headersFile), protocol === 'grpc');
  const ca = caFile === undefined ? {} : { ca: await authoritiesIn(caFile) };
  return { headers: { ...headers, ...own }, ...ca, ...(await keyPairIn(certFile, keyFile)) };
}

async function authoritiesIn(path: string): Promise<string> {
  const text = await textOf(path);
  asFileFault(() => certificatesIn(text, path));
  return text;
}

async function keyPairIn(certFile: string | undefined, keyFile: string | undefined): Promise<Pick<TransportFiles, 'cert' | 'key'>> {
  if (certFile === undefined && keyFile === undefined) return {};
  if (certFile === undefined || keyFile === undefined)
    throw new TeleError('OTLP_FILE_INVALID', 'Of the certificate that is shown to the collector and its private key one is missing.');
  const pair = { cert: await textOf(certFile), key: await textOf(keyFile) };
  asFileFault(() => checkKeyPair(pair, { certFile, keyFile }));
  return pair;
}

/** What is wrong with a file of TLS, as a fault of the export. */
function asFileFault(check: () => unknown): void {
  try {
    check();
  } catch (cause) {
    throw cause instanceof TeleError ? new TeleError('OTLP_FILE_INVALID', cause.message, cause) : cause;
  }
}

/** Whoever writes a key where its file is expected does not want to read it in a log. */
function shownPath(path: string): string {
  return path.length > MOST_PATH || /-----|[\r\n]/.test(path) ? '(a text that is no path)' : path;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readSmallFile(path)).bytes.toString('utf8');
  } catch (cause) {
    throw new TeleError('OTLP_FILE_INVALID', `The file ${shownPath(path)} could not be read${whyUnread(cause)}.`, cause);
  }
}

function readHeaders(path: string, text: string, isGrpc: boolean): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines.flatMap((line, index): [string, string][] => {
      if (line === '' || line.startsWith('#')) return [];
      const [, name = '', value = ''] = LINE.exec(line) ?? [];
      const fault = headerFault(line, name, value, isGrpc);
      if (fault !== undefined) throw new TeleError('OTLP_FILE_INVALID', `${path}:${index + 1}: ${fault}.`);
      return [[name.toLowerCase(), value]];
    }),
  );
}

/** What is wrong with a line and the header that it holds, without its value. */
function headerFault(line: string, name: string, value: string, isGrpc: boolean): string | undefined {
  if (COLON.test(line)) return 'a header is written name=value, with = in place of the colon';
  // One of a few names, which are no secret.
  if (isOwnHeader(name)) return `${name.toLowerCase()} says how a request is sent, and is not taken from a file`;
  if (!isHeader(name, value)) return 'expected a header as name=value, of printable ASCII';
  if (!isGrpc || isGrpcHeader(name, value)) return undefined;
  return 'expected a header that gRPC can send: a name of letters, digits and _ . - that does not begin with grpc-, a value of printable ASCII';
}
