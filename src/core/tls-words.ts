/** Why a TLS handshake failed or a connection broke, by its alert (RFC 8446 6.2, RFC 4279). */
export const TLS_REASON = [
  'unknown_psk_identity',
  'bad_psk',
  'no_shared_cipher',
  'protocol_version',
  'bad_certificate',
  'decrypt_error',
  'bad_record_mac',
  'handshake_failure',
  'timeout',
  'closed',
  'other',
] as const;
export type TlsReason = (typeof TLS_REASON)[number];

export const TLS_VERSION = ['1.0', '1.1', '1.2', '1.3', 'unknown'] as const;
export type TlsVersion = (typeof TLS_VERSION)[number];

/** What was done with a pre-shared key. */
export const PSK_CHANGE = ['added', 'rotated', 'removed'] as const;
export type PskChange = (typeof PSK_CHANGE)[number];
