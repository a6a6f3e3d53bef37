import { catalog, DELIVERY_STATUS, deliveryStatus, moves, SMS_FAILURE, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, WAITING_SECONDS } from './buckets.ts';

const modem = open(64);

export const smsReceived = counter('telephony_sms_received_total', {
  help: 'Short messages that came in; all parts of one are one.',
  labels: { modem },
});

export const smsSent = counter('telephony_sms_sent_total', {
  help: 'Short messages that were accepted for sending; all parts of one are one.',
  labels: { modem },
});

export const smsParts = counter('telephony_sms_parts_total', {
  help: 'Parts of the short messages that came in and were accepted for sending: what networks bill.',
  labels: { direction: ['sent', 'received'] },
});

export const smsSend = histogram('telephony_sms_send_seconds', {
  help: 'What it took until a short message was accepted, in seconds. Absent where nobody told.',
  labels: { modem },
  buckets: WAITING_SECONDS,
  native: NATIVE,
});

export const smsFailures = counter('telephony_sms_send_failures_total', {
  help: 'Short messages that were not accepted for sending, by reason.',
  labels: { modem, reason: SMS_FAILURE },
});

export const smsReports = counter('telephony_sms_delivery_reports_total', {
  help: 'Delivery reports by the class of their TP-Status (3GPP TS 23.040 9.2.3.15).',
  labels: { status: DELIVERY_STATUS },
});

export const smsDelivery = histogram('telephony_sms_delivery_seconds', {
  help: 'Acceptance of a short message to its delivery report, in seconds. Absent where nobody told.',
  labels: { status: DELIVERY_STATUS },
  buckets: JOB_SECONDS,
  native: NATIVE,
});

export const smsStored = gauge('telephony_sms_stored_messages', {
  help: 'Short messages in the store of a modem. Absent until it is told.',
  labels: { modem },
});

export const smsCapacity = gauge('telephony_sms_store_capacity_messages', {
  help: 'How many short messages the store of a modem takes; a full one takes no more. Absent until it is told.',
  labels: { modem },
});

/** Short messages. */
export const smsCatalog = catalog(
  'sms',
  [
    moves(smsReceived, { 'sms.received': ({ modem }, metric) => metric.inc({ modem }) }),
    moves(smsSent, { 'sms.sent': ({ modem }, metric) => metric.inc({ modem }) }),
    moves(smsParts, {
      'sms.received': ({ parts }, metric) => metric.add(parts, { direction: 'received' }),
      'sms.sent': ({ parts }, metric) => metric.add(parts, { direction: 'sent' }),
    }),
    moves(smsSend, {
      'sms.sent': ({ modem, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { modem });
      },
    }),
    moves(smsFailures, { 'sms.failed': ({ modem, reason }, metric) => metric.inc({ modem, reason }) }),
    moves(smsReports, {
      'sms.delivery_report': ({ status, tpStatus }, metric) => metric.inc({ status: status ?? deliveryStatus(tpStatus) }),
    }),
    moves(smsDelivery, {
      'sms.delivery_report': ({ status, tpStatus, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { status: status ?? deliveryStatus(tpStatus) });
      },
    }),
    moves(smsStored, { 'sms.storage': ({ modem, used }, metric) => metric.set(used, { modem }) }),
    moves(smsCapacity, { 'sms.storage': ({ modem, capacity }, metric) => metric.set(capacity, { modem }) }),
  ],
  TOLD,
);
