import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { TeleError } from '../core/index.ts';
import { readSmallFile, shownPath, type SmallFile, whyUnread } from './small-file.ts';
import type { TlsFiles } from './tls-options.ts';

/** The content of the files of a listener. */
export interface TlsContent {
  readonly cert: string;
  readonly key: string;
  /** Those who may sign the certificates of clients. */
  readonly ca?: string;
  /** Others than its owner may read the file of the key. */
  readonly isKeyOpen: boolean;
  /** The same for the same content that the same may read. */
  readonly digest: string;
}

/** A certificate with its key, of which it is known that they go together. */
export interface LoadedCertificate extends TlsContent {
  /** Unix seconds from which on all of the chain are valid. */
  readonly validFrom: number;
  /** Unix seconds at which the first of the chain expires. */
  readonly expiresAt: number;
}

/** Reads the files. Rejects with `TLS_FILE_INVALID`. */
export async function readTlsFiles({ certFile, keyFile, clientCaFile }: TlsFiles): Promise<TlsContent> {
  // One after the other: a disk that hangs takes one thread of the file system.
  const cert = textOf(await read(certFile));
  const keyPart = await read(keyFile, `${shownPath(keyFile)} of the key beside ${certFile}`);
  const key = textOf(keyPart);
  const ca = clientCaFile === undefined ? undefined : textOf(await read(clientCaFile));
  const hash = createHash('sha256');
  for (const text of [cert, key, ca ?? '']) hash.update(`${text.length} `).update(text);
  const isKeyOpen = (keyPart.stats.mode & 0o077n) !== 0n;
  hash.update(String(isKeyOpen));
  return { cert, key, ...(ca === undefined ? {} : { ca }), isKeyOpen, digest: hash.digest('hex') };
}

/** Reads and checks the files. Rejects with `TLS_FILE_INVALID`. */
export async function loadCertificate(files: TlsFiles): Promise<LoadedCertificate> {
  return checkCertificate(await readTlsFiles(files), files);
}

/** Checks that the files hold what they should, and that the key is that of the certificate. Throws `TLS_FILE_INVALID`; no message quotes a file. */
export function checkCertificate(content: TlsContent, files: TlsFiles): LoadedCertificate {
  const chain = checkKeyPair(content, files);
  if (content.ca !== undefined && files.clientCaFile !== undefined) certificatesIn(content.ca, files.clientCaFile);
  return {
    ...content,
    validFrom: Math.max(...chain.map((one) => Date.parse(one.validFrom) / 1000)),
    expiresAt: Math.min(...chain.map(({ validTo }) => Date.parse(validTo) / 1000)),
  };
}

/** The chain of a certificate that goes with its key, of which TLS can be spoken. Throws `TLS_FILE_INVALID`; no message quotes a file. */
export function checkKeyPair(
  { cert, key }: Pick<TlsContent, 'cert' | 'key'>,
  { certFile, keyFile }: Pick<TlsFiles, 'certFile' | 'keyFile'>,
): readonly X509Certificate[] {
  const chain = certificatesIn(cert, certFile);
  const [own] = chain;
  const wrongKey = `The key file ${keyFile} holds no private key in PEM that can be read without a passphrase.`;
  const privateKey = attempt(wrongKey, () => createPrivateKey(key));
  const isOwn = attempt(wrongKey, () => own?.checkPrivateKey(privateKey) === true);
  if (!isOwn) throw new TeleError('TLS_FILE_INVALID', `The key in ${keyFile} is not that of the first certificate in ${certFile}.`);
  attempt(`The certificate in ${certFile} cannot be used for TLS.`, () => createSecureContext({ cert, key, minVersion: 'TLSv1.2' }));
  return chain;
}

/** Why nobody accepts a certificate at a time; undefined when it is valid then. */
export function untimelyReason(
  { validFrom, expiresAt }: Pick<LoadedCertificate, 'validFrom' | 'expiresAt'>,
  at: number,
): string | undefined {
  if (at < validFrom) return `is not valid before ${new Date(validFrom * 1000).toISOString()}`;
  return at < expiresAt ? undefined : `has expired at ${new Date(expiresAt * 1000).toISOString()}`;
}

/** What a TLS server is made with, and given when the files have changed. Older versions than 1.2 are not spoken. */
export function contextOf({ cert, key, ca }: TlsContent) {
  return { cert, key, ...(ca === undefined ? {} : { ca }), minVersion: 'TLSv1.2' } as const;
}

/** The certificates in a file, one at least. Throws `TLS_FILE_INVALID`; no message quotes the file. */
export function certificatesIn(text: string, path: string): readonly X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new TeleError('TLS_FILE_INVALID', `The file ${path} holds no certificate in PEM.`);
  return blocks.map((block, index) => attempt(`Certificate ${index + 1} in ${path} cannot be read.`, () => new X509Certificate(block)));
}

/** `said`: how a message says the path, after a blank. */
async function read(path: string, said = ` ${path}`): Promise<SmallFile> {
  try {
    return await readSmallFile(path);
  } catch (cause) {
    throw new TeleError('TLS_FILE_INVALID', `The file${said} could not be read${whyUnread(cause)}.`, cause);
  }
}

function textOf({ bytes }: SmallFile): string {
  return bytes.toString('utf8');
}

function attempt<T>(message: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new TeleError('TLS_FILE_INVALID', message, cause);
  }
}
