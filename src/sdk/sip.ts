import { timed, type SubjectContext } from './subject.ts';

/** What a SIP stack tells of itself: answers, BYEs, session timers, dialogs and transactions. */
export type Sip = ReturnType<typeof createSip>;

/** Makes the subject. */
export function createSip(context: SubjectContext) {
  const { tell } = context;
  return {
    inviteResult: tell('sip.invite_result'),
    bye: tell('sip.bye'),
    transactionTimeout: tell('sip.transaction_timeout'),
    sessionRefresh: tell('sip.session_refresh'),
    stirVerified: tell('sip.stir_verified'),
    dialogCreated: tell('dialog.created'),
    dialogEnded: tell('dialog.ended'),
    dialogsActive: tell('dialog.active'),
    transactionReceived: tell('transaction.received'),
    transactionEnded: timed(context, 'transaction.ended'),
    transactionRejected: tell('transaction.rejected'),
    transactionsActive: tell('transaction.active'),
  };
}
