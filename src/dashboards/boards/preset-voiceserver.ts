import { divide, shownQuantile } from '../../expressions/index.ts';
import {
  activeCalls,
  asrErrors,
  attaches,
  bargeIns,
  byes,
  calls,
  cdrDropped,
  cdrWriteErrors,
  cdrWritten,
  droppedSamples,
  e2eFirstByte,
  fallbacks,
  handshakes,
  inviteResults,
  llmFirstByte,
  reconnects,
  refreshes,
  timeouts,
  ttsErrors,
  ttsFirstByte,
  unknownLabels,
  verifications,
} from '../../presets/voiceserver/index.ts';
import { level, partOf, partOfAll, speed } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

/** VoiceServer, in its own names. */
export const voiceserverDashboard = dashboard('preset-voiceserver', {
  title: 'VoiceServer',
  description: 'Calls with voice agents under the names of VoiceServer: calls, what callers wait for, and the SIP underneath.',
  scraped: calls,
  preset: 'voiceserver',
  links: [{ title: 'Voice agents', dashboard: 'voice-agents' }],
  rows: [
    {
      title: 'Calls',
      panels: [
        panel('number', 'Calls now', {
          description: 'Calls that go on.',
          unit: 'count',
          queries: [query('calls', level(activeCalls))],
        }),
        panel('number', 'Calls that are ok', {
          description: 'Calls of the time shown with the status ok over all.',
          unit: 'ratio',
          bounds: { warning: 0.9, bad: 0.7, isLow: true },
          queries: [query('ok', partOfAll(calls, { status: 'ok' }))],
        }),
        panel('stacked', 'Calls by status', {
          description: 'Calls that are over, by status.',
          unit: 'perSecond',
          width: 16,
          queries: [query('{status}', speed(calls, ['status']))],
        }),
        panel('lines', 'Calls by transport', {
          description: 'Calls that go on, by transport.',
          unit: 'count',
          queries: [query('{transport}', level(activeCalls, ['transport']))],
        }),
        panel('lines', 'INVITEs by answer', {
          description: 'Answers to INVITE by direction and class.',
          unit: 'perSecond',
          queries: [query('{direction} {class}', speed(inviteResults, ['direction', 'class']))],
        }),
        panel('lines', 'Accepted INVITEs', {
          description: 'Answers of 2xx over all final ones, by direction.',
          unit: 'ratio',
          queries: [query('{direction}', partOf(inviteResults, { class: '2xx' }, ['direction'], { where: { class: { not: ['1xx'] } } }))],
        }),
        panel('lines', 'Ends by BYE', {
          description: 'BYEs by who sent them and why.',
          unit: 'perSecond',
          queries: [query('{by} {reason_class}', speed(byes, ['by', 'reason_class']))],
        }),
      ],
    },
    {
      title: 'Voice agents',
      panels: [
        panel('lines', 'First sound of the answer', {
          description: 'What was recognised to the first sound of the answer, of the last hour. Empty until it is told.',
          unit: 'milliseconds',
          queries: [query('median', shownQuantile(0.5, e2eFirstByte)), query('95th percentile', shownQuantile(0.95, e2eFirstByte))],
        }),
        panel('lines', 'Language model and speech', {
          description:
            'First token of the language model and first sound of the speech, 95th percentile of the last hour. Empty until it is told.',
          unit: 'milliseconds',
          queries: [query('language model', shownQuantile(0.95, llmFirstByte)), query('speech', shownQuantile(0.95, ttsFirstByte))],
        }),
        panel('lines', 'Attaching', {
          description: 'Attempts to attach an agent, and those that fell back to another mode. Empty until there was one.',
          unit: 'perSecond',
          queries: [
            query('{mode} {result}', speed(attaches, ['mode', 'result'])),
            query('{from} instead {to}', speed(fallbacks, ['from', 'to'])),
          ],
        }),
        panel('lines', 'Interruptions and reconnects', {
          description: 'Times that a person interrupted, and connections to the dialog that were made anew. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('interruptions', speed(bargeIns)), query('reconnects: {outcome}', speed(reconnects, ['outcome']))],
        }),
        panel('lines', 'Faults of recognition and speech', {
          description: 'Failures by transport. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('recognition', speed(asrErrors)), query('speech', speed(ttsErrors))],
        }),
      ],
    },
    {
      title: 'Underneath',
      panels: [
        panel('lines', 'SIP', {
          description: 'Transactions without an answer, and refreshes of sessions. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{method} timed out', speed(timeouts, ['method'])), query('refresh {result}', speed(refreshes, ['result']))],
        }),
        panel('lines', 'DTLS and STIR', {
          description: 'DTLS handshakes and checks of the identity of callers. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('DTLS {result}', speed(handshakes, ['result'])), query('STIR {result}', speed(verifications, ['result']))],
        }),
        panel('lines', 'Records of calls', {
          description: 'Records written, dropped and not written. Empty until the program tells.',
          unit: 'perSecond',
          queries: [query('written', speed(cdrWritten)), query('dropped', speed(cdrDropped)), query('not written', speed(cdrWriteErrors))],
        }),
        panel('lines', 'Lost records', {
          description: 'Records that were dropped over those that were written. Empty until the program tells.',
          unit: 'ratio',
          queries: [query('dropped', divide(speed(cdrDropped), speed(cdrWritten)))],
        }),
        panel('lines', 'Lost samples', {
          description: 'Labels of metrics that were not declared, and samples that were lost. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('label {key}', speed(unknownLabels, ['key'])), query('sample of {metric}', speed(droppedSamples, ['metric']))],
        }),
      ],
    },
  ],
});
