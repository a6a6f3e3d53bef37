import { TEST_OUTCOME } from '../device-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { detail, told } from './origin.ts';

const suite = { ...told, suite: field.label().describe('The name of the suite, from a fixed set.') };
const runId = field.id().optional();

export const testStarted = event('test.started', 'A test began.', {
  ...suite,
  runId: runId.describe('With it, `test.active` is counted from begins and ends. Absent: tell `test.active`.'),
});

export const testEnded = event('test.ended', 'A test is over.', {
  ...suite,
  runId,
  test: field.label().describe('The name of the test. Only so many get series of their own.'),
  outcome: field.oneOf(TEST_OUTCOME),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
  assertions: field.count().orElse(0),
  isFlaky: field.flag().orElse(false).describe('It came out differently before, with nothing changed.'),
  detail,
});

export const testActive = event('test.active', 'How many tests of a suite are running.', { ...suite, count: field.count() });

export const testSuiteEnded = event('test.suite_ended', 'A suite of tests is over.', {
  ...suite,
  outcome: field.oneOf(TEST_OUTCOME).orElse('pass'),
  seconds: field.seconds(),
});
