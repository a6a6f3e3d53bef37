import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Presented } from './credentials.ts';

/** The certificate of a client, once TLS has verified it. */
export function clientCertificateOf(socket: Socket | undefined): Presented['clientCertificate'] {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  // Without a certificate the object is empty, whatever its type says.
  return typeof fingerprint256 === 'string' ? { subject: String(subject?.CN ?? ''), fingerprint256 } : undefined;
}
