import { divide } from '../../expressions/index.ts';
import {
  active,
  attempts,
  authFailure,
  breached,
  calls,
  codecs,
  dialogsActive,
  duration,
  entered,
  failed,
  failures,
  handled,
  inviteLatency,
  jitter,
  latency,
  longestWait,
  lost,
  messages,
  notTranscribed,
  openNow,
  queryLatency,
  received,
  registered,
  registrations,
  rejected,
  responses,
  serviceLevel,
  talkTime,
  transcribed,
  trunkCalls,
  trunkFailed,
  trunkLatency,
  trunkStatus,
  webrtcFailed,
} from '../../presets/rustpbx/index.ts';
import { grown, highest, level, lowest, partOf, partOfAll, speed, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { panel, query, type Panel } from '../panel.ts';

const overview: readonly Panel[] = [
  panel('number', 'Calls that succeeded', {
    description: 'Calls of the time shown with the result ok over all.',
    unit: 'ratio',
    queries: [query('ok', partOfAll(calls, { result: 'ok' }))],
  }),
  panel('number', 'Dialogs', {
    description: 'SIP dialogs right now.',
    unit: 'count',
    queries: [query('dialogs', level(dialogsActive))],
  }),
  panel('number', 'Registered', {
    description: 'Endpoints that are registered right now.',
    unit: 'count',
    queries: [query('endpoints', level(registered))],
  }),
  panel('number', 'WebSockets', {
    description: 'WebSocket connections right now. Empty until there was one.',
    unit: 'count',
    queries: [query('connections', level(openNow))],
  }),
  panel('stacked', 'Calls by result', {
    description: 'Completed calls by their result.',
    unit: 'perSecond',
    queries: [query('{result}', speed(calls, ['result']))],
  }),
  panel('lines', 'Latency of INVITE', {
    description: 'Set-up latency, 95th percentile by direction.',
    unit: 'seconds',
    queries: [query('{direction}', typical(0.95, inviteLatency, ['direction']))],
  }),
  panel('lines', 'Length of calls', {
    description: 'INVITE to BYE, and talk time: medians.',
    unit: 'seconds',
    queries: [query('whole', typical(0.5, duration)), query('talk', typical(0.5, talkTime))],
  }),
];

const sip: readonly Panel[] = [
  panel('lines', 'Registrations', {
    description: 'REGISTER rounds, and those that failed by reason. Empty until a program tells.',
    unit: 'perSecond',
    queries: [query('{realm}', speed(registrations, ['realm'])), query('failed: {reason}', speed(failed, ['reason']))],
  }),
  panel('stacked', 'Responses', {
    description: 'SIP responses by class.',
    unit: 'perSecond',
    queries: [query('{status_class}', speed(responses, ['status_class']))],
  }),
  panel('lines', 'Latency of transactions', {
    description: 'Request to final answer. Empty until the stack tells.',
    unit: 'seconds',
    queries: [query('95th percentile', typical(0.95, latency))],
  }),
  panel('lines', 'Refused', {
    description: 'Transactions refused to protect the server, and failed authentications. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{reason}', speed(rejected, ['reason'])), query('authentication: {reason}', speed(authFailure, ['reason']))],
  }),
];

const trunks: readonly Panel[] = [
  panel('states', 'Trunks', {
    description: 'Whether each trunk is online. Empty until it is told.',
    unit: 'state',
    queries: [query('{trunk_id}', lowest(trunkStatus, ['trunk_id']))],
  }),
  panel('lines', 'Calls over trunks', {
    description: 'Calls that were routed through each trunk.',
    unit: 'perSecond',
    queries: [query('{trunk_id}', speed(trunkCalls, ['trunk_id']))],
  }),
  panel('lines', 'Failed part of the calls over trunks', {
    description: 'Failed calls over all calls of a trunk. Empty until one failed.',
    unit: 'ratio',
    bounds: { warning: 0.1, bad: 0.3 },
    queries: [query('{trunk_id}', divide(speed(trunkFailed, ['trunk_id']), speed(trunkCalls, ['trunk_id'])))],
  }),
  panel('lines', 'Latency of trunks', {
    description: 'Set-up latency, 95th percentile by trunk. Empty until it is told.',
    unit: 'seconds',
    queries: [query('{trunk_id}', typical(0.95, trunkLatency, ['trunk_id']))],
  }),
];

