import {
  apduBytes,
  apduCommands,
  apduErrors,
  apduResponses,
  apduSeconds,
  apduStatusWords,
  atCommands,
  bipBytes,
  bipErrors,
  cellChanges,
  deviceErrors,
  deviceLosses,
  deviceOperations,
  devicesActive,
  otaActive,
  otaCommands,
  otaEnds,
  otaFindings,
  otaSeconds,
  otaSessions,
  otaStarted,
  otaTriggers,
  testResults,
  testsActive,
  testsByName,
  testSeconds,
  testsFlaky,
  testSuiteSeconds,
  tlsFailures,
  tlsHandshakes,
  tlsHandshakeSeconds,
} from '../../catalog/index.ts';
import { CHART_RANGE, quantile } from '../../expressions/index.ts';
import { grown, level, partOf, partOfAll, speed, spread, typical } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query, type Panel } from '../panel.ts';

const sessions: readonly Panel[] = [
  panel('number', 'Sessions', {
    description: 'Sessions with cards over the air that ended in the time shown.',
    unit: 'count',
    queries: [query('sessions', grown(otaSessions))],
  }),
  panel('number', 'Completed', {
    description: 'Part of them that were completed.',
    unit: 'ratio',
    bounds: { warning: 0.95, bad: 0.8, isLow: true },
    queries: [query('completed', partOfAll(otaSessions, { outcome: 'completed' }))],
  }),
  panel('number', 'Going on', {
    description: 'Sessions that go on right now. Empty until a program tells.',
    unit: 'count',
    queries: [query('sessions', level(otaActive))],
  }),
  panel('number', 'Length of most sessions', {
    description: 'How long sessions lasted: 95th percentile of the time shown.',
    unit: 'seconds',
    queries: [query('95th percentile', quantile(0.95, otaSeconds, CHART_RANGE))],
  }),
  panel('stacked', 'Sessions by outcome', {
    description: 'Sessions with cards that are over, by how they came out.',
    unit: 'perSecond',
    queries: [query('{kind} {outcome}', speed(otaSessions, ['kind', 'outcome']))],
  }),
  panel('lines', 'Ends by reason', {
    description: 'Why sessions ended.',
    unit: 'perSecond',
    queries: [query('{reason}', speed(otaEnds, ['reason']))],
  }),
  panel('lines', 'Beginnings', {
    description: 'Sessions that began, by protocol and who began them.',
    unit: 'perSecond',
    queries: [query('{protocol} {beginning}', speed(otaStarted, ['protocol', 'beginning']))],
  }),
  panel('heat', 'Spread of the length of sessions', {
    description: 'How many sessions lasted how long.',
    unit: 'seconds',
    queries: [query('{le}', spread(otaSeconds))],
  }),
  panel('lines', 'Commands of a session', {
    description: 'How many commands sessions have.',
    unit: 'count',
    queries: [query('median', typical(0.5, otaCommands)), query('95th percentile', typical(0.95, otaCommands))],
  }),
  panel('lines', 'Triggers and findings', {
    description: 'Cards that were asked to begin or could not be, and patterns seen over several sessions. Empty until there was one.',
    unit: 'perSecond',
    queries: [
      query('{trigger} {outcome}', speed(otaTriggers, ['trigger', 'outcome'])),
      query('{finding}', speed(otaFindings, ['finding'])),
    ],
  }),
];

const transport: readonly Panel[] = [
  panel('lines', 'TLS handshakes', {
    description: 'Handshakes by how they came out, and the reasons of those that failed. Empty until a program tells.',
    unit: 'perSecond',
    queries: [query('{outcome}', speed(tlsHandshakes, ['outcome'])), query('failed: {reason}', speed(tlsFailures, ['reason']))],
  }),
  panel('lines', 'Time of TLS handshakes', {
    description: 'What handshakes took, 95th percentile by cipher suite. Empty until a program tells.',
    unit: 'seconds',
    queries: [query('{cipher_suite}', typical(0.95, tlsHandshakeSeconds, ['cipher_suite']))],
  }),
  panel('lines', 'Data over BIP', {
    description: 'Bytes over channels of the Bearer Independent Protocol, as the card sees them. Empty until a program tells.',
    unit: 'bytesPerSecond',
    queries: [query('{bearer} {direction}', speed(bipBytes, ['bearer', 'direction']))],
  }),
  panel('lines', 'Faults of BIP', {
    description: 'What went wrong with channels. Empty until something did.',
    unit: 'perSecond',
    queries: [query('{bearer} {reason}', speed(bipErrors, ['bearer', 'reason']))],
  }),
];

