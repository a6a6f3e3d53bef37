import { calculate, divide, now, value } from '../../expressions/index.ts';
import {
  activeCalls,
  ber,
  deliveryReports,
  disconnects,
  httpRequests,
  reconnects,
  rssi,
  sendFailures,
  signalSeen,
  smsReceived,
  smsSent,
  uptime,
  ussdResponses,
} from '../../presets/callstack/index.ts';
import { grown, level, speed } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

const SERVER_ERRORS = { where: { status_class: '5xx' } } as const;

/** Callstack, in its own names. */
export const callstackDashboard = dashboard('preset-callstack', {
  title: 'Callstack',
  description: 'A gateway of GSM and LTE modems under the names of Callstack: its modem, its short messages and its HTTP.',
  scraped: smsReceived,
  preset: 'callstack',
  links: [{ title: 'SMS and modems', dashboard: 'sms' }],
  rows: [
    {
      title: 'Gateway',
      panels: [
        panel('number', 'Uptime', {
          description: 'Time since the gateway was started. Empty until it tells.',
          unit: 'seconds',
          queries: [query('uptime', value(uptime))],
        }),
        panel('number', 'Calls', {
          description: 'Calls that are dialled, ring, go on or are on hold.',
          unit: 'count',
          queries: [query('calls', level(activeCalls))],
        }),
        panel('number', 'Modem lost', {
          description: 'Times that the modem was lost in the time shown.',
          unit: 'count',
          bounds: { warning: 1, bad: 5 },
          queries: [query('lost', grown(disconnects))],
        }),
        panel('number', 'Age of the signal', {
          description: 'Time since the signal was last observed. Empty until then.',
          unit: 'seconds',
          bounds: { warning: 120, bad: 600 },
          queries: [query('age', calculate('-', now(), level(signalSeen)))],
        }),
        panel('lines', 'Signal', {
          description: 'Last observed RSSI and BER, by the values of +CSQ. RSSI: 0 to 31, the higher the better.',
          unit: 'score',
          queries: [query('RSSI', value(rssi)), query('BER', value(ber))],
        }),
        panel('lines', 'Losses and returns of the modem', {
          description: 'Times that the modem was lost and could be used again.',
          unit: 'perSecond',
          queries: [query('lost', speed(disconnects)), query('back', speed(reconnects))],
        }),
      ],
    },
    {
      title: 'Messages and requests',
      panels: [
        panel('lines', 'Short messages', {
          description: 'Short messages that came in and were accepted for sending.',
          unit: 'perSecond',
          queries: [query('received', speed(smsReceived)), query('sent', speed(smsSent))],
        }),
        panel('lines', 'Messages not accepted', {
          description: 'Short messages that were not accepted, by reason. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{reason}', speed(sendFailures, ['reason']))],
        }),
        panel('stacked', 'Delivery reports', {
          description: 'Delivery reports by what they say.',
          unit: 'perSecond',
          queries: [query('{status}', speed(deliveryReports, ['status']))],
        }),
        panel('lines', 'USSD', {
          description: 'Answers by USSD.',
          unit: 'perSecond',
          queries: [query('answers', speed(ussdResponses))],
        }),
        panel('lines', 'HTTP requests', {
          description: 'Requests by route and class of the status. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{route} {status_class}', speed(httpRequests, ['route', 'status_class']))],
        }),
        panel('lines', 'Requests that fail', {
          description: 'Requests that were answered with 5xx over all, by route. Empty until there was one.',
          unit: 'ratio',
          queries: [query('{route}', divide(speed(httpRequests, ['route'], SERVER_ERRORS), speed(httpRequests, ['route'])))],
        }),
      ],
    },
  ],
});
