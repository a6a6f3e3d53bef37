import { catalog, moves, TEST_OUTCOME, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS } from './buckets.ts';

const suite = open(64);

export const testResults = counter('telephony_test_results_total', {
  help: 'Tests that are over.',
  labels: { suite, outcome: TEST_OUTCOME },
});

export const testSeconds = histogram('telephony_test_seconds', {
  help: 'What tests took, in seconds. Absent where nobody told.',
  labels: { suite },
  buckets: JOB_SECONDS,
});

/** By test, so that those stand out that come out now one way, now the other. */
export const testsByName = counter('telephony_test_results_by_test_total', {
  help: 'Tests that are over, by test; of so many tests, the others are one series.',
  labels: { test: open(512), outcome: TEST_OUTCOME },
});

export const testsFlaky = counter('telephony_test_flaky_total', {
  help: 'Tests that came out differently than before with nothing changed.',
  labels: { suite },
});

export const testAssertions = counter('telephony_test_assertions_total', { help: 'Assertions of tests.', labels: { suite } });

export const testsActive = gauge('telephony_tests_running', {
  help: 'Tests that are running. Absent until a program tells.',
  labels: { suite },
});

export const testSuites = counter('telephony_test_suites_total', {
  help: 'Suites of tests that are over.',
  labels: { suite, outcome: TEST_OUTCOME },
});

export const testSuiteSeconds = histogram('telephony_test_suite_seconds', {
  help: 'What suites of tests took, in seconds.',
  labels: { suite },
  buckets: JOB_SECONDS,
});

/** Runs of tests on rigs. */
export const testRunCatalog = catalog(
  'test-run',
  [
    moves(testResults, { 'test.ended': ({ suite, outcome }, metric) => metric.inc({ suite, outcome }) }),
    moves(testSeconds, {
      'test.ended': ({ suite, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { suite });
      },
    }),
    moves(testsByName, { 'test.ended': ({ test, outcome }, metric) => metric.inc({ test, outcome }) }),
    moves(testsFlaky, {
      'test.ended': ({ suite, isFlaky }, metric) => {
        if (isFlaky) metric.inc({ suite });
      },
    }),
    moves(testAssertions, { 'test.ended': ({ suite, assertions }, metric) => metric.add(assertions, { suite }) }),
    moves(testsActive, { 'test.active': ({ suite, count }, metric) => metric.set(count, { suite }) }),
    moves(testSuites, { 'test.suite_ended': ({ suite, outcome }, metric) => metric.inc({ suite, outcome }) }),
    moves(testSuiteSeconds, { 'test.suite_ended': ({ suite, seconds }, metric) => metric.observe(seconds, { suite }) }),
  ],
  TOLD,
);
