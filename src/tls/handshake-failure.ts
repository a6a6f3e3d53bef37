import type { TLSSocket } from 'node:tls';
import type { HandshakeFailure } from '../core/index.ts';

/** As what a handshake that failed is counted, by the code of its error. Nothing of what the client sent is read. */
export function handshakeFailureOf(error: Error, socket: Pick<TLSSocket, 'authorizationError'>): HandshakeFailure {
  // The system of node ends the connection then as if the client had.
  if (socket.authorizationError) return 'bad_certificate';
  const code = 'code' in error ? String(error.code) : '';
  return REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
}

/** The first that fits. Codes of OpenSSL 3, as node names them. */
const REASONS: readonly (readonly [code: RegExp, reason: HandshakeFailure])[] = [
  [/^ERR_TLS_HANDSHAKE_TIMEOUT$/, 'timeout'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT)$|UNEXPECTED_EOF/, 'closed'],
  [/PEER_DID_NOT_RETURN_A_CERTIFICATE/, 'no_certificate'],
  [/ALERT/, 'alert'],
  [/CERTIFICATE_VERIFY_FAILED/, 'bad_certificate'],
  [/NO_SHARED_CIPHER|NO_SUITABLE|NO_SHARED_GROUP/, 'no_shared_cipher'],
  [/UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK/, 'protocol_version'],
  [/HTTP_REQUEST|HTTPS_PROXY_REQUEST|WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|BAD_RECORD_TYPE|PACKET_LENGTH_TOO_LONG/, 'not_tls'],
];
