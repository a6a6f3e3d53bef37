import { option, TeleError, type TreeValues } from '../core/index.ts';

/** The settings of TLS, the same for everything that listens. */
export const tlsOptions = {
  certFile: option.optionalPath('Certificate in PEM, with those that sign it after it. Set: TLS 1.2 or later is spoken.'),
  keyFile: option.secretFile('Private key of the certificate in PEM, without a passphrase.'),
  clientCaFile: option.optionalPath(
    'Certificates in PEM of those who may sign the certificates of clients. Set: clients are asked for one.',
  ),
  requireClientCert: option.flag('Whether clients without such a certificate are refused.', false),
};

/** The files of a listener with TLS. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Absent: clients are not asked for a certificate. */
  readonly clientCaFile?: string;
  readonly requireClientCert: boolean;
}

/** What the settings of one listener ask for; undefined without TLS. `place`: their group, for messages. Throws `CONFIG_INVALID`. */
export function tlsFilesOf(values: TreeValues<typeof tlsOptions>, place: string): TlsFiles | undefined {
  const { certFile, keyFile, clientCaFile, requireClientCert } = values;
  if (requireClientCert && clientCaFile === undefined)
    throw new TeleError('CONFIG_INVALID', `${place}.require_client_cert needs ${place}.client_ca_file: who may sign them.`);
  if (certFile === undefined && keyFile === undefined && clientCaFile === undefined) return undefined;
  if (certFile === undefined) throw new TeleError('CONFIG_INVALID', `${place} needs cert_file: it names other files, and no certificate.`);
  if (keyFile === undefined) throw new TeleError('CONFIG_INVALID', `${place}.cert_file needs ${place}.key_file.`);
  return { certFile, keyFile, requireClientCert, ...(clientCaFile === undefined ? {} : { clientCaFile }) };
}
