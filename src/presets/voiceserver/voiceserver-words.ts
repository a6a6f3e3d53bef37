import {
  byeReason,
  type AgentMode,
  type AttachOutcome,
  type ByeReason,
  type CallCarrier,
  type Direction,
  type DtlsOutcome,
  type Method,
  type RefreshOutcome,
  type StirOutcome,
} from '../../core/index.ts';
import type { CallOutcome } from '../preset.ts';

/** VoiceServer's words for what carries a call. */
export const TRANSPORT = ['sip', 'webrtc', 'websocket'] as const;

/** What it does not know was SIP to it. */
export function transportOf(carrier: CallCarrier = 'sip'): (typeof TRANSPORT)[number] {
  return carrier === 'webrtc' || carrier === 'websocket' ? carrier : 'sip';
}

/** Its words for how a call came out. */
export const STATUS = ['ok', 'error', 'dialog-hangup', 'timer-expired', 'pipeline-error', 'signaling-error', 'ice-failed'] as const;
type Status = (typeof STATUS)[number];

/** An answered call by the class of the BYE that ended it. */
const STATUS_OF_BYE = {
  normal: 'ok',
  timer_expired: 'timer-expired',
  error: 'pipeline-error',
  user_hangup: 'dialog-hangup',
} as const satisfies Readonly<Record<ByeReason, Status>>;

/** How a call came out, in its words. A call that was not answered is `error`, and `signaling-error` when the network was at fault. */
export function statusOf(call: CallOutcome): Status {
  const { outcome, ended, cause } = call;
  if (outcome === 'failed') return cause === 'media' ? 'ice-failed' : 'signaling-error';
  if (outcome !== 'answered' || ended === 'unknown') return 'error';
  if (ended === 'session_expired' || cause === 'session_expired') return 'timer-expired';
  return ended === 'no_ack' ? 'signaling-error' : endStatus(call);
}

/** Class of the end of a call: by the Reason of its BYE, else by its cause. */
function endStatus({ ended, cause, reasonQ850, reasonSip }: CallOutcome): Status {
  const hasReason = reasonQ850 !== undefined || reasonSip !== undefined;
  if (ended === 'bye' && hasReason) return STATUS_OF_BYE[byeReason(reasonQ850, reasonSip)];
  if (cause === 'declined') return 'dialog-hangup';
  return cause === 'server_error' || cause === 'congestion' || cause === 'media' ? 'pipeline-error' : 'ok';
}

/** Its direction: what is not outbound counted as inbound. */
export const WAY = ['inbound', 'outbound'] as const;
export function wayOf(direction: Direction): (typeof WAY)[number] {
  return direction === 'outbound' ? 'outbound' : 'inbound';
}

export const REASON_CLASS = ['normal', 'timer-expired', 'error', 'user-hangup'] as const;
export const REASON_CLASS_OF = {
  normal: 'normal',
  timer_expired: 'timer-expired',
  error: 'error',
  user_hangup: 'user-hangup',
} as const satisfies Readonly<Record<ByeReason, (typeof REASON_CLASS)[number]>>;

export const TIMEOUT_METHOD = ['INVITE', 'BYE', 'UPDATE', 'other'] as const;
export function timeoutMethodOf(method: Method): (typeof TIMEOUT_METHOD)[number] {
  return method === 'INVITE' || method === 'BYE' || method === 'UPDATE' ? method : 'other';
}

/** Answers by which a refresh fails (RFC 3261 21.4 to 21.6). */
const REFRESH_CODE = [
  '400',
  '401',
  '403',
  '404',
  '405',
  '406',
  '407',
  '408',
  '410',
  '413',
  '415',
  '416',
  '420',
  '421',
  '423',
  '480',
  '481',
  '482',
  '483',
  '485',
  '486',
  '487',
  '488',
  '491',
  '493',
  '500',
  '501',
  '502',
  '503',
  '504',
  '505',
  '513',
  '600',
  '603',
  '604',
  '606',
] as const;
export const REFRESH = ['ok', '422-bumped', '422-gave-up', 'role-swap', ...REFRESH_CODE, 'failed'] as const;
const REFRESH_OF = {
  ok: 'ok',
  bumped: '422-bumped',
  gave_up: '422-gave-up',
  no_dialog: '481',
  role_swap: 'role-swap',
  failed: 'failed',
} as const satisfies Readonly<Record<RefreshOutcome, (typeof REFRESH)[number]>>;

/** The system's word for how a refresh came out; one that failed otherwise is its code. */
export function refreshOf(outcome: RefreshOutcome, status: number | undefined): (typeof REFRESH)[number] {
  const code = outcome === 'failed' ? REFRESH_CODE.find((one) => Number(one) === status) : undefined;
  return code ?? REFRESH_OF[outcome];
}

export const DTLS = ['ok', 'fail', 'timeout', 'fingerprint-mismatch'] as const;
export const DTLS_OF = {
  ok: 'ok',
  failed: 'fail',
  timeout: 'timeout',
  fingerprint_mismatch: 'fingerprint-mismatch',
} as const satisfies Readonly<Record<DtlsOutcome, (typeof DTLS)[number]>>;

export const STIR = ['verified', 'failed', 'soft-fail', 'no-identity'] as const;
export const STIR_OF = {
  verified: 'verified',
  failed: 'failed',
  soft_fail: 'soft-fail',
  no_identity: 'no-identity',
} as const satisfies Readonly<Record<StirOutcome, (typeof STIR)[number]>>;

export const ATTACH_MODE = ['cascaded', 'realtime'] as const;
/** Its native engine is a cascaded one. */
export function attachModeOf(mode: AgentMode): (typeof ATTACH_MODE)[number] {
  return mode === 'realtime' ? 'realtime' : 'cascaded';
}

export const ATTACH_RESULT = ['ok', 'config_error'] as const;
export function attachResultOf(outcome: AttachOutcome): (typeof ATTACH_RESULT)[number] {
  return outcome === 'ok' ? 'ok' : 'config_error';
}
