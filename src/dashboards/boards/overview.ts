import {
  agentStage,
  callAttempts,
  callFindings,
  callPdd,
  callsActive,
  callsActivePeak,
  callsOffered,
  callTalk,
  dropped,
  emergencyAttempts,
  mediaMos,
  modemState,
  otaSessions,
  queueCalls,
  registrations,
  registrationsActive,
  smsFailures,
  smsSent,
  sourceUp,
  trunkAttempts,
} from '../../catalog/index.ts';
import { CHART_RANGE, CHART_STEP, divide, mean, quantile } from '../../expressions/index.ts';
import { grown, highest, level, lowest, partOfAll, speed, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { asr, ner, ser } from '../kpis.ts';
import { panel, query } from '../panel.ts';

const ALL = { window: CHART_RANGE } as const;
const STEP = { window: CHART_STEP } as const;
const to = (name: string, title: string) => [{ title, dashboard: name }];

/** Everything at a glance, with ways to the details. */
export const overviewDashboard = dashboard('overview', {
  title: 'Ringscope / Overview',
  description: 'Whether calls get through, at a glance. Every panel leads to the dashboard of its subject.',
  scraped: sourceUp,
  choices: [choice('trunk', callAttempts)],
  rows: [
    {
      title: 'Now',
      panels: [
        panel('number', 'Calls in progress', {
          description: 'Calls that are being set up, ring or are answered.',
          unit: 'count',
          links: to('calls', 'Calls and outcomes'),
          queries: [query('calls', level(callsActive))],
        }),
        panel('number', 'Answered', {
          description: 'Answer-seizure ratio of the time shown: answered attempts over all but the challenged and the redirected.',
          unit: 'ratio',
          links: to('sip', 'SIP signalling'),
          queries: [query('ASR', asr(ALL))],
        }),
        panel('number', 'Brought through by the network', {
          description: 'Network effectiveness ratio of the time shown: attempts that reached somebody, whatever he did with them.',
          unit: 'ratio',
          bounds: { warning: 0.95, bad: 0.85, isLow: true },
          links: to('sip', 'SIP signalling'),
          queries: [query('NER', ner(ALL))],
        }),
        panel('number', 'Mean talk time', {
          description: 'Mean length of the answered calls that ended in the time shown.',
          unit: 'seconds',
          links: to('calls', 'Calls and outcomes'),
          queries: [query('ACD', mean(callTalk, CHART_RANGE))],
        }),
        panel('number', 'Registered endpoints', {
          description: 'Endpoints that are registered. Empty until one was seen to register.',
          unit: 'count',
          links: to('registrations', 'Registrations'),
          queries: [query('registered', level(registrationsActive))],
        }),
        panel('number', 'Failed emergency calls', {
          description: 'Emergency call attempts that failed or were refused in the time shown. Each one is to be looked at.',
          unit: 'count',
          bounds: { warning: 1, bad: 1 },
          links: to('calls', 'Calls and outcomes'),
          queries: [query('failed', grown(emergencyAttempts, [], { where: { outcome: ['failed', 'rejected'] } }))],
        }),
      ],
    },
    {
      title: 'Calls',
      panels: [
        panel('stacked', 'Attempts by outcome', {
          description: 'Call attempts whose set-up has settled, by how they came out.',
          unit: 'perSecond',
          links: [...to('calls', 'Calls and outcomes'), { title: 'Calls: {outcome}', calls: { outcome: '{outcome}' } }],
          queries: [query('{outcome}', speed(callAttempts, ['outcome']))],
        }),
        panel('lines', 'Success ratios', {
          description: 'SER, ASR and NER. What is usual depends on who is called: a dialler has few answers by nature.',
          unit: 'ratio',
          links: to('sip', 'SIP signalling'),
          queries: [query('SER', ser(STEP)), query('ASR', asr(STEP)), query('NER', ner(STEP))],
        }),
        panel('lines', 'Calls at once', {
          description: 'Calls in progress by state, and the most within the running minute and the one before.',
          unit: 'count',
          links: to('calls', 'Calls and outcomes'),
          queries: [query('{state}', level(callsActive, ['state'])), query('peak {state}', highest(callsActivePeak, ['state']))],
        }),
        panel('lines', 'New attempts against last week', {
          description: 'New call attempts, and those of the same time a week ago. The second is empty in the first week.',
          unit: 'perSecond',
          links: to('calls', 'Calls and outcomes'),
          queries: [query('now', speed(callsOffered)), query('a week ago', speed(callsOffered, [], { ago: 604_800 }))],
        }),
        panel('lines', 'Post-dial delay', {
          description: 'INVITE to the first ringing: what the caller hears as silence.',
          unit: 'seconds',
          bounds: { warning: 5, bad: 10 },
          links: to('sip', 'SIP signalling'),
          queries: [query('median', typical(0.5, callPdd)), query('95th percentile', typical(0.95, callPdd))],
        }),
        panel('bars', 'Failed part of the attempts to trunks', {
          description: 'Attempts to each trunk that failed, over all of the time shown.',
          unit: 'ratio',
          width: 12,
          bounds: { warning: 0.1, bad: 0.3 },
          links: [
            { title: 'Trunk {trunk}', dashboard: 'trunks', choose: ['trunk'] },
            { title: 'Failed calls sent to {trunk}', calls: { hopTrunk: '{trunk}', failed: 'true' } },
          ],
          queries: [query('{trunk}', partOfAll(trunkAttempts, { outcome: 'failed' }, ['trunk'], { where: { side: 'to' } }))],
        }),
      ],
    },
    {
      title: 'Subjects',
      panels: [
        panel('lines', 'Registrations by outcome', {
          description: 'Registration rounds; a challenge and its answer are one.',
          unit: 'perSecond',
          width: 8,
          links: to('registrations', 'Registrations'),
          queries: [query('{outcome}', speed(registrations, ['outcome']))],
        }),
        panel('lines', 'Estimated speech quality', {
          description: 'Mean opinion score of legs, the lowest tenth and the median, 1 to 5. Empty where nobody tells of media.',
          unit: 'score',
          width: 8,
          bounds: { warning: 3.6, bad: 3.1, isLow: true },
          links: to('media', 'Media'),
          queries: [query('lowest tenth', typical(0.1, mediaMos)), query('median', typical(0.5, mediaMos))],
        }),
        panel('lines', 'What callers of voice agents wait', {
          description: 'End of speech to the first audio of the answer, the 95th percentile. Empty without voice agents.',
          unit: 'seconds',
          width: 8,
          bounds: { warning: 1.5, bad: 3 },
          links: to('voice-agents', 'Voice agents'),
          queries: [
            query('95th percentile', quantile(0.95, agentStage, CHART_STEP, [], { where: { stage: 'speech_end_to_first_audio' } })),
          ],
        }),
        panel('lines', 'Short messages', {
          description: 'Short messages that were sent, and those that were not accepted. Empty without modems.',
          unit: 'perSecond',
          width: 8,
          links: to('sms', 'SMS and modems'),
          queries: [query('sent', speed(smsSent)), query('failed', speed(smsFailures))],
        }),
        panel('states', 'Modems', {
          description: 'Whether each modem can be used. Empty without modems.',
          unit: 'state',
          width: 8,
          links: to('sms', 'SMS and modems'),
          queries: [query('{modem}', lowest(modemState, ['modem'], { where: { state: 'connected' } }))],
        }),
        panel('lines', 'Calls that wait in queues', {
          description: 'Calls that wait, by queue. Empty without queues.',
          unit: 'count',
          width: 8,
          links: to('queues', 'Queues and desks'),
          queries: [query('{queue}', level(queueCalls, ['queue']))],
        }),
        panel('lines', 'Completed sessions with cards', {
          description: 'Sessions over the air that were completed over all that ended. Empty without cards.',
          unit: 'ratio',
          width: 8,
          links: to('cards', 'Cards'),
          queries: [query('completed', divide(speed(otaSessions, [], { where: { outcome: 'completed' } }), speed(otaSessions)))],
        }),
        panel('lines', 'Known faults of calls', {
          description: 'Calls that show a known fault, by fault.',
          unit: 'perSecond',
          width: 8,
          links: to('calls', 'Calls and outcomes'),
          queries: [query('{finding}', speed(callFindings, ['finding']))],
        }),
        panel('lines', 'Lost by ringscope', {
          description: 'What ringscope itself lost, by reason. Empty when it never lost anything.',
          unit: 'perSecond',
          width: 8,
          links: to('ringscope', 'Ringscope itself'),
          queries: [query('{stage} {reason}', speed(dropped, ['stage', 'reason']))],
        }),
      ],
    },
  ],
});
