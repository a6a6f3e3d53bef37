/** How something that either works or does not came out. */
export const SUCCESS = ['ok', 'failed'] as const;
export type Success = (typeof SUCCESS)[number];

/** Seen from the program that tells it. */
export const DATA_DIRECTION = ['sent', 'received'] as const;
export type DataDirection = (typeof DATA_DIRECTION)[number];

/** Why something failed that travels over a network, a line or a bus. */
export const FAILURE_REASON = [
  'timeout',
  'refused',
  'unreachable',
  'disconnected',
  'busy',
  'not_found',
  'not_supported',
  'not_allowed',
  'invalid',
  'no_resources',
  'protocol',
  'internal',
  'cancelled',
  'other',
] as const;
export type FailureReason = (typeof FAILURE_REASON)[number];
