import {
  catalog,
  createLostModems,
  MODEM_LOSS,
  MODEM_STATE,
  moves,
  movesFrom,
  NETWORK_REGISTRATION,
  RADIO,
  rssiDbm,
  SIM_STATE,
  TOLD,
} from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS } from './buckets.ts';

const modem = open(64);

export const modemState = gauge('telephony_modem_state', {
  help: '1 for the state that a modem is in, 0 for the others. Absent until something is heard of it.',
  labels: { modem, state: MODEM_STATE },
});

export const modemConnects = counter('telephony_modem_connects_total', {
  help: 'Times that a modem could be used from then on; again: it was lost before.',
  labels: { modem, again: ['yes', 'no'] },
});

export const modemLosses = counter('telephony_modem_disconnects_total', {
  help: 'Times that a modem was lost, by why.',
  labels: { modem, reason: MODEM_LOSS },
});

export const modemAttempts = counter('telephony_modem_reconnect_attempts_total', {
  help: 'Attempts to reach a lost modem again.',
  labels: { modem },
});

export const modemFlaps = counter('telephony_modem_flaps_total', {
  help: 'Times that a modem was lost within a minute after it was connected: its rate is the flap rate.',
  labels: { modem },
});

export const modemConnectSeconds = histogram('telephony_modem_connect_seconds', {
  help: 'Loss of a modem, or start, until it could be used, in seconds. Absent where nobody told.',
  labels: { modem },
  buckets: JOB_SECONDS,
});

export const modemRssi = gauge('telephony_modem_signal_dbm', {
  help: 'Received signal strength, from -113 to -51 dBm. Absent while it is not known, and while the modem is lost.',
  labels: { modem },
});

export const modemBer = gauge('telephony_modem_signal_error_class', {
  help: 'Class of bit errors, 0 to 7, the lower the better (3GPP TS 27.007 8.5). Absent while it is not known, and while the modem is lost.',
  labels: { modem },
});

export const modemRsrp = gauge('telephony_modem_rsrp_dbm', {
  help: 'Reference signal received power of LTE and NR. Absent while it is not known, and while the modem is lost.',
  labels: { modem },
});

export const modemRsrq = gauge('telephony_modem_rsrq_db', {
  help: 'Reference signal received quality of LTE and NR. Absent while it is not known, and while the modem is lost.',
  labels: { modem },
});

export const modemSinr = gauge('telephony_modem_sinr_db', {
  help: 'Signal to interference and noise. Absent while it is not known, and while the modem is lost.',
  labels: { modem },
});

export const modemSignalSeen = gauge('telephony_modem_signal_last_seen_timestamp_seconds', {
  help: 'When the signal was last asked for, Unix seconds: `time()` less this is the age of the values. Absent until then.',
  labels: { modem },
});

export const modemRegistration = gauge('telephony_modem_registration', {
  help: '1 for the state of registration of a modem, 0 for the others. Absent until it is told.',
  labels: { modem, state: NETWORK_REGISTRATION },
});

export const modemRegistrations = counter('telephony_modem_registrations_total', {
  help: 'States of registration that were told, by state.',
  labels: { modem, state: NETWORK_REGISTRATION },
});

export const modemRadio = gauge('telephony_modem_radio', {
  help: '1 for the radio technology that a modem uses, 0 for the others. Absent until it is told.',
  labels: { modem, radio: RADIO },
});

export const modemSim = gauge('telephony_modem_sim', {
  help: '1 for the state of the SIM of a modem, 0 for the others. Absent until it is told.',
  labels: { modem, state: SIM_STATE },
});

/** Modems: whether they can be used, what they hear and where they are registered. */
export const modemCatalog = catalog(
  'modem',
  [
    moves(modemState, {
      'modem.connected': ({ modem }, metric) => {
        for (const state of MODEM_STATE) metric.set(state === 'connected' ? 1 : 0, { modem, state });
      },
      'modem.disconnected': ({ modem }, metric) => {
        for (const state of MODEM_STATE) metric.set(state === 'disconnected' ? 1 : 0, { modem, state });
      },
      'modem.reconnecting': ({ modem }, metric) => {
        for (const state of MODEM_STATE) metric.set(state === 'reconnecting' ? 1 : 0, { modem, state });
      },
    }),
    movesFrom(modemConnects, () => {
      const lost = createLostModems();
      return {
        'modem.connected': (connected, metric) => metric.inc({ modem: connected.modem, again: lost.isAgain(connected) ? 'yes' : 'no' }),
        'modem.disconnected': lost.lose,
      };
    }),
    moves(modemLosses, { 'modem.disconnected': ({ modem, reason }, metric) => metric.inc({ modem, reason }) }),
    moves(modemAttempts, { 'modem.reconnecting': ({ modem }, metric) => metric.inc({ modem }) }),
    moves(modemFlaps, { 'modem.flapped': ({ modem }, metric) => metric.inc({ modem }) }),
    moves(modemConnectSeconds, {
      'modem.connected': ({ modem, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { modem });
      },
    }),
    moves(modemRssi, {
      'modem.signal': ({ modem, rssi }, metric) => setOrClear(metric.with({ modem }), rssiDbm(rssi)),
      'modem.disconnected': ({ modem }, metric) => metric.clear({ modem }),
    }),
    moves(modemBer, {
      'modem.signal': ({ modem, ber }, metric) => setOrClear(metric.with({ modem }), ber !== undefined && ber <= 7 ? ber : undefined),
      'modem.disconnected': ({ modem }, metric) => metric.clear({ modem }),
    }),
    moves(modemRsrp, {
      'modem.signal': ({ modem, rsrpDbm }, metric) => setOrClear(metric.with({ modem }), rsrpDbm),
      'modem.disconnected': ({ modem }, metric) => metric.clear({ modem }),
    }),
    moves(modemRsrq, {
      'modem.signal': ({ modem, rsrqDb }, metric) => setOrClear(metric.with({ modem }), rsrqDb),
      'modem.disconnected': ({ modem }, metric) => metric.clear({ modem }),
    }),
    moves(modemSinr, {
      'modem.signal': ({ modem, sinrDb }, metric) => setOrClear(metric.with({ modem }), sinrDb),
      'modem.disconnected': ({ modem }, metric) => metric.clear({ modem }),
    }),
    moves(modemSignalSeen, { 'modem.signal': ({ modem, at }, metric) => metric.set(at, { modem }) }),
    moves(modemRegistration, {
      'modem.registration': ({ modem, state }, metric) => {
        for (const one of NETWORK_REGISTRATION) metric.set(one === state ? 1 : 0, { modem, state: one });
      },
      'modem.disconnected': ({ modem }, metric) => {
        for (const state of NETWORK_REGISTRATION) metric.clear({ modem, state });
      },
    }),
    moves(modemRegistrations, { 'modem.registration': ({ modem, state }, metric) => metric.inc({ modem, state }) }),
    moves(modemRadio, {
      'modem.registration': ({ modem, radio }, metric) => {
        if (radio !== undefined) for (const one of RADIO) metric.set(one === radio ? 1 : 0, { modem, radio: one });
      },
    }),
    moves(modemSim, {
      'modem.sim': ({ modem, state }, metric) => {
        for (const one of SIM_STATE) metric.set(one === state ? 1 : 0, { modem, state: one });
      },
    }),
  ],
  TOLD,
);

/** A value that is not known is absent: the one before it is not shown instead. */
function setOrClear(series: { set(value: number): void; clear(): void }, value: number | undefined): void {
  if (value === undefined) series.clear();
  else series.set(value);
}
