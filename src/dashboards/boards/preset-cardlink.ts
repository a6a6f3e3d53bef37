import { shareOf } from '../../expressions/index.ts';
import {
  activeSessions,
  adbDuration,
  atDuration,
  bipActive,
  bipBytes,
  bipErrors,
  commands,
  connected,
  cpu,
  dataBytes,
  dbDuration,
  dbErrors,
  deviceErrors,
  disk,
  errors,
  handshakeDuration,
  handshakes,
  memory,
  operations,
  responses,
  responseTime,
  running,
  sessionDuration,
  sessionErrors,
  sessions,
  suiteDuration,
  testResults,
  tlsActive,
  tlsErrors,
} from '../../presets/cardlink/index.ts';
import { grown, level, partOf, partOfAll, speed, spread, typical } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query, type Panel } from '../panel.ts';

const overview: readonly Panel[] = [
  panel('number', 'Active sessions', {
    description: 'Sessions that go on right now.',
    unit: 'count',
    queries: [query('sessions', level(activeSessions))],
  }),
  panel('number', 'Refused APDUs', {
    description: 'Answers of the time shown without success over all.',
    unit: 'ratio',
    bounds: { warning: 0.1, bad: 0.3 },
    queries: [query('refused', partOfAll(responses, { success: 'False' }))],
  }),
  panel('number', 'TLS connections', {
    description: 'TLS connections that are open right now.',
    unit: 'count',
    queries: [query('connections', level(tlsActive))],
  }),
  panel('number', 'Devices', {
    description: 'Devices that are attached right now. Empty until the rig tells.',
    unit: 'count',
    queries: [query('devices', level(connected))],
  }),
  panel('lines', 'Sessions started', {
    description: 'Sessions that began, by type and protocol.',
    unit: 'perSecond',
    queries: [query('{session_type} {protocol}', speed(sessions, ['session_type', 'protocol']))],
  }),
  panel('lines', 'Faults of sessions', {
    description: 'What went wrong in sessions, by type. Empty until something did.',
    unit: 'perSecond',
    queries: [query('{session_type} {error_type}', speed(sessionErrors, ['session_type', 'error_type']))],
  }),
  panel('lines', 'Length of sessions', {
    description: 'How long sessions lasted, 95th percentile by how they came out.',
    unit: 'seconds',
    queries: [query('{status}', typical(0.95, sessionDuration, ['status']))],
  }),
  panel('lines', 'TLS handshakes', {
    description: 'Handshakes by result, and failures by type. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{result}', speed(handshakes, ['result'])), query('{error_type}', speed(tlsErrors, ['error_type']))],
  }),
  panel('lines', 'Time of TLS handshakes', {
    description: 'What handshakes took, 95th percentile. Empty until there was one.',
    unit: 'seconds',
    queries: [query('{cipher_suite}', typical(0.95, handshakeDuration, ['cipher_suite']))],
  }),
  panel('lines', 'BIP', {
    description: 'Bytes over BIP connections. Empty until there was one.',
    unit: 'bytesPerSecond',
    queries: [query('{bearer_type} {direction}', speed(bipBytes, ['bearer_type', 'direction']))],
  }),
  panel('lines', 'BIP connections', {
    description: 'BIP connections that are open. Empty until there was one.',
    unit: 'count',
    queries: [query('{bearer_type}', level(bipActive, ['bearer_type']))],
  }),
  panel('lines', 'Faults of BIP', {
    description: 'What went wrong with BIP connections. Empty until something did.',
    unit: 'perSecond',
    queries: [query('{bearer_type} {error_type}', speed(bipErrors, ['bearer_type', 'error_type']))],
  }),
];

