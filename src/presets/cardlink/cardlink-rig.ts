import { ADB_OPERATION, AT_COMMAND, DEVICE_KIND, FAILURE_REASON, moves, TEST_OUTCOME, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { RESULT, resultOf } from './cardlink-result.ts';

const suite = open(64);

export const connected = legacy.gauge('cardlink_devices_connected', {
  help: 'Number of connected devices',
  labels: { device_type: DEVICE_KIND },
});
export const deviceErrors = legacy.counter('cardlink_device_errors_total', {
  help: 'Total number of device errors',
  labels: { device_type: DEVICE_KIND, error_type: FAILURE_REASON },
});
export const atDuration = legacy.histogram('cardlink_at_command_duration_seconds', {
  help: 'AT command execution time in seconds',
  labels: { command: AT_COMMAND },
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});
export const adbDuration = legacy.histogram('cardlink_adb_operation_duration_seconds', {
  help: 'ADB operation execution time in seconds',
  labels: { operation: ADB_OPERATION },
  buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30],
});
export const operations = legacy.counter('cardlink_device_operations_total', {
  help: 'Total number of device operations',
  labels: { device_type: DEVICE_KIND, operation: open(64), status: RESULT },
});
export const testResults = legacy.counter('cardlink_test_results_total', {
  help: 'Total number of test results',
  labels: { suite_name: suite, status: TEST_OUTCOME },
});
const testDuration = legacy.histogram('cardlink_test_duration_seconds', {
  help: 'Test execution time in seconds',
  labels: { suite_name: suite, test_name: open(512) },
  buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300],
});
export const suiteDuration = legacy.histogram('cardlink_test_suite_duration_seconds', {
  help: 'Test suite execution time in seconds',
  labels: { suite_name: suite },
  buckets: [1, 5, 10, 30, 60, 300, 600, 1800],
});
export const running = legacy.gauge('cardlink_tests_running', {
  help: 'Number of tests currently running',
  labels: { suite_name: suite },
});

/** Devices and tests. */
export const cardlinkRig: readonly Move[] = [
  moves(connected, { 'device.active': ({ kind, count }, metric) => metric.set(count, { device_type: kind }) }),
  moves(deviceErrors, { 'device.error': ({ kind, reason }, metric) => metric.inc({ device_type: kind, error_type: reason }) }),
  moves(atDuration, { 'device.at': ({ command, seconds }, metric) => metric.observe(seconds, { command }) }),
  moves(adbDuration, { 'device.adb': ({ operation, seconds }, metric) => metric.observe(seconds, { operation }) }),
  moves(operations, {
    'device.operation': ({ kind, operation, outcome }, metric) => metric.inc({ device_type: kind, operation, status: resultOf(outcome) }),
  }),
  moves(testResults, { 'test.ended': ({ suite, outcome }, metric) => metric.inc({ suite_name: suite, status: outcome }) }),
  moves(testDuration, {
    'test.ended': ({ suite, test, seconds }, metric) => {
      if (seconds !== undefined) metric.observe(seconds, { suite_name: suite, test_name: test });
    },
  }),
  moves(suiteDuration, { 'test.suite_ended': ({ suite, seconds }, metric) => metric.observe(seconds, { suite_name: suite }) }),
  moves(running, { 'test.active': ({ suite, count }, metric) => metric.set(count, { suite_name: suite }) }),
];
