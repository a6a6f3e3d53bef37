/** What a session over the air is for. */
export const OTA_KIND = ['admin', 'data', 'provisioning', 'other'] as const;
export type OtaKind = (typeof OTA_KIND)[number];

/** What carries it. */
export const OTA_PROTOCOL = ['psk-tls', 'http', 'sms', 'other'] as const;
export type OtaProtocol = (typeof OTA_PROTOCOL)[number];

/** Who began it: the server by a trigger, or the card by itself. */
export const OTA_BEGINNING = ['triggered', 'polled', 'unknown'] as const;
export type OtaBeginning = (typeof OTA_BEGINNING)[number];

/** How it ended. `open`: never told, and swept. */
export const OTA_OUTCOME = ['completed', 'failed', 'timeout'] as const;
export type OtaOutcome = (typeof OTA_OUTCOME)[number];

/** Why it ended or went wrong. */
export const OTA_REASON = [
  'normal',
  'timeout',
  'error',
  'client_disconnect',
  'server_shutdown',
  'handshake_failed',
  'apdu_error',
  'protocol',
  'other',
] as const;
export type OtaReason = (typeof OTA_REASON)[number];

/** How a card is asked to begin a session. */
export const OTA_TRIGGER = ['sms', 'poll', 'push', 'other'] as const;
export type OtaTrigger = (typeof OTA_TRIGGER)[number];

/** What an OTA server noticed over several sessions. */
export const OTA_FINDING = ['high_error_rate', 'repeated_psk_mismatch', 'connection_interrupted'] as const;
export type OtaFinding = (typeof OTA_FINDING)[number];

/** The bearer of a BIP channel (ETSI TS 102 223). */
export const BIP_BEARER = ['tcp', 'udp', 'gprs', 'wifi', 'other'] as const;
export type BipBearer = (typeof BIP_BEARER)[number];
