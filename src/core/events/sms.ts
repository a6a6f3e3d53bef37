import { event } from '../event.ts';
import { field } from '../field.ts';
import { DELIVERY_STATUS, foldDeliveryStatus, SMS_FAILURE } from '../sms-words.ts';
import { detail, ONLY_ONE, told } from './origin.ts';

const modem = { ...told, modem: field.label().orElse(ONLY_ONE).describe('The modem or route that carries it.') };
const reference = field
  .count()
  .optional()
  .describe('TP-Message-Reference, 0 to 255: it wraps (3GPP TS 23.040 9.2.3.6). Absent when nobody told.');

export const smsReceived = event('sms.received', 'A short message came in, with all its parts.', {
  ...modem,
  sender: field.private('number').optional(),
  body: field.private('text').optional(),
  parts: field.count().orElse(1),
});

export const smsSent = event('sms.sent', 'A short message was accepted for sending, with all its parts.', {
  ...modem,
  recipient: field.private('number').optional(),
  body: field.private('text').optional(),
  reference,
  parts: field.count().orElse(1),
  seconds: field.seconds().optional().describe('What the acceptance took. Absent when nobody told.'),
});

export const smsFailed = event('sms.failed', 'A short message was not accepted for sending.', {
  ...modem,
  recipient: field.private('number').optional(),
  body: field.private('text').optional(),
  reason: field.oneOf(SMS_FAILURE).orElse('other'),
  cmsError: field.count().optional().describe('Number of the CMS error (3GPP TS 27.005 3.2.5). Absent without one.'),
  detail,
});

export const smsDeliveryReport = event('sms.delivery_report', 'The network said what became of a short message.', {
  ...modem,
  recipient: field.private('number').optional(),
  reference,
  status: field
    .oneOf(DELIVERY_STATUS)
    .foldedBy(foldDeliveryStatus)
    .optional()
    .describe('Trimmed and in lower case; what is none of them is unknown. Absent: by `tpStatus`, else unknown.'),
  tpStatus: field.count().optional().describe('TP-Status, 0 to 255 (3GPP TS 23.040 9.2.3.15).'),
  seconds: field.seconds().optional().describe('Acceptance to this report. Absent when nobody told.'),
});

export const smsStorage = event('sms.storage', 'How full the store of short messages is.', {
  ...modem,
  used: field.count(),
  capacity: field.count(),
});
