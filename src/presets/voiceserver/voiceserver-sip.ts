import { byeReason, estimateQuality, moves, SIDE, STATUS_CLASS, statusClass, type EventOfType, type Move } from '../../core/index.ts';
import { legacy } from '../../metrics/index.ts';
import { legJitterSeconds, legLossRatio, legMos } from '../../catalog/index.ts';
import {
  DTLS,
  DTLS_OF,
  REASON_CLASS,
  REASON_CLASS_OF,
  REFRESH,
  refreshOf,
  STIR,
  STIR_OF,
  TIMEOUT_METHOD,
  timeoutMethodOf,
  WAY,
  wayOf,
} from './voiceserver-words.ts';

export const inviteResults = legacy.counter('sip_invite_result_total', {
  help: 'INVITE results by direction and response class (1xx..6xx)',
  labels: { direction: WAY, class: STATUS_CLASS },
});
export const byes = legacy.counter('sip_bye_total', {
  help: 'BYE events',
  labels: { direction: WAY, by: SIDE, reason_class: REASON_CLASS },
});
export const timeouts = legacy.counter('sip_transaction_timeout_total', {
  help: 'SIP transaction timeouts (timer B/F fired)',
  labels: { method: TIMEOUT_METHOD },
});
export const refreshes = legacy.counter('sip_session_timer_refresh_total', {
  help: 'RFC 4028 session-timer refresh outcomes',
  labels: { result: REFRESH },
});
export const handshakes = legacy.counter('sip_dtls_handshake_total', { help: 'DTLS-SRTP handshake outcomes', labels: { result: DTLS } });
export const verifications = legacy.counter('sip_stir_verify_total', {
  help: 'STIR/SHAKEN verification outcomes',
  labels: { result: STIR },
});

/** A figure of a call at its end, once per leg; one that is not known is no sample. */
function figure(name: string, help: string, read: (leg: EventOfType<'media.ended'>) => number | undefined): Move {
  return moves(legacy.summary(name, { help, quantiles: [0.5, 0.9, 0.95, 0.99], windowSeconds: 3600 }), {
    'media.ended': (leg, metric) => {
      const value = read(leg);
      if (value !== undefined) metric.observe(value);
    },
  });
}

/** The score of a leg: as told, else by the E-model of what is known. */
function scoreOf(leg: EventOfType<'media.ended'>): number | undefined {
  const { rttSeconds, codec } = leg;
  const jitterSeconds = legJitterSeconds(leg);
  return legMos(leg) ?? estimateQuality({ rttSeconds, jitterSeconds, lossRatio: legLossRatio(leg), codec })?.mos;
}

function inMilliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** The SIP stack and the quality of its media. */
export const voiceserverSip: readonly Move[] = [
  moves(inviteResults, {
    'sip.invite_result': ({ direction, status }, metric) => {
      const way = wayOf(direction);
      // VoiceServer counts only the final answers that it sends.
      const least = way === 'inbound' ? 200 : 100;
      if (status >= least && status < 700) metric.inc({ direction: way, class: statusClass(status) });
    },
  }),
  moves(byes, {
    'sip.bye': ({ direction, by, reason, reasonQ850, reasonSip }, metric) => {
      const reasonClass = REASON_CLASS_OF[reason ?? byeReason(reasonQ850, reasonSip)];
      metric.inc({ direction: wayOf(direction), by, reason_class: reasonClass });
    },
  }),
  moves(timeouts, { 'sip.transaction_timeout': ({ method }, metric) => metric.inc({ method: timeoutMethodOf(method) }) }),
  moves(refreshes, { 'sip.session_refresh': ({ outcome, status }, metric) => metric.inc({ result: refreshOf(outcome, status) }) }),
  moves(handshakes, { 'media.dtls': ({ outcome }, metric) => metric.inc({ result: DTLS_OF[outcome] }) }),
  moves(verifications, { 'sip.stir_verified': ({ outcome }, metric) => metric.inc({ result: STIR_OF[outcome] }) }),
  figure('sip_call_rtt_ms', 'per-call round-trip time at call end (ms)', ({ rttSeconds }) => inMilliseconds(rttSeconds)),
  figure('sip_call_jitter_ms', 'per-call interarrival jitter at call end (ms)', (leg) => inMilliseconds(legJitterSeconds(leg))),
  figure('sip_call_loss_fraction', 'per-call peer-reported loss fraction at call end (0..1)', legLossRatio),
  figure('sip_call_mos_estimate', 'per-call E-Model MOS estimate at call end (1..5)', scoreOf),
];
