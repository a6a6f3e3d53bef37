import { event } from '../event.ts';
import { field } from '../field.ts';
import { MODEM_LOSS, NETWORK_REGISTRATION, RADIO, SIM_STATE, USSD_STATUS } from '../modem-words.ts';
import { FAILURE_REASON } from '../success-words.ts';
import { detail, ONLY_ONE, told } from './origin.ts';

const modem = { ...told, modem: field.label().orElse(ONLY_ONE).describe('Its name in the configuration, never its IMEI.') };

export const modemConnected = event('modem.connected', 'A modem can be used.', {
  ...modem,
  isReconnect: field.flag().orElse(false).describe('It was lost before. It is meant as well once `modem.disconnected` told of it.'),
  seconds: field.seconds().optional().describe('What connecting took, since the loss or the start. Absent when nobody told.'),
  model: field.label().optional(),
  imei: field.private('text').optional(),
});

export const modemDisconnected = event('modem.disconnected', 'A modem was lost. Its calls are over.', {
  ...modem,
  reason: field.oneOf(MODEM_LOSS).orElse('other'),
  detail,
});

export const modemReconnecting = event('modem.reconnecting', 'A program tries to reach a lost modem again.', {
  ...modem,
  attempt: field.count().optional().describe('1 for the first. Absent when nobody told.'),
});

export const modemFlapped = event('modem.flapped', 'A modem was lost within a minute after it was connected. Derived.', {
  ...modem,
  connectedSeconds: field.seconds(),
});

export const modemSignal = event(
  'modem.signal',
  'How well a modem hears its network. A figure that is not known is absent; 99 is taken as not known.',
  {
    ...modem,
    rssi: field.count().optional().describe('+CSQ, 0 to 31 (3GPP TS 27.007 8.5).'),
    ber: field.count().optional().describe('+CSQ, 0 to 7 (3GPP TS 27.007 8.5).'),
    rsrpDbm: field.number().optional().describe('LTE and NR reference signal received power.'),
    rsrqDb: field.number().optional().describe('LTE and NR reference signal received quality.'),
    sinrDb: field.number().optional().describe('Signal to interference and noise.'),
  },
);

export const modemRegistration = event('modem.registration', 'Where a modem is registered.', {
  ...modem,
  state: field.oneOf(NETWORK_REGISTRATION),
  radio: field.oneOf(RADIO).optional().describe('Absent when nobody told.'),
  operator: field.label().optional().describe('Name of the network. Absent when nobody told.'),
});

export const modemSim = event('modem.sim', 'The state of the SIM of a modem.', {
  ...modem,
  state: field.oneOf(SIM_STATE),
  iccid: field.private('text').optional(),
  imsi: field.private('text').optional(),
});

export const ussdSent = event('ussd.sent', 'A program asked the network by USSD.', { ...modem, text: field.private('text').optional() });

export const ussdResponse = event('ussd.response', 'The network answered or asked by USSD.', {
  ...modem,
  status: field.oneOf(USSD_STATUS).orElse('unknown'),
  text: field.private('text').optional(),
  seconds: field.seconds().optional().describe('Request to answer. Absent when the network began, or nobody told.'),
});

export const ussdFailed = event('ussd.failed', 'A request by USSD got no answer.', {
  ...modem,
  reason: field.oneOf(FAILURE_REASON).orElse('other'),
  detail,
});
