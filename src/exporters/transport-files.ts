import { TeleError } from '../core/index.ts';
import { readSmallFile, whyUnread } from '../tls/index.ts';
import { isHeader } from './otel-pairs.ts';
import type { SignalConfig } from './otlp-config.ts';

/** What the files of a signal hold. */
export interface TransportFiles {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const LINE = /^([^=\s]+)\s*=\s*(.*)$/;

/** Reads the files of a signal. Throws `OTLP_FILE_INVALID`, without what stands in them. */
export async function readTransportFiles({ headers, headersFile, caFile, certFile, keyFile }: SignalConfig): Promise<TransportFiles> {
  const own = headersFile === undefined ? {} : readHeaders(headersFile, await textOf(headersFile));
  const ca = caFile === undefined ? {} : { ca: await textOf(caFile) };
  const cert = certFile === undefined ? {} : { cert: await textOf(certFile) };
  const key = keyFile === undefined ? {} : { key: await textOf(keyFile) };
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new TeleError('OTLP_FILE_INVALID', 'Of the certificate that is shown to the collector and its private key one is missing.');
  return { headers: { ...headers, ...own }, ...ca, ...cert, ...key };
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readSmallFile(path)).bytes.toString('utf8');
  } catch (cause) {
    throw new TeleError('OTLP_FILE_INVALID', `The file ${path} could not be read${whyUnread(cause)}.`, cause);
  }
}

function readHeaders(path: string, text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines.flatMap((line, index): [string, string][] => {
      if (line === '' || line.startsWith('#')) return [];
      const [, name, value] = LINE.exec(line) ?? [];
      if (name === undefined || value === undefined || !isHeader(name, value))
        throw new TeleError('OTLP_FILE_INVALID', `${path}:${index + 1}: expected a header as name=value.`);
      return [[name.toLowerCase(), value]];
    }),
  );
}
