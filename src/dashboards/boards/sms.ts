import {
  modemConnects,
  modemFlaps,
  modemLosses,
  modemRegistration,
  modemRssi,
  modemRsrp,
  modemSignalSeen,
  modemSim,
  modemSinr,
  modemState,
  smsCapacity,
  smsDelivery,
  smsFailures,
  smsReceived,
  smsReports,
  smsSend,
  smsSent,
  smsStored,
  ussdFailures,
  ussdResponses,
} from '../../catalog/index.ts';
import { calculate, divide, now } from '../../expressions/index.ts';
import { grown, highest, level, lowest, speed, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

const ALL_SENT = calculate('+', grown(smsSent), grown(smsFailures));

/** Short messages, and the modems that carry them. */
export const smsDashboard = dashboard('sms', {
  title: 'Ringscope / SMS and modems',
  description: 'Short messages and what became of them, and the modems: whether they can be used, what they hear, how often they are lost.',
  scraped: modemState,
  choices: [choice('modem', modemState)],
  rows: [
    {
      title: 'Short messages',
      panels: [
        panel('number', 'Messages sent', {
          description: 'Short messages that were accepted in the time shown.',
          unit: 'count',
          queries: [query('sent', grown(smsSent))],
        }),
        panel('number', 'Messages received', {
          description: 'Short messages that came in, in the time shown.',
          unit: 'count',
          queries: [query('received', grown(smsReceived))],
        }),
        panel('number', 'Messages not accepted', {
          description: 'Part of the messages of the time shown that were not accepted for sending.',
          unit: 'ratio',
          bounds: { warning: 0.05, bad: 0.2 },
          queries: [query('not accepted', divide(grown(smsFailures), ALL_SENT))],
        }),
        panel('number', 'Delivered', {
          description: 'Delivery reports of the time shown that say delivered, over all but the pending ones.',
          unit: 'ratio',
          bounds: { warning: 0.95, bad: 0.8, isLow: true },
          queries: [
            query(
              'delivered',
              divide(
                grown(smsReports, [], { where: { status: 'delivered' } }),
                grown(smsReports, [], { where: { status: { not: ['pending'] } } }),
              ),
            ),
          ],
        }),
        panel('lines', 'Messages by modem', {
          description: 'Short messages that were sent and came in.',
          unit: 'perSecond',
          queries: [query('{modem} sent', speed(smsSent, ['modem'])), query('{modem} received', speed(smsReceived, ['modem']))],
        }),
        panel('lines', 'Messages not accepted by reason', {
          description: 'Short messages that were not accepted for sending. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{modem} {reason}', speed(smsFailures, ['modem', 'reason']))],
        }),
        panel('stacked', 'Delivery reports', {
          description: 'Delivery reports by what they say.',
          unit: 'perSecond',
          queries: [query('{status}', speed(smsReports, ['status']))],
        }),
        panel('lines', 'Time to send', {
          description: 'What it took until a message was accepted, 95th percentile by modem.',
          unit: 'seconds',
          queries: [query('{modem}', typical(0.95, smsSend, ['modem']))],
        }),
        panel('lines', 'Time to deliver', {
          description: 'Acceptance to the delivery report.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, smsDelivery)), query('95th percentile', typical(0.95, smsDelivery))],
        }),
        panel('lines', 'Full part of the stores', {
          description: 'Messages in the store of a modem over its room: a full one takes no more. Empty until it is told.',
          unit: 'ratio',
          bounds: { warning: 0.8, bad: 0.95 },
          queries: [query('{modem}', divide(level(smsStored, ['modem']), level(smsCapacity, ['modem'])))],
        }),
        panel('lines', 'USSD', {
          description: 'Answers of networks by USSD, and requests without one. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{status}', speed(ussdResponses, ['status'])), query('failed: {reason}', speed(ussdFailures, ['reason']))],
        }),
      ],
    },
    {
      title: 'Modems',
      panels: [
        panel('states', 'Modems that can be used', {
          description: 'Whether each modem is connected.',
          unit: 'state',
          queries: [query('{modem}', lowest(modemState, ['modem'], { where: { state: 'connected' } }))],
        }),
        panel('states', 'Modems with a network', {
          description: 'Whether each modem is registered, at home or abroad.',
          unit: 'state',
          queries: [query('{modem}', highest(modemRegistration, ['modem'], { where: { state: ['home', 'roaming'] } }))],
        }),
        panel('lines', 'Losses of modems', {
          description: 'Times that a modem was lost, by why. Empty until one was.',
          unit: 'perSecond',
          queries: [query('{modem} {reason}', speed(modemLosses, ['modem', 'reason']))],
        }),
        panel('bars', 'Flaps', {
          description: 'Times in the time shown that a modem was lost within a minute after it was connected. Empty until one was.',
          unit: 'count',
          width: 12,
          bounds: { warning: 3, bad: 10 },
          queries: [query('{modem}', grown(modemFlaps, ['modem']))],
        }),
        panel('lines', 'Signal strength', {
          description: 'Received signal strength, from -113 to -51 dBm. Gaps: the modem was lost, or did not tell.',
          unit: 'dBm',
          bounds: { warning: -95, bad: -105, isLow: true },
          queries: [query('{modem}', lowest(modemRssi, ['modem']))],
        }),
        panel('lines', 'Power of the reference signal', {
          description: 'RSRP of LTE and NR. Gaps as in signal strength.',
          unit: 'dBm',
          bounds: { warning: -105, bad: -115, isLow: true },
          queries: [query('{modem}', lowest(modemRsrp, ['modem']))],
        }),
        panel('lines', 'Signal over noise', {
          description: 'SINR of LTE and NR. Gaps as in signal strength.',
          unit: 'dB',
          bounds: { warning: 5, bad: 0, isLow: true },
          queries: [query('{modem}', lowest(modemSinr, ['modem']))],
        }),
        panel('lines', 'Age of the signal values', {
          description: 'Time since the signal of a modem was last asked for. Rising: what is shown is old.',
          unit: 'seconds',
          queries: [query('age', calculate('-', now(), lowest(modemSignalSeen, [])))],
        }),
        panel('lines', 'Connections of modems', {
          description: 'Times that a modem could be used from then on; again: it was lost before.',
          unit: 'perSecond',
          queries: [query('{modem} again: {again}', speed(modemConnects, ['modem', 'again']))],
        }),
        panel('states', 'SIMs that are ready', {
          description: 'Whether the SIM of each modem is ready, and not locked or absent.',
          unit: 'state',
          queries: [query('{modem}', lowest(modemSim, ['modem'], { where: { state: 'ready' } }))],
        }),
      ],
    },
  ],
});