const media: readonly Panel[] = [
  panel('lines', 'Lost packets', {
    description: 'RTP packets lost over those received. Empty until a program tells.',
    unit: 'ratio',
    queries: [query('lost', divide(speed(lost, [], { where: { direction: 'received' } }), speed(received)))],
  }),
  panel('lines', 'Jitter', {
    description: 'RTP jitter, 95th percentile. Empty until a program tells.',
    unit: 'seconds',
    queries: [query('{direction}', typical(0.95, jitter, ['direction']))],
  }),
  panel('stacked', 'Codecs', {
    description: 'Calls by codec right now. Empty until a program tells.',
    unit: 'count',
    queries: [query('{codec}', level(codecs, ['codec']))],
  }),
  panel('lines', 'WebRTC that failed', {
    description: 'WebRTC connections that failed. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{reason}', speed(webrtcFailed, ['reason']))],
  }),
];

const centre: readonly Panel[] = [
  panel('lines', 'Calls into queues', {
    description: 'Calls that entered a queue, and those that waited longer than promised.',
    unit: 'perSecond',
    queries: [query('{queue}', speed(entered, ['queue'])), query('{queue} too late', speed(breached, ['queue']))],
  }),
  panel('lines', 'Longest wait', {
    description: 'How long the first of each queue has been waiting. Empty until it is told.',
    unit: 'seconds',
    queries: [query('{queue}', highest(longestWait, ['queue']))],
  }),
  panel('lines', 'Service level', {
    description: 'Calls answered in time over all answered, in percent. Empty until it is told.',
    unit: 'percent',
    bounds: { warning: 80, bad: 60, isLow: true },
    queries: [query('{queue}', lowest(serviceLevel, ['queue']))],
  }),
  panel('stacked', 'Agents', {
    description: 'Agents by what they do. Empty until it is told.',
    unit: 'count',
    queries: [query('{status}', level(active, ['status']))],
  }),
  panel('table', 'Calls by agent', {
    description: 'Calls of the time shown that each agent is done with.',
    unit: 'count',
    queries: [query('', grown(handled, ['agent']))],
  }),
  panel('lines', 'Transfers', {
    description: 'Transfers attempted, and those that failed by reason. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('{mode}', speed(attempts, ['mode'])), query('failed: {reason}', speed(failures, ['reason']))],
  }),
  panel('lines', 'Voicemail and transcription', {
    description: 'Messages left, and transcriptions by how they came out. Empty until there was one.',
    unit: 'perSecond',
    queries: [query('messages', speed(messages)), query('transcribed', speed(transcribed)), query('failed', speed(notTranscribed))],
  }),
  panel('lines', 'Database', {
    description: 'What operations took, 95th percentile. Empty until it is told.',
    unit: 'seconds',
    queries: [query('{op}', typical(0.95, queryLatency, ['op']))],
  }),
  panel('lines', 'Calls that succeeded by direction', {
    description: 'Calls with the result ok over all, by direction.',
    unit: 'ratio',
    queries: [query('{direction}', partOf(calls, { result: 'ok' }, ['direction']))],
  }),
];

/** RustPBX, in its own names. */
export const rustpbxDashboard = dashboard('preset-rustpbx', {
  title: 'RustPBX',
  description: 'A PBX under the names of RustPBX: calls, trunks, registrations, media, queues and agents.',
  scraped: calls,
  preset: 'rustpbx',
  choices: [choice('trunk_id', trunkCalls)],
  links: [
    { title: 'Calls and outcomes', dashboard: 'calls' },
    { title: 'Trunks', dashboard: 'trunks' },
  ],
  rows: [
    { title: 'Calls', panels: overview },
    { title: 'SIP', panels: sip },
    { title: 'Trunks', panels: trunks },
    { title: 'Media', panels: media },
    { title: 'Contact centre and services', panels: centre },
  ],
});
