import { ADB_OPERATION, AT_COMMAND, catalog, CELL_CHANGE, DEVICE_KIND, FAILURE_REASON, moves, SUCCESS, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, REQUEST_SECONDS } from './buckets.ts';

export const deviceConnects = counter('telephony_device_connects_total', {
  help: 'Devices that were attached.',
  labels: { kind: DEVICE_KIND },
});

export const deviceLosses = counter('telephony_device_disconnects_total', {
  help: 'Devices that are gone.',
  labels: { kind: DEVICE_KIND },
});

export const devicesActive = gauge('telephony_devices_connected', {
  help: 'Devices that are attached. Absent until a program tells.',
  labels: { source: open(32), kind: DEVICE_KIND },
});

export const deviceErrors = counter('telephony_device_errors_total', {
  help: 'Failures of devices.',
  labels: { kind: DEVICE_KIND, reason: FAILURE_REASON },
});

export const deviceOperations = counter('telephony_device_operations_total', {
  help: 'What devices did or could not do.',
  labels: { kind: DEVICE_KIND, operation: open(64), outcome: SUCCESS },
});

export const deviceOperationSeconds = histogram('telephony_device_operation_seconds', {
  help: 'What operations of devices took, in seconds. Absent where nobody told.',
  labels: { kind: DEVICE_KIND },
  buckets: JOB_SECONDS,
});

export const atCommands = counter('telephony_device_at_commands_total', {
  help: 'AT commands that modems answered or did not. Arguments are not in it.',
  labels: { command: AT_COMMAND, outcome: SUCCESS },
});

export const atSeconds = histogram('telephony_device_at_seconds', {
  help: 'AT command to its final answer, in seconds.',
  labels: { command: AT_COMMAND },
  buckets: REQUEST_SECONDS,
  native: NATIVE,
});

export const adbOperations = counter('telephony_device_adb_operations_total', {
  help: 'What phones did or could not do over the Android Debug Bridge.',
  labels: { operation: ADB_OPERATION, outcome: SUCCESS },
});

export const adbSeconds = histogram('telephony_device_adb_seconds', {
  help: 'What operations over the Android Debug Bridge took, in seconds.',
  labels: { operation: ADB_OPERATION },
  buckets: JOB_SECONDS,
  native: NATIVE,
});

export const cellChanges = counter('telephony_device_cell_changes_total', {
  help: 'What simulated or observed radio networks did.',
  labels: { change: CELL_CHANGE },
});

/** Devices of test rigs and gateways. */
export const deviceCatalog = catalog(
  'device',
  [
    moves(deviceConnects, { 'device.connected': ({ kind }, metric) => metric.inc({ kind }) }),
    moves(deviceLosses, { 'device.disconnected': ({ kind }, metric) => metric.inc({ kind }) }),
    moves(devicesActive, { 'device.active': ({ source, kind, count }, metric) => metric.set(count, { source, kind }) }),
    moves(deviceErrors, { 'device.error': ({ kind, reason }, metric) => metric.inc({ kind, reason }) }),
    moves(deviceOperations, {
      'device.operation': ({ kind, operation, outcome }, metric) => metric.inc({ kind, operation, outcome }),
    }),
    moves(deviceOperationSeconds, {
      'device.operation': ({ kind, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { kind });
      },
    }),
    moves(atCommands, { 'device.at': ({ command, outcome }, metric) => metric.inc({ command, outcome }) }),
    moves(atSeconds, { 'device.at': ({ command, seconds }, metric) => metric.observe(seconds, { command }) }),
    moves(adbOperations, { 'device.adb': ({ operation, outcome }, metric) => metric.inc({ operation, outcome }) }),
    moves(adbSeconds, { 'device.adb': ({ operation, seconds }, metric) => metric.observe(seconds, { operation }) }),
    moves(cellChanges, { 'cell.changed': ({ change }, metric) => metric.inc({ change }) }),
  ],
  TOLD,
);
