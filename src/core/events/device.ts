import { ADB_OPERATION, CELL_CHANGE, DEVICE_KIND } from '../device-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { AT_COMMAND } from '../modem-words.ts';
import { FAILURE_REASON, SUCCESS } from '../success-words.ts';
import { detail, told } from './origin.ts';

const device = { ...told, kind: field.oneOf(DEVICE_KIND).orElse('other') };
const deviceId = field.id().optional();

export const deviceConnected = event('device.connected', 'A device was attached.', {
  ...device,
  deviceId: deviceId.describe('With it, `device.active` is counted from begins and ends. Absent: tell `device.active`.'),
  imei: field.private('text').optional(),
  iccid: field.private('text').optional(),
});

export const deviceDisconnected = event('device.disconnected', 'A device is gone.', { ...device, deviceId });

export const deviceActive = event('device.active', 'How many devices are attached.', { ...device, count: field.count() });

export const deviceOperation = event('device.operation', 'A device did something, or could not.', {
  ...device,
  operation: field.label().describe('From the fixed set of the program. It becomes a label.'),
  outcome: field.oneOf(SUCCESS),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
});

export const deviceError = event('device.error', 'A device failed.', {
  ...device,
  reason: field.oneOf(FAILURE_REASON).orElse('other'),
  detail,
});

export const deviceAt = event('device.at', 'A modem answered an AT command, or did not.', {
  ...told,
  command: field.oneOf(AT_COMMAND).orElse('other').describe('Without its arguments.'),
  outcome: field.oneOf(SUCCESS).orElse('ok'),
  seconds: field.seconds(),
  line: field.private('text').optional().describe('The whole line. It may hold a PIN or a message.'),
  detail,
});

export const deviceAdb = event('device.adb', 'A phone did what it was told over the Android Debug Bridge, or did not.', {
  ...told,
  operation: field.oneOf(ADB_OPERATION).orElse('other'),
  outcome: field.oneOf(SUCCESS).orElse('ok'),
  seconds: field.seconds(),
  line: field.private('text').optional().describe('The whole command.'),
  detail,
});

export const cellChanged = event('cell.changed', 'A simulated or observed radio network did something.', {
  ...told,
  change: field.oneOf(CELL_CHANGE),
  imsi: field.private('text').optional(),
});
