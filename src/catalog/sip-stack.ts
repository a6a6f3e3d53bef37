import {
  BYE_REASON,
  byeReason,
  catalog,
  DIALOG_END,
  DIRECTION,
  METHOD,
  moves,
  REFRESH_OUTCOME,
  SIDE,
  STATUS_CLASS,
  statusClass,
  STIR_OUTCOME,
  TRANSACTION_REFUSAL,
  ATTESTATION,
} from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { NATIVE, SIGNALLING_SECONDS, WAITING_SECONDS } from './buckets.ts';

const source = open(32);

export const inviteResults = counter('telephony_sip_invite_results_total', {
  help: 'Answers to INVITE that SIP stacks sent and received, by class. A status outside of 100 to 699 is not in it.',
  labels: { direction: DIRECTION, class: STATUS_CLASS },
});

export const inviteSeconds = histogram('telephony_sip_invite_result_seconds', {
  help: 'INVITE to such an answer, in seconds. Absent where nobody told.',
  labels: { direction: DIRECTION, class: STATUS_CLASS },
  buckets: WAITING_SECONDS,
  native: NATIVE,
});

export const sipByes = counter('telephony_sip_byes_total', {
  help: 'BYEs by who sent them and the class of their Reason header (RFC 3326), each counted once: of captured calls, and what SIP stacks tell.',
  labels: { direction: DIRECTION, by: SIDE, reason: BYE_REASON },
});

export const transactionTimeouts = counter('telephony_sip_transaction_timeouts_total', {
  help: 'Requests of SIP stacks that nobody answered: timer B or F fired.',
  labels: { method: METHOD },
});

export const sessionRefreshes = counter('telephony_sip_session_refreshes_total', {
  help: 'Session refreshes (RFC 4028) by how they came out.',
  labels: { direction: DIRECTION, outcome: REFRESH_OUTCOME },
});

export const stirVerifications = counter('telephony_sip_stir_verifications_total', {
  help: 'Checks of the identity of callers (STIR/SHAKEN), by how they came out and how far the number is vouched for.',
  labels: { outcome: STIR_OUTCOME, attestation: [...ATTESTATION, 'none'] },
});

export const dialogsCreated = counter('telephony_sip_dialogs_created_total', {
  help: 'Dialogs that were confirmed by a 2xx, and those that SIP stacks told.',
  labels: { direction: DIRECTION },
});

export const dialogsEnded = counter('telephony_sip_dialogs_ended_total', {
  help: 'Dialogs that are over, by why.',
  labels: { direction: DIRECTION, reason: DIALOG_END },
});

export const dialogsActive = gauge('telephony_sip_dialogs_active', {
  help: 'Dialogs that there are. Absent until a source had one.',
  labels: { source },
});

export const transactionsReceived = counter('telephony_sip_transactions_received_total', {
  help: 'Transactions that SIP stacks received.',
  labels: { method: METHOD },
});

export const transactionSeconds = histogram('telephony_sip_stack_transaction_seconds', {
  help: 'Request to final answer of the transactions that SIP stacks dealt with, in seconds.',
  labels: { method: METHOD },
  buckets: SIGNALLING_SECONDS,
  native: NATIVE,
});

export const transactionsRejected = counter('telephony_sip_transactions_rejected_total', {
  help: 'Transactions that SIP stacks refused to protect themselves.',
  labels: { reason: TRANSACTION_REFUSAL },
});

export const transactionsActive = gauge('telephony_sip_transactions_active', {
  help: 'Transactions that SIP stacks have in hand: running at the application, and those of the endpoint. A state that nobody told is absent.',
  labels: { source, state: ['running', 'endpoint_running', 'endpoint_finished', 'endpoint_waiting_ack'] },
});

/** What SIP stacks tell of themselves, and what is seen of it in captured calls. */
export const sipStackCatalog = catalog('sip-stack', [
  moves(inviteResults, {
    'sip.invite_result': ({ direction, status }, metric) => {
      if (isStatus(status)) metric.inc({ direction, class: statusClass(status) });
    },
  }),
  moves(inviteSeconds, {
    'sip.invite_result': ({ direction, status, seconds }, metric) => {
      if (isStatus(status) && seconds !== undefined) metric.observe(seconds, { direction, class: statusClass(status) });
    },
  }),
  moves(sipByes, {
    'sip.bye': ({ direction, by, reason, reasonQ850, reasonSip }, metric) =>
      metric.inc({ direction, by, reason: reason ?? byeReason(reasonQ850, reasonSip) }),
  }),
  moves(transactionTimeouts, { 'sip.transaction_timeout': ({ method }, metric) => metric.inc({ method }) }),
  moves(sessionRefreshes, { 'sip.session_refresh': ({ direction, outcome }, metric) => metric.inc({ direction, outcome }) }),
  moves(stirVerifications, {
    'sip.stir_verified': ({ outcome, attestation }, metric) => metric.inc({ outcome, attestation: attestation ?? 'none' }),
  }),
  moves(dialogsCreated, { 'dialog.created': ({ direction }, metric) => metric.inc({ direction }) }),
  moves(dialogsEnded, { 'dialog.ended': ({ direction, reason }, metric) => metric.inc({ direction, reason }) }),
  moves(dialogsActive, { 'dialog.active': ({ source, count }, metric) => metric.set(count, { source }) }),
  moves(transactionsReceived, { 'transaction.received': ({ method }, metric) => metric.inc({ method }) }),
  moves(transactionSeconds, { 'transaction.ended': ({ method, seconds }, metric) => metric.observe(seconds, { method }) }),
  moves(transactionsRejected, { 'transaction.rejected': ({ reason }, metric) => metric.inc({ reason }) }),
  moves(transactionsActive, {
    'transaction.active': ({ source, running, endpointRunning, endpointFinished, endpointWaitingAck }, metric) => {
      metric.set(running, { source, state: 'running' });
      if (endpointRunning !== undefined) metric.set(endpointRunning, { source, state: 'endpoint_running' });
      if (endpointFinished !== undefined) metric.set(endpointFinished, { source, state: 'endpoint_finished' });
      if (endpointWaitingAck !== undefined) metric.set(endpointWaitingAck, { source, state: 'endpoint_waiting_ack' });
    },
  }),
]);

function isStatus(status: number): boolean {
  return status >= 100 && status <= 699;
}
