import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

/** Why a TLS handshake with ringscope itself failed. */
export const HANDSHAKE_FAILURE = [
  'timeout',
  'closed',
  'not_tls',
  'protocol_version',
  'no_shared_cipher',
  'no_certificate',
  'bad_certificate',
  'alert',
  'other',
] as const;
export type HandshakeFailure = (typeof HANDSHAKE_FAILURE)[number];

const listener = field.label().describe('Its name; `http` and `hep` are the main ones.');

export const certificateTaken = ownEvent('listener.certificate', 'A listener shows a certificate from now on.', {
  listener,
  expiresAt: field.number(0).describe('Unix seconds at which it expires, or the first of those that sign it.'),
});

export const certificateRefused = ownEvent(
  'listener.certificate_refused',
  'The files of a certificate were read again and are not sound: the listener goes on with the one before.',
  { listener },
);

export const handshakeFailed = ownEvent('listener.handshake_failed', 'TLS handshakes failed, told about once a second.', {
  listener,
  reason: field
    .oneOf(HANDSHAKE_FAILURE)
    .describe(
      'closed: the client went away, or made way for another one. not_tls: what came is no TLS. no_certificate: the client showed none and needs one. bad_certificate: the one of the client is not signed by who may, or not valid now. alert: the client refused, e.g. the certificate of ringscope.',
    ),
  count: field.count(),
});
