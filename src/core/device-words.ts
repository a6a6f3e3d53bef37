/** What is attached to a test rig or gateway. */
export const DEVICE_KIND = ['phone', 'modem', 'reader', 'other'] as const;
export type DeviceKind = (typeof DEVICE_KIND)[number];

/** What a program does to a phone over the Android Debug Bridge. */
export const ADB_OPERATION = [
  'connect',
  'devices',
  'shell',
  'push',
  'pull',
  'install',
  'uninstall',
  'reboot',
  'logcat',
  'getprop',
  'forward',
  'other',
] as const;
export type AdbOperation = (typeof ADB_OPERATION)[number];

/** How a test came out. */
export const TEST_OUTCOME = ['pass', 'fail', 'skip', 'error'] as const;
export type TestOutcome = (typeof TEST_OUTCOME)[number];

/** What a simulated or observed radio network does. */
export const CELL_CHANGE = [
  'ue_registered',
  'ue_deregistered',
  'handover_started',
  'handover_completed',
  'handover_failed',
  'outage',
  'recovered',
  'radio_link_failure',
] as const;
export type CellChange = (typeof CELL_CHANGE)[number];
