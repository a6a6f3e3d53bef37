import { labelText, type SourceContext, TeleError, type TreeValues } from '../core/index.ts';
import {
  createTlsAcceptor,
  type TlsAcceptor,
  type tlsOptions,
  tlsFilesOf,
  type WatchedCertificate,
  watchCertificate,
} from '../tls/index.ts';

const LISTENER = labelText('hep');

/** What HEP over TLS is spoken with. */
export interface HepTls {
  readonly acceptor: TlsAcceptor;
  readonly certificate: WatchedCertificate;
}

/** Reads the certificate and watches its files. Undefined without one. Rejects with `CONFIG_INVALID` or `TLS_FILE_INVALID`. */
export async function openHepTls(values: TreeValues<typeof tlsOptions>, { emit, now, warn }: SourceContext): Promise<HepTls | undefined> {
  const files = tlsFilesOf(values, 'hep.tls');
  if (files === undefined) return undefined;
  let acceptor: TlsAcceptor | undefined = undefined;
  const certificate = await watchCertificate(files, {
    now,
    taken({ expiresAt, isKeyOpen }) {
      acceptor?.renew();
      emit({ type: 'listener.certificate', at: now(), listener: LISTENER, expiresAt });
      if (isKeyOpen) warn?.(new TeleError('TLS_FILE_INVALID', `Others than its owner may read ${files.keyFile}; give it mode 0600.`));
    },
    refused(problem) {
      emit({ type: 'listener.certificate_refused', at: now(), listener: LISTENER });
      warn?.(problem);
    },
  });
  acceptor = createTlsAcceptor(certificate, (reason) =>
    emit({ type: 'listener.handshake_failed', at: now(), listener: LISTENER, reason, count: 1 }),
  );
  return { acceptor, certificate };
}