const commands: readonly Panel[] = [
  panel('stacked', 'Commands', {
    description: 'Commands sent to cards, by instruction.',
    unit: 'perSecond',
    queries: [query('{command}', speed(apduCommands, ['command']))],
  }),
  panel('lines', 'Refused commands', {
    description: 'Answers that say no, over all answers to a command.',
    unit: 'ratio',
    bounds: { warning: 0.1, bad: 0.3 },
    queries: [query('{command}', partOf(apduResponses, { success: 'no' }, ['command']))],
  }),
  panel('table', 'Status words', {
    description: 'What cards answered in the time shown, by status word.',
    unit: 'count',
    queries: [query('', grown(apduStatusWords, ['status_word']))],
  }),
  panel('lines', 'Answers by class', {
    description: 'Answers of cards by the class of their status word (ISO 7816-4 5.6).',
    unit: 'perSecond',
    queries: [query('{class}', speed(apduResponses, ['class']))],
  }),
  panel('lines', 'Time of commands', {
    description: 'Command to the answer of the card, 95th percentile.',
    unit: 'seconds',
    queries: [query('{command}', typical(0.95, apduSeconds, ['command']))],
  }),
  panel('heat', 'Spread of the time of commands', {
    description: 'How many answers came after how long.',
    unit: 'seconds',
    queries: [query('{le}', spread(apduSeconds))],
  }),
  panel('lines', 'Length of data', {
    description: 'Length of the data of commands and answers, 95th percentile.',
    unit: 'bytes',
    queries: [query('{direction}', typical(0.95, apduBytes, ['direction']))],
  }),
  panel('lines', 'Commands without a usable answer', {
    description: 'Commands that got no usable answer, by reason. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{command} {reason}', speed(apduErrors, ['command', 'reason']))],
  }),
];

const devices: readonly Panel[] = [
  panel('lines', 'Devices', {
    description: 'Devices that are attached, by kind. Empty until a program tells, as all of this row.',
    unit: 'count',
    queries: [query('{kind}', level(devicesActive, ['kind']))],
  }),
  panel('lines', 'Lost and faulty devices', {
    description: 'Devices that are gone, and failures of devices. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{kind} gone', speed(deviceLosses, ['kind'])), query('{kind} {reason}', speed(deviceErrors, ['kind', 'reason']))],
  }),
  panel('lines', 'Failed operations', {
    description: 'What devices could not do over all that they were asked. Empty until a program tells.',
    unit: 'ratio',
    queries: [query('{kind} {operation}', partOf(deviceOperations, { outcome: 'failed' }, ['kind', 'operation']))],
  }),
  panel('lines', 'AT commands and cells', {
    description: 'AT commands by how they came out, and what radio networks did. Empty until a program tells.',
    unit: 'perSecond',
    queries: [query('{command} {outcome}', speed(atCommands, ['command', 'outcome'])), query('{change}', speed(cellChanges, ['change']))],
  }),
];

const tests: readonly Panel[] = [
  panel('number', 'Passed', {
    description: 'Tests of the time shown that passed, over all that were not skipped. Empty until a program tells, as all of this row.',
    unit: 'ratio',
    bounds: { warning: 0.98, bad: 0.9, isLow: true },
    queries: [query('passed', partOfAll(testResults, { outcome: 'pass' }, [], { where: { outcome: { not: ['skip'] } } }))],
  }),
  panel('number', 'Tests running', {
    description: 'Tests that are running right now. Empty until a program tells.',
    unit: 'count',
    queries: [query('running', level(testsActive))],
  }),
  panel('stacked', 'Results by suite', {
    description: 'Tests that are over. Empty until a program tells.',
    unit: 'perSecond',
    width: 16,
    queries: [query('{suite} {outcome}', speed(testResults, ['suite', 'outcome']))],
  }),
  panel('lines', 'Time of tests', {
    description: 'What tests and whole suites took, 95th percentile. Empty until a program tells.',
    unit: 'seconds',
    queries: [query('test: {suite}', typical(0.95, testSeconds, ['suite'])), query('{suite}', typical(0.95, testSuiteSeconds, ['suite']))],
  }),
  panel('table', 'Tests that fail', {
    description: 'Failures of the time shown by test. Empty until one failed.',
    unit: 'count',
    queries: [query('', grown(testsByName, ['test'], { where: { outcome: ['fail', 'error'] } }))],
  }),
  panel('lines', 'Flaky tests', {
    description: 'Tests that came out differently with nothing changed. Empty until one did.',
    unit: 'perSecond',
    queries: [query('{suite}', speed(testsFlaky, ['suite']))],
  }),
];

/** Cards, the devices that they are in, and the tests that are run with them. */
export const cardsDashboard = dashboard('cards', {
  title: 'Ringscope / Cards',
  description: 'Sessions with cards over the air, the commands in them, the devices of test rigs and the results of tests.',
  scraped: otaSessions,
  rows: [
    { title: 'Over the air', panels: sessions },
    { title: 'APDU analysis', panels: commands },
    { title: 'Transport', panels: transport },
    { title: 'Device status', panels: devices },
    { title: 'Test results', panels: tests },
  ],
});
