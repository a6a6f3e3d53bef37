/** How a DTLS-SRTP handshake came out (RFC 5764). */
export const DTLS_OUTCOME = ['ok', 'failed', 'timeout', 'fingerprint_mismatch'] as const;
export type DtlsOutcome = (typeof DTLS_OUTCOME)[number];

/** How ICE came out (RFC 8445). */
export const ICE_OUTCOME = ['connected', 'failed', 'disconnected', 'timeout'] as const;
export type IceOutcome = (typeof ICE_OUTCOME)[number];

/** The kind of candidate in use (RFC 8445 5.1.1): a relay costs delay and money. */
export const ICE_CANDIDATE = ['host', 'srflx', 'prflx', 'relay', 'unknown'] as const;
export type IceCandidate = (typeof ICE_CANDIDATE)[number];

/** Why a WebRTC connection failed. */
export const WEBRTC_REASON = ['ice', 'dtls', 'sdp', 'codec', 'signaling', 'timeout', 'media', 'other'] as const;
export type WebrtcReason = (typeof WEBRTC_REASON)[number];
