/** How set-up ended. It never changes once committed. */
export const OUTCOME = ['answered', 'busy', 'no_answer', 'cancelled', 'redirected', 'rejected', 'failed', 'unknown'] as const;
export type Outcome = (typeof OUTCOME)[number];

/** How an answered call ended. `unknown`: its BYE was never seen and it was swept. */
export const ENDED = ['bye', 'session_expired', 'transferred', 'replaced', 'no_ack', 'unknown'] as const;
export type Ended = (typeof ENDED)[number];

/** Who ended a call, by dialog tag, never by address. */
export const RELEASED_BY = ['caller', 'callee', 'network', 'unknown'] as const;
export type ReleasedBy = (typeof RELEASED_BY)[number];

/** Why, as a bounded class. Q.850 in a Reason header refines it. */
export const CAUSE = [
  'normal',
  'busy',
  'no_answer',
  'unavailable',
  'unallocated',
  'incomplete',
  'declined',
  'blocked',
  'auth',
  'forbidden',
  'media',
  'loop',
  'congestion',
  'no_response',
  'server_error',
  'elsewhere',
  'cancelled',
  'session_expired',
  'transferred',
  'other',
] as const;
export type Cause = (typeof CAUSE)[number];

/** Where a call comes from relative to the configured trunks. `unknown` when no trunk is configured. */
export const DIRECTION = ['inbound', 'outbound', 'internal', 'transit', 'unknown'] as const;
export type Direction = (typeof DIRECTION)[number];

/** The state of a call that is not over. */
export const ACTIVE_STATE = ['setup', 'ringing', 'answered'] as const;
export type ActiveState = (typeof ACTIVE_STATE)[number];

/** How a registration round ended. `unregistered`: accepted with an expiry of 0. */
export const REGISTRATION_OUTCOME = ['registered', 'unregistered', 'rejected', 'failed', 'timeout'] as const;
export type RegistrationOutcome = (typeof REGISTRATION_OUTCOME)[number];

/** Why a settled call was changed by something that came later. */
export const AMEND_REASON = ['late_message', 'late_final', 'late_end'] as const;
export type AmendReason = (typeof AMEND_REASON)[number];

/** The trunk of a call that touches none of the configured ones. */
export const NO_TRUNK = 'none';

/** What carries a call. */
export const CALL_CARRIER = ['sip', 'webrtc', 'websocket', 'cellular', 'other'] as const;
export type CallCarrier = (typeof CALL_CARRIER)[number];

/** Why a registration was not accepted. `challenged`: it carried no credentials and was asked for them. */
export const REGISTRATION_REASON = [
  'invalid_user',
  'wrong_password',
  'challenged',
  'forbidden',
  'interval_too_brief',
  'storage_error',
  'other',
] as const;
export type RegistrationReason = (typeof REGISTRATION_REASON)[number];

/** What a trunk leads to: the network of a carrier, or phones and offices of one's own. */
export const TRUNK_ROLE = ['carrier', 'access'] as const;
export type TrunkRole = (typeof TRUNK_ROLE)[number];
