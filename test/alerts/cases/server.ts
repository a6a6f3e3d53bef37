import type { AlertCases } from '../scene.ts';
import { counts, series } from './counts.ts';

const source = { source: 'hep' };
const packets = series('ringscope_source_packets_total', { ...source, kind: 'sip' });
const lost = (stage: string, reason: string): string => series('ringscope_dropped_total', { stage, reason });
const disk = (state: string): string => series('telephony_program_disk_bytes', { path: '/var', state });
const listener = { listener: 'http' };
const expiry = series('ringscope_tls_certificate_expiry_seconds', listener);
const one = { job: 'ringscope', instance: 'one' };
const two = { job: 'ringscope', instance: 'two' };
const reload = (of: Readonly<Record<string, string>>): string => series('ringscope_config_last_reload_success', of);
const starts = series('telephony_program_starts_total', { name: 'bridge', version: '1' });

export const serverCases: AlertCases = {
  Watchdog: {
    fires: { 'it always does': { series: { ringscope_config_last_reload_success: '1x5' }, at: 60 } },
    quiet: {},
  },
  RingscopeMissing: {
    fires: {
      'one of two cannot be scraped': {
        series: {
          [series('up', one)]: '1x20',
          [series('up', two)]: '1x5 0x15',
          [reload(one)]: '1x20',
          [reload(two)]: '1x5 _x15',
        },
        at: 1200,
        labels: two,
      },
      'the only one cannot be scraped, and is told of once': {
        series: { [series('up', two)]: '1x5 0x15', [reload(two)]: '1x5 _x15' },
        at: 1200,
        labels: two,
      },
      'one is down over a weekend': {
        series: { [series('up', two)]: '1x5 0x715', [reload(two)]: '1x5 _x715' },
        stepSeconds: 300,
        at: 710 * 300,
        labels: two,
      },
      'none is scraped any more': { series: { [series('up', one)]: '1x5 _x15', [reload(one)]: '1x5 _x15' }, at: 1200 },
    },
    quiet: {
      'it was restarted': { series: { [series('up', one)]: '1x5 0x2 1x10', [reload(one)]: '1x5 _x2 1x10' }, at: 900 },
      'one of two was taken out of the settings of Prometheus': {
        series: {
          [series('up', one)]: '1x20',
          [series('up', two)]: '1x5 _x15',
          [reload(one)]: '1x20',
          [reload(two)]: '1x5 _x15',
        },
        at: 1200,
      },
      'what cannot be scraped never was ringscope': {
        series: { [series('up', one)]: '1x20', [reload(one)]: '1x20', [series('up', { job: 'node', instance: 'two' })]: '0x20' },
        at: 1200,
      },
    },
  },
  SourceDown: {
    fires: { 'it stopped': { series: { [series('ringscope_source_up', source)]: '1x5 0x5' }, at: 600, labels: source } },
    quiet: { 'it listens': { series: { [series('ringscope_source_up', source)]: '1x10' }, at: 600 } },
  },
  SourceSilent: {
    fires: { 'much came in, and then nothing': { series: { [packets]: counts([30, 60], [6, 0]) }, at: 36 * 60, labels: source } },
    quiet: {
      'little comes in at night': { series: { [packets]: counts([30, 1], [6, 0]) }, at: 36 * 60 },
      'the server was restarted': { series: { [packets]: `${counts([30, 60])} 10+60x8` }, at: 34 * 60 },
      'nothing ever came': { series: { [packets]: '0x40' }, at: 36 * 60 },
    },
  },
  EventsDropped: {
    fires: {
      'the table of calls is full': {
        series: { [lost('calls', 'table_full')]: counts([5, 0], [5, 2]) },
        at: 600,
        labels: { stage: 'calls', reason: 'table_full' },
        value: '10',
      },
    },
    quiet: {
      'a scanner sends what is no SIP': {
        series: { [lost('hep', 'malformed')]: counts([10, 50]), [lost('calls', 'table_full')]: '0x10' },
        at: 600,
      },
    },
  },
  SpoolBehind: {
    fires: { 'the store is slow': { series: { ringscope_spool_oldest_age_seconds: '0+60x10' }, at: 480, value: '8m 0s' } },
    quiet: { 'the store keeps up': { series: { ringscope_spool_oldest_age_seconds: '2x10' }, at: 480 } },
  },
  SpoolNearFull: {
    fires: {
      'the store cannot be written': {
        series: { ringscope_spool_bytes: '900000000x10', ringscope_spool_limit_bytes: '1000000000x10' },
        at: 480,
        value: '90%',
      },
      'a small spool is nearly full': {
        series: { ringscope_spool_bytes: '16000000x10', ringscope_spool_limit_bytes: '20000000x10' },
        at: 480,
        value: '80%',
      },
    },
    quiet: {
      'as much is little where much is allowed': {
        series: { ringscope_spool_bytes: '900000000x10', ringscope_spool_limit_bytes: '8000000000x10' },
        at: 480,
      },
    },
  },
  DiskNearlyFull: {
    fires: {
      '95 of 100 are used': {
        series: { [disk('used')]: '95x10', [disk('free')]: '5x10' },
        at: 600,
        labels: { path: '/var' },
        value: '95%',
      },
    },
    quiet: { 'half is used': { series: { [disk('used')]: '50x10', [disk('free')]: '50x10' }, at: 600 } },
  },
  CertificateExpiresSoon: {
    fires: {
      'it expires in a week': { series: { [expiry]: '604800x20' }, at: 600, labels: listener, value: '6d 23h 50m 0s' },
    },
    quiet: { 'it expires in a month': { series: { [expiry]: '2592000x20' }, at: 600 } },
  },
  ConfigReloadFailed: {
    fires: { 'a setting is wrong': { series: { ringscope_config_last_reload_success: '1x5 0x5' }, at: 600 } },
    quiet: { 'they were read': { series: { ringscope_config_last_reload_success: '1x10' }, at: 600 } },
  },
  ProgramRestarting: {
    fires: {
      'it starts every five minutes': {
        series: { [starts]: counts([60, 0.2]) },
        at: 3600,
        labels: { name: 'bridge' },
        value: '12',
      },
    },
    quiet: { 'it was deployed twice': { series: { [starts]: counts([10, 0], [1, 1], [20, 0], [1, 1], [28, 0]) }, at: 3600 } },
  },
};
