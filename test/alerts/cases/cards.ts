import type { AlertCases } from '../scene.ts';
import { buckets, counts, series } from './counts.ts';

const command = { command: 'SELECT' };
const responses = (success: string): string =>
  series('telephony_card_responses_total', { ...command, class: success === 'yes' ? 'normal' : 'checking_error', success });
const sessions = (outcome: string): string => series('telephony_ota_sessions_total', { kind: 'admin', outcome });
const handshakes = (outcome: string): string => series('telephony_tls_handshakes_total', { cipher_suite: 'unknown', outcome });
const handshakeFailures = (reason: string): string => series('telephony_tls_handshake_failures_total', { reason });
const device = { source: 'bench', kind: 'phone' };
const devices = series('telephony_devices_connected', device);
const operations = (outcome: string): string =>
  series('telephony_database_operations_total', { operation: 'select', table: 'cards', outcome });
const databaseErrors = (reason: string): string => series('telephony_database_errors_total', { operation: 'select', reason });

export const cardCases: AlertCases = {
  HighAPDUErrorRate: {
    fires: {
      'one of five commands is refused': {
        series: { [responses('yes')]: counts([10, 16]), [responses('no')]: counts([10, 4]) },
        at: 600,
        value: '20%',
      },
    },
    quiet: {
      'one of fifty is': { series: { [responses('yes')]: counts([10, 49]), [responses('no')]: counts([10, 1]) }, at: 600 },
      'one refused command of three is no rate': {
        series: { [responses('yes')]: counts([5, 0], [2, 1], [3, 0]), [responses('no')]: counts([5, 0], [1, 1], [4, 0]) },
        at: 600,
      },
    },
  },
  HighAPDULatency: {
    fires: {
      'half of the answers take two seconds': {
        series: buckets('telephony_card_response_seconds', command, 10, { 1: 10, 2.5: 20 }),
        at: 600,
        value: '2.35s',
      },
    },
    quiet: {
      'all take less than a second': { series: buckets('telephony_card_response_seconds', command, 10, { 1: 20, 2.5: 20 }), at: 600 },
    },
  },
  SessionTimeoutSpike: {
    fires: {
      'a third of the sessions times out, where none did': {
        series: { [sessions('completed')]: counts([120, 4], [12, 4]), [sessions('timeout')]: counts([120, 0], [12, 2]) },
        at: 132 * 60,
        value: '20',
      },
    },
    quiet: {
      'cards out of reach always time out': {
        series: { [sessions('completed')]: counts([400, 4]), [sessions('timeout')]: counts([400, 2]) },
        at: 400 * 60,
      },
    },
  },
  LongSessionDuration: {
    fires: {
      'half of the sessions take two minutes': {
        series: buckets('telephony_ota_session_seconds', { kind: 'admin', outcome: 'completed' }, 40, { 60: 1, 120: 2 }),
        at: 2400,
        value: '1m 53s',
      },
    },
    quiet: {
      'what timed out lasted as long as it may': {
        series: buckets('telephony_ota_session_seconds', { kind: 'admin', outcome: 'timeout' }, 40, { 60: 0, 300: 2 }),
        at: 2400,
      },
    },
  },
  TLSHandshakeFailures: {
    fires: {
      'half of the cards have another key': {
        series: {
          [handshakes('ok')]: counts([15, 1]),
          [handshakes('failed')]: counts([15, 1]),
          [handshakeFailures('bad_psk')]: counts([15, 1]),
        },
        at: 900,
        value: '50%',
      },
    },
    quiet: {
      'a scanner opens connections and closes them': {
        series: {
          [handshakes('ok')]: counts([15, 1]),
          [handshakes('failed')]: counts([15, 9]),
          [handshakeFailures('closed')]: counts([15, 9]),
        },
        at: 900,
      },
    },
  },
  DeviceDisconnected: {
    fires: { 'the last phone is gone': { series: { [devices]: '2x10 0x5' }, at: 900, labels: device } },
    quiet: {
      'one of two is gone': { series: { [devices]: '2x10 1x5' }, at: 900 },
      'there never was one': { series: { [devices]: '0x20' }, at: 900 },
    },
  },
  DatabaseConnectionFailure: {
    fires: {
      'nothing reaches it any more': {
        series: {
          [operations('ok')]: counts([5, 10], [10, 0]),
          [operations('failed')]: counts([5, 0], [10, 5]),
          [databaseErrors('refused')]: counts([5, 0], [10, 5]),
        },
        at: 900,
        value: '100%',
      },
    },
    quiet: {
      'a query is wrong': {
        series: {
          [operations('failed')]: counts([15, 5]),
          [databaseErrors('invalid')]: counts([15, 5]),
          [databaseErrors('refused')]: counts([15, 0]),
        },
        at: 900,
      },
    },
  },
};
