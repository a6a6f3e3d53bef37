import { timed, type SubjectContext } from './subject.ts';

/** Short messages of a modem or route. */
export type Sms = ReturnType<typeof createSms>;

/** Makes the subject. */
export function createSms(context: SubjectContext) {
  const { tell } = context;
  return {
    received: tell('sms.received'),
    sent: timed(context, 'sms.sent'),
    failed: tell('sms.failed'),
    deliveryReport: tell('sms.delivery_report'),
    storage: tell('sms.storage'),
  };
}
