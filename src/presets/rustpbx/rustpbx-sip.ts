import {
  DIALOG_END,
  labelText,
  METHOD,
  moves,
  REGISTRATION_REASON,
  STATUS_CLASS,
  statusClass,
  TRANSACTION_REFUSAL,
  type EventOfType,
  type LabelText,
  type Move,
  type RegistrationReason,
} from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { SECONDS, WAY, wayOf } from './rustpbx-words.ts';

const realm = open(32);
const NO_REALM = labelText('unknown');

export const registrations = legacy.counter('rustpbx_sip_registrations_total', {
  help: 'Total REGISTER requests received',
  labels: { realm },
});
const succeeded = legacy.counter('rustpbx_sip_registrations_succeeded_total', { help: 'Successful registrations', labels: { realm } });
export const failed = legacy.counter('rustpbx_sip_registrations_failed_total', {
  help: 'Failed registrations',
  labels: { realm, reason: REGISTRATION_REASON },
});
const unregistrations = legacy.counter('rustpbx_sip_unregistrations_total', {
  help: 'Explicit unregistrations (expires=0)',
  labels: { realm },
});
export const registered = legacy.gauge('rustpbx_sip_registrations_active', { help: 'Current number of registered endpoints' });
const dialogsCreated = legacy.counter('rustpbx_sip_dialogs_created_total', { help: 'SIP dialogs created', labels: { direction: WAY } });
const dialogsTerminated = legacy.counter('rustpbx_sip_dialogs_terminated_total', {
  help: 'SIP dialogs terminated',
  labels: { direction: WAY, reason: DIALOG_END },
});
export const dialogsActive = legacy.gauge('rustpbx_sip_dialogs_active', { help: 'Current active SIP dialogs' });
export const responses = legacy.counter('rustpbx_sip_responses_total', {
  help: 'SIP response codes sent',
  labels: { status_class: STATUS_CLASS, status_code: open(128), method: METHOD },
});
const received = legacy.counter('rustpbx_sip_transactions_received_total', { help: 'SIP transactions received' });
export const rejected = legacy.counter('rustpbx_sip_transactions_rejected_total', {
  help: 'SIP transactions refused to protect the server',
  labels: { reason: TRANSACTION_REFUSAL },
});
const running = legacy.gauge('rustpbx_sip_transactions_running', { help: 'SIP transactions in hand' });
export const latency = legacy.histogram('rustpbx_sip_transaction_latency_seconds', {
  help: 'Request to final answer of SIP transactions',
  buckets: SECONDS,
});
const endpointRunning = legacy.gauge('rustpbx_sip_endpoint_running_transactions', { help: 'SIP transactions in hand at the endpoint' });
const endpointFinished = legacy.gauge('rustpbx_sip_endpoint_finished_transactions', {
  help: 'SIP transactions that are over and still kept by the endpoint',
});
const waitingAck = legacy.gauge('rustpbx_sip_endpoint_waiting_ack', { help: 'SIP transactions answered and not acknowledged' });

/** Why a registration was not accepted. */
function reasonOf({ reason, sipCode }: EventOfType<'registration.ended'>): RegistrationReason {
  if (reason !== undefined) return reason;
  if (sipCode === 401 || sipCode === 407) return 'challenged';
  return sipCode === 403 ? 'forbidden' : 'other';
}

function realmOf(event: EventOfType<'registration.ended'>): { readonly realm: LabelText } {
  return { realm: event.realm ?? NO_REALM };
}

/** Registrations, dialogs, responses and transactions. */
export const rustpbxSip: readonly Move[] = [
  moves(registrations, { 'registration.ended': (event, metric) => metric.inc(realmOf(event)) }),
  moves(succeeded, {
    'registration.ended': (event, metric) => {
      if (event.outcome === 'registered') metric.inc(realmOf(event));
    },
  }),
  moves(failed, {
    'registration.ended': (event, metric) => {
      if (event.outcome !== 'registered' && event.outcome !== 'unregistered') metric.inc({ ...realmOf(event), reason: reasonOf(event) });
    },
  }),
  moves(unregistrations, {
    'registration.ended': (event, metric) => {
      if (event.outcome === 'unregistered') metric.inc(realmOf(event));
    },
  }),
  moves(registered, { 'registration.active': ({ count }, metric) => metric.set(count) }),
  moves(dialogsCreated, { 'dialog.created': ({ direction }, metric) => metric.inc({ direction: wayOf(direction) }) }),
  moves(dialogsTerminated, { 'dialog.ended': ({ direction, reason }, metric) => metric.inc({ direction: wayOf(direction), reason }) }),
  moves(dialogsActive, { 'dialog.active': ({ count }, metric) => metric.set(count) }),
  moves(responses, {
    'sip.response': ({ status, statusClass: told, method, direction }, metric) => {
      if (direction === 'in') return;
      metric.inc({ status_class: told ?? statusClass(status), status_code: labelText(String(status)), method });
    },
  }),
  moves(received, { 'transaction.received': (_, metric) => metric.inc() }),
  moves(rejected, { 'transaction.rejected': ({ reason }, metric) => metric.inc({ reason }) }),
  moves(running, { 'transaction.active': (active, metric) => metric.set(active.running) }),
  moves(latency, { 'transaction.ended': ({ seconds }, metric) => metric.observe(seconds) }),
  moves(endpointRunning, {
    'transaction.active': (active, metric) => {
      if (active.endpointRunning !== undefined) metric.set(active.endpointRunning);
    },
  }),
  moves(endpointFinished, {
    'transaction.active': (active, metric) => {
      if (active.endpointFinished !== undefined) metric.set(active.endpointFinished);
    },
  }),
  moves(waitingAck, {
    'transaction.active': (active, metric) => {
      if (active.endpointWaitingAck !== undefined) metric.set(active.endpointWaitingAck);
    },
  }),
];
