import {
  catalog,
  createCountTotal,
  createLostModems,
  deliveryStatus,
  moves,
  movesFrom,
  movesFromZero,
  SIGNAL_UNKNOWN,
  SMS_FAILURE,
  STATUS_CLASS,
  statusClass,
  type DeliveryStatus,
} from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { callstackHealth } from './callstack-health.ts';
import type { Preset } from '../preset.ts';

export const uptime = legacy.gauge('callstack_uptime_seconds', { help: 'Seconds since HTTP app startup.' });
export const smsReceived = legacy.counter('callstack_sms_received_total', { help: 'Total completed inbound SMS messages.' });
export const smsSent = legacy.counter('callstack_sms_sent_total', { help: 'Total outbound SMS messages accepted by the modem service.' });
export const deliveryReports = legacy.counter('callstack_sms_delivery_reports_total', {
  help: 'Total SMS delivery reports by sanitized status.',
  labels: { status: ['delivered', 'failed', 'pending', 'unknown'] },
});
export const activeCalls = legacy.gauge('callstack_active_calls', { help: 'Current active/ringing/held/dialing call count.' });
export const rssi = legacy.gauge('callstack_signal_rssi', { help: 'Last observed signal RSSI value.' });
export const ber = legacy.gauge('callstack_signal_ber', { help: 'Last observed signal BER value.' });
export const disconnects = legacy.counter('callstack_modem_disconnects_total', { help: 'Total modem disconnect events.' });
export const reconnects = legacy.counter('callstack_modem_reconnects_total', { help: 'Total modem reconnect events.' });
export const ussdResponses = legacy.counter('callstack_ussd_responses_total', { help: 'Total USSD response events.' });

export const signalSeen = legacy.gauge('callstack_signal_last_seen_timestamp_seconds', {
  help: 'When the signal was last observed, Unix seconds. Absent until then.',
});
export const sendFailures = legacy.counter('callstack_sms_send_failures_total', {
  help: 'Total outbound SMS messages that were not accepted, by reason.',
  labels: { reason: SMS_FAILURE },
});
export const httpRequests = legacy.counter('callstack_http_requests_total', {
  help: 'Total HTTP requests by route and status class.',
  labels: { route: open(64), status_class: STATUS_CLASS },
});

/** Its words for what became of a message. */
const STATUS = {
  delivered: 'delivered',
  pending: 'pending',
  failed_permanent: 'failed',
  failed_temporary: 'failed',
  failed: 'failed',
  unknown: 'unknown',
} as const satisfies Readonly<Record<DeliveryStatus, string>>;

/** Whether a figure of +CSQ says anything. */
function isKnown(figure: number | undefined): figure is number {
  return figure !== undefined && figure !== SIGNAL_UNKNOWN;
}

/** Callstack, a gateway of GSM and LTE modems. */
export const callstack: Preset = {
  catalog: catalog('callstack', [
    moves(uptime, {
      'program.state': ({ uptimeSeconds }, metric) => {
        if (uptimeSeconds !== undefined) metric.set(uptimeSeconds);
      },
    }),
    moves(smsReceived, { 'sms.received': (_, metric) => metric.inc() }),
    moves(smsSent, { 'sms.sent': (_, metric) => metric.inc() }),
    moves(sendFailures, { 'sms.failed': ({ reason }, metric) => metric.inc({ reason }) }),
    moves(deliveryReports, {
      'sms.delivery_report': ({ status, tpStatus }, metric) => metric.inc({ status: STATUS[status ?? deliveryStatus(tpStatus)] }),
    }),
    movesFromZero(activeCalls, () => {
      const total = createCountTotal<string>();
      return {
        'call.carried': ({ source, state, carrier, count }, metric) => metric.set(total.set(`${state}|${carrier}|${source}`, count)),
      };
    }),
    moves(rssi, {
      'modem.signal': (signal, metric) => (isKnown(signal.rssi) ? metric.set(signal.rssi) : metric.clear()),
      'modem.disconnected': (_, metric) => metric.clear(),
    }),
    moves(ber, {
      'modem.signal': (signal, metric) => (isKnown(signal.ber) ? metric.set(signal.ber) : metric.clear()),
      'modem.disconnected': (_, metric) => metric.clear(),
    }),
    moves(signalSeen, {
      'modem.signal': (signal, metric) => {
        if (isKnown(signal.rssi) || isKnown(signal.ber)) metric.set(signal.at);
      },
    }),
    moves(disconnects, { 'modem.disconnected': (_, metric) => metric.inc() }),
    movesFrom(reconnects, () => {
      const lost = createLostModems();
      return {
        'modem.connected': (connected, metric) => {
          if (lost.isAgain(connected)) metric.inc();
        },
        'modem.disconnected': lost.lose,
      };
    }),
    moves(ussdResponses, { 'ussd.response': (_, metric) => metric.inc() }),
    moves(httpRequests, {
      'http.request': ({ route, status }, metric) => metric.inc({ route, status_class: statusClass(status) }),
    }),
  ]),
  counted: ['callstack_active_calls'],
  health: callstackHealth,
  differences: [
    {
      of: ['callstack_signal_rssi', 'callstack_signal_ber'],
      what: '99, which says that the figure is not known, is an absent series and no number; so is the signal of a modem that was lost. callstack_signal_last_seen_timestamp_seconds says how old a figure is.',
    },
    {
      of: ['callstack_active_calls'],
      what: 'It counts calls that dial, ring or are held as well, and is 0 again when the modem was lost. There it stayed at 1 for ever.',
    },
    {
      of: ['callstack_sms_delivery_reports_total'],
      what: 'failed has permanent and temporary errors (TP-Status 0x40 to 0x7F); reserved values are unknown. A report without a status counts as unknown; there it was lost.',
    },
    {
      of: ['callstack_sms_send_failures_total', 'callstack_signal_last_seen_timestamp_seconds', 'callstack_http_requests_total'],
      what: 'They were asked for and never built there.',
    },
    {
      of: ['/healthz'],
      what: 'sms_store_ready is true once the program has told how full the store is (`sms.storage`). It is degraded while one of several modems is lost, while none was heard of, and when a check fails.',
    },
  ],
};
