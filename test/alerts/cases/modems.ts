import type { AlertCases } from '../scene.ts';
import { counts, series } from './counts.ts';

const modem = { modem: 'modem-2' };
const sent = series('telephony_sms_sent_total', modem);
const failed = series('telephony_sms_send_failures_total', { ...modem, reason: 'no_network' });
const connected = series('telephony_modem_state', { ...modem, state: 'connected' });
const flaps = series('telephony_modem_flaps_total', modem);
const signal = series('telephony_modem_signal_dbm', modem);

export const modemCases: AlertCases = {
  ModemFlapping: {
    fires: { 'it is lost every other minute': { series: { [flaps]: counts([5, 0], [12, 0.5]) }, at: 900, labels: modem, value: '5' } },
    quiet: { 'it was lost once': { series: { [flaps]: counts([5, 0], [1, 1], [9, 0]) }, at: 900 } },
  },
  ModemDisconnected: {
    fires: { 'it has been away for ten minutes': { series: { [connected]: '1x5 0x10' }, at: 900, labels: modem } },
    quiet: { 'it is back after two minutes': { series: { [connected]: '1x5 0x1 1x10' }, at: 900 } },
  },
  ModemSignalWeak: {
    fires: { 'it hears next to nothing': { series: { [signal]: '-107x30' }, at: 1800, labels: modem, value: '-107' } },
    quiet: { 'it hears little for a moment': { series: { [signal]: '-107x10 -80 -107x18' }, at: 1200 } },
  },
  ModemSimUnusable: {
    fires: {
      'it asks for the PUK': {
        series: { [series('telephony_modem_sim', { ...modem, state: 'puk' })]: '1x10' },
        at: 600,
        labels: { ...modem, state: 'puk' },
      },
    },
    quiet: {
      'it is ready': {
        series: {
          [series('telephony_modem_sim', { ...modem, state: 'ready' })]: '1x10',
          [series('telephony_modem_sim', { ...modem, state: 'puk' })]: '0x10',
        },
        at: 600,
      },
    },
  },
  SmsFailing: {
    fires: {
      'half of the messages are not accepted': {
        series: { [sent]: counts([40, 1]), [failed]: counts([40, 1]) },
        at: 2400,
        labels: modem,
        value: '50%',
      },
      'none was ever accepted': { series: { [failed]: counts([40, 1]) }, at: 2400, labels: modem, value: '100%' },
    },
    quiet: {
      'one of fifty is not': { series: { [sent]: counts([40, 5]), [failed]: counts([40, 0.1]) }, at: 2400 },
      'two failures are too few': { series: { [sent]: counts([40, 0]), [failed]: counts([20, 0], [2, 1], [18, 0]) }, at: 2400 },
    },
  },
};
