import { DIRECTION } from '../call-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { ATTESTATION, BYE_REASON, DIALOG_END, METHOD, REFRESH_OUTCOME, SIDE, STIR_OUTCOME, TRANSACTION_REFUSAL } from '../sip-words.ts';
import { told, toldOfCall } from './origin.ts';

/** What a SIP stack tells of itself, and what a capture shows of calls. Messages read off the wire are `sip.message`, and counted from there. */
const direction = { direction: field.oneOf(DIRECTION).orElse('unknown') };

export const sipInviteResult = event(
  'sip.invite_result',
  'An answer to an INVITE: sent or received by a SIP stack, or what the caller of a captured call got.',
  {
    ...toldOfCall,
    ...direction,
    status: field.count().describe('100 to 699.'),
    seconds: field.seconds().optional().describe('INVITE to this answer. Absent when nobody told.'),
  },
);

export const sipBye = event('sip.bye', 'A BYE: sent or received by a SIP stack, or captured.', {
  ...toldOfCall,
  ...direction,
  by: field
    .oneOf(SIDE)
    .describe('Who sent it. Of a captured call: local is the caller of an outbound one, the callee of any other, and the network itself.'),
  reason: field.oneOf(BYE_REASON).optional().describe('Absent: by `reasonQ850` or `reasonSip`, else normal.'),
  reasonQ850: field.count().optional().describe('Cause of `Reason: Q.850` (RFC 3326).'),
  reasonSip: field.count().optional().describe('Cause of `Reason: SIP` (RFC 3326).'),
});

export const sipTransactionTimeout = event(
  'sip.transaction_timeout',
  'Nobody answered a request: timer B or F fired (RFC 3261 17.1), or a capture shows that they must have.',
  {
    ...toldOfCall,
    method: field.oneOf(METHOD),
  },
);

export const sipSessionRefresh = event('sip.session_refresh', 'A session was refreshed, or could not be (RFC 4028).', {
  ...toldOfCall,
  ...direction,
  outcome: field
    .oneOf(REFRESH_OUTCOME)
    .describe('bumped: 422 asked for a longer interval. gave_up: 422 again. no_dialog: 481. role_swap: the other side refreshes.'),
  status: field.count().optional().describe('The answer to the refresh, 100 to 699; 408 when there was none. Absent when nobody told.'),
});

export const sipStirVerified = event(
  'sip.stir_verified',
  'The identity of a caller was checked (STIR/SHAKEN, RFC 8224): by the program that tells, or by somebody whose result a captured INVITE or its answer shows.',
  {
    ...toldOfCall,
    outcome: field.oneOf(STIR_OUTCOME),
    attestation: field.oneOf(ATTESTATION).optional().describe('Absent without a valid PASSporT.'),
  },
);

export const dialogCreated = event('dialog.created', 'A SIP stack created a dialog, or a captured 2xx confirmed one.', {
  ...toldOfCall,
  ...direction,
  dialogId: field.id().optional().describe('With it, `dialog.active` is counted from begins and ends. Absent: tell `dialog.active`.'),
});

export const dialogEnded = event('dialog.ended', 'A dialog is over.', {
  ...toldOfCall,
  ...direction,
  dialogId: field.id().optional(),
  reason: field.oneOf(DIALOG_END).orElse('bye'),
});

export const dialogActive = event('dialog.active', 'How many dialogs there are: of a SIP stack, or of captured calls.', {
  ...told,
  count: field.count(),
});

export const transactionReceived = event('transaction.received', 'A SIP stack received the request of a new transaction.', {
  ...told,
  method: field.oneOf(METHOD).orElse('OTHER'),
});

export const transactionEnded = event('transaction.ended', 'A SIP stack has dealt with a transaction.', {
  ...told,
  method: field.oneOf(METHOD).orElse('OTHER'),
  seconds: field.seconds().describe('Request to final answer.'),
});

export const transactionRejected = event('transaction.rejected', 'A SIP stack refused a transaction to protect itself.', {
  ...told,
  reason: field.oneOf(TRANSACTION_REFUSAL).orElse('other'),
});

export const transactionActive = event('transaction.active', 'How many transactions a SIP stack has in hand.', {
  ...told,
  running: field.count().describe('In hand at the application.'),
  endpointRunning: field.count().optional().describe('In hand at the endpoint. Absent when nobody told, as below.'),
  endpointFinished: field.count().optional().describe('Finished and still kept by the endpoint.'),
  endpointWaitingAck: field.count().optional().describe('Answered and not acknowledged.'),
});