const apdus: readonly Panel[] = [
  panel('stacked', 'APDU commands', {
    description: 'Commands sent to cards.',
    unit: 'perSecond',
    queries: [query('{command}', speed(commands, ['command']))],
  }),
  panel('table', 'Status words', {
    description: 'Answers of the time shown by status word.',
    unit: 'count',
    queries: [query('', grown(responses, ['status_word', 'success']))],
  }),
  panel('lines', 'Faults of APDUs', {
    description: 'Commands without a usable answer over all commands, by type. Empty until there was one.',
    unit: 'ratio',
    queries: [query('{error_type}', shareOf(speed(errors, ['error_type']), speed(commands)))],
  }),
  panel('lines', 'Time of APDUs', {
    description: 'Command to the answer of the card, 95th percentile.',
    unit: 'seconds',
    queries: [query('{command}', typical(0.95, responseTime, ['command']))],
  }),
  panel('heat', 'Spread of the time of APDUs', {
    description: 'How many answers came after how long.',
    unit: 'seconds',
    queries: [query('{le}', spread(responseTime))],
  }),
  panel('lines', 'Length of data', {
    description: 'Length of the data of commands and answers, 95th percentile.',
    unit: 'bytes',
    queries: [query('{direction}', typical(0.95, dataBytes, ['direction']))],
  }),
];

const rig: readonly Panel[] = [
  panel('lines', 'Devices by type', {
    description: 'Devices that are attached. Empty until the rig tells.',
    unit: 'count',
    queries: [query('{device_type}', level(connected, ['device_type']))],
  }),
  panel('lines', 'Faults of devices', {
    description: 'Failures of devices. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{device_type} {error_type}', speed(deviceErrors, ['device_type', 'error_type']))],
  }),
  panel('lines', 'Operations that failed', {
    description: 'Operations of devices that failed over all. Empty until there was one.',
    unit: 'ratio',
    queries: [query('{device_type}', partOf(operations, { status: 'failure' }, ['device_type']))],
  }),
  panel('lines', 'AT and ADB', {
    description: 'What AT commands and operations over ADB took, 95th percentile. Empty until there was one.',
    unit: 'seconds',
    queries: [query('{command}', typical(0.95, atDuration, ['command'])), query('{operation}', typical(0.95, adbDuration, ['operation']))],
  }),
  panel('stacked', 'Test results', {
    description: 'Tests that are over, by suite. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{suite_name} {status}', speed(testResults, ['suite_name', 'status']))],
  }),
  panel('lines', 'Tests running', {
    description: 'Tests that are running. Empty until the rig tells.',
    unit: 'count',
    queries: [query('{suite_name}', level(running, ['suite_name']))],
  }),
  panel('lines', 'Time of suites', {
    description: 'What suites took, 95th percentile. Empty until there was one.',
    unit: 'seconds',
    queries: [query('{suite_name}', typical(0.95, suiteDuration, ['suite_name']))],
  }),
];

const system: readonly Panel[] = [
  panel('lines', 'Processor', {
    description: 'Use of the processor in percent. Empty until the program tells.',
    unit: 'percent',
    queries: [query('use', level(cpu))],
  }),
  panel('lines', 'Memory and disk', {
    description: 'Memory and disk that are used. Empty until the program tells.',
    unit: 'bytes',
    queries: [query('memory', level(memory)), query('{path}', level(disk, ['path']))],
  }),
  panel('lines', 'Database', {
    description: 'What queries took, 95th percentile. Empty until the program tells.',
    unit: 'seconds',
    queries: [query('{operation} {table}', typical(0.95, dbDuration, ['operation', 'table']))],
  }),
  panel('lines', 'Faults of the database', {
    description: 'Failures of the database. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{operation} {error_type}', speed(dbErrors, ['operation', 'error_type']))],
  }),
];

/** CardLink, in its own names: its four dashboards in one. */
export const cardlinkDashboard = dashboard('preset-cardlink', {
  title: 'CardLink',
  description: 'A server and test rig for cards under the names of CardLink: sessions over the air, APDUs, devices, tests and the system.',
  scraped: sessions,
  preset: 'cardlink',
  links: [{ title: 'Cards', dashboard: 'cards' }],
  rows: [
    { title: 'OTA overview', panels: overview },
    { title: 'APDU analysis', panels: apdus },
    { title: 'Device status and test results', panels: rig },
    { title: 'System', panels: system },
  ],
});
