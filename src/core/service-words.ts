/** How somebody proves who they are. */
export const AUTH_METHOD = ['digest', 'basic', 'bearer', 'api_key', 'ip', 'mtls', 'jwt', 'session', 'other'] as const;
export type AuthMethod = (typeof AUTH_METHOD)[number];

/** Why it was not accepted. `challenged`: it carried no credentials and was asked for them. */
export const AUTH_REASON = [
  'wrong_password',
  'unknown_user',
  'challenged',
  'stale_nonce',
  'expired',
  'malformed',
  'not_allowed',
  'blocked',
  'rate_limited',
  'storage_error',
  'other',
] as const;
export type AuthReason = (typeof AUTH_REASON)[number];

/** How a call is handed on. */
export const TRANSFER_MODE = ['refer', 'blind', 'attended', 'consult', 'other'] as const;
export type TransferMode = (typeof TRANSFER_MODE)[number];

/** Why handing on failed. `sip`: the target answered with `sipCode`. */
export const TRANSFER_REASON = ['max_concurrent_reached', 'sip', 'timeout', 'caller_gone', 'target_gone', 'not_allowed', 'other'] as const;
export type TransferReason = (typeof TRANSFER_REASON)[number];

/** Why a conference is over. */
export const CONFERENCE_END = ['last_left', 'moderator', 'timeout', 'shutdown', 'error', 'other'] as const;
export type ConferenceEnd = (typeof CONFERENCE_END)[number];

/** Why a transcription gave nothing. */
export const TRANSCRIPTION_REASON = ['timeout', 'provider', 'quota', 'audio', 'language', 'network', 'cancelled', 'other'] as const;
export type TranscriptionReason = (typeof TRANSCRIPTION_REASON)[number];

/** Who speaks in a transcript. */
export const SPEAKER = ['user', 'assistant', 'agent', 'unknown'] as const;
export type Speaker = (typeof SPEAKER)[number];

/** HTTP methods with their own series (RFC 9110 9); all others are `OTHER`. */
export const HTTP_METHOD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'OTHER'] as const;
export type HttpMethod = (typeof HTTP_METHOD)[number];

/** Why a connection of a WebSocket ended, by its close code (RFC 6455 7.4.1). */
export const WEBSOCKET_END = ['normal', 'going_away', 'protocol', 'policy', 'too_big', 'server_error', 'abnormal', 'other'] as const;
export type WebsocketEnd = (typeof WEBSOCKET_END)[number];
