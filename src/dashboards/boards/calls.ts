import {
  answeredCallsEnded,
  callAttempts,
  callEarlyMedia,
  callFindings,
  callHolds,
  callRing,
  callsActive,
  callsActivePeak,
  callsByCarrier,
  callsCarried,
  callsEnded,
  callsOffered,
  callsRinging,
  callTalk,
  emergencyAttempts,
  transferFailures,
  transfers,
} from '../../catalog/index.ts';
import { CHART_RANGE, CHART_STEP, mean, shareUpTo } from '../../expressions/index.ts';
import { grown, highest, level, speed, spread, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { asr } from '../kpis.ts';
import { panel, query, type Link } from '../panel.ts';

const WEEK_SECONDS = 604_800;
const BY_OUTCOME: Link = { title: 'Calls: {outcome}', calls: { outcome: '{outcome}' } };
const BY_CAUSE: Link = { title: 'Calls: {cause}', calls: { cause: '{cause}' } };
const FAILED: Link = { title: 'Failed calls', calls: { failed: 'true' } };

/** Calls: how many, how they come out, and how they end. */
export const callsDashboard = dashboard('calls', {
  title: 'Ringscope / Calls and outcomes',
  description:
    'How many calls there are, how they come out, why they fail and how they end. Lists of the calls themselves are behind the links.',
  scraped: callAttempts,
  choices: [choice('direction', callAttempts), choice('trunk', callAttempts)],
  links: [
    { title: 'Trunks', dashboard: 'trunks' },
    { title: 'SIP signalling', dashboard: 'sip' },
    { title: 'Failed calls', calls: { failed: 'true' } },
  ],
  rows: [
    {
      title: 'Attempts',
      panels: [
        panel('number', 'Attempts', {
          description: 'Call attempts that settled in the time shown.',
          unit: 'count',
          queries: [query('attempts', grown(callAttempts))],
        }),
        panel('number', 'Answered part', {
          description: 'Answered attempts over all but the challenged and the redirected, in the time shown.',
          unit: 'ratio',
          queries: [query('ASR', asr({ window: CHART_RANGE }))],
        }),
        panel('number', 'Failed', {
          description: 'Attempts that failed in the time shown, for a reason that neither side chose.',
          unit: 'count',
          links: [FAILED],
          queries: [query('failed', grown(callAttempts, [], { where: { outcome: 'failed' } }))],
        }),
        panel('number', 'In progress', {
          description: 'Calls that are being set up, ring or are answered.',
          unit: 'count',
          links: [{ title: 'Calls in progress', calls: { active: 'true' } }],
          queries: [query('calls', level(callsActive))],
        }),
        panel('number', 'Length of calls', {
          description: 'Mean talk time of the calls that ended in the time shown.',
          unit: 'seconds',
          queries: [query('ACD', mean(callTalk, CHART_RANGE))],
        }),
        panel('number', 'Emergency calls', {
          description: 'Emergency call attempts in the time shown, however they came out.',
          unit: 'count',
          queries: [query('attempts', grown(emergencyAttempts))],
        }),
        panel('stacked', 'Outcomes', {
          description: 'Call attempts whose set-up has settled, by how they came out.',
          unit: 'perSecond',
          links: [BY_OUTCOME],
          queries: [query('{outcome}', speed(callAttempts, ['outcome']))],
        }),
        panel('stacked', 'Attempts by direction', {
          description: 'Call attempts by where they come from and go to.',
          unit: 'perSecond',
          links: [{ title: 'Calls: {direction}', calls: { direction: '{direction}' } }],
          queries: [query('{direction}', speed(callAttempts, ['direction']))],
        }),
        panel('lines', 'Attempts against last week', {
          description: 'New attempts, and those of the same time a week ago. That line is empty in the first week.',
          unit: 'perSecond',
          queries: [query('now', speed(callsOffered)), query('a week ago', speed(callsOffered, [], { ago: WEEK_SECONDS }))],
        }),
        panel('lines', 'Calls in progress by state', {
          description: 'Calls that are being set up, ring or are answered, and the most of each within two minutes.',
          unit: 'count',
          queries: [query('{state}', level(callsActive, ['state'])), query('peak {state}', highest(callsActivePeak, ['state']))],
        }),
      ],
    },
    {
      title: 'Ends',
      panels: [
        panel('stacked', 'Calls by cause', {
          description: 'Calls that are over, by why they ended or failed.',
          unit: 'perSecond',
          links: [BY_CAUSE],
          queries: [query('{cause}', speed(callsEnded, ['cause']))],
        }),
        panel('table', 'Causes of failures', {
          description: 'Calls of the time shown that failed or were refused, by cause and direction.',
          unit: 'count',
          links: [BY_CAUSE],
          queries: [query('', grown(callsEnded, ['outcome', 'cause', 'direction'], { where: { outcome: ['failed', 'rejected'] } }))],
        }),
        panel('stacked', 'Ends of answered calls', {
          description: 'Answered calls by how they ended. unknown: the BYE was never seen.',
          unit: 'perSecond',
          links: [{ title: 'Calls: {ended}', calls: { ended: '{ended}' } }],
          queries: [query('{ended}', speed(answeredCallsEnded, ['ended']))],
        }),
        panel('lines', 'Who ends calls', {
          description: 'Calls that are over, by who released them.',
          unit: 'perSecond',
          queries: [query('{released_by}', speed(callsEnded, ['released_by']))],
        }),
        panel('lines', 'Known faults', {
          description:
            'Calls that show a known fault: no ACK, no BYE, sound in one direction, set-ups without an answer. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{finding}', speed(callFindings, ['finding']))],
        }),
        panel('lines', 'Emergency calls by outcome', {
          description: 'Emergency call attempts by outcome.',
          unit: 'perSecond',
          queries: [query('{outcome}', speed(emergencyAttempts, ['outcome']))],
        }),
      ],
    },
    {
      title: 'Durations',
      panels: [
        panel('lines', 'Talk time', {
          description: 'First answer to the end of calls that ended as they should.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, callTalk)), query('90th percentile', typical(0.9, callTalk))],
        }),
        panel('heat', 'Spread of the talk time', {
          description: 'How many calls were how long. Many short ones: nobody hears the other, or a machine answers.',
          unit: 'seconds',
          queries: [query('{le}', spread(callTalk))],
        }),
        panel('lines', 'Short answered calls', {
          description: 'Part of the answered calls that lasted six seconds at most.',
          unit: 'ratio',
          bounds: { warning: 0.2, bad: 0.4 },
          queries: [query('up to 6 s', shareUpTo(6, callTalk, CHART_STEP))],
        }),
        panel('lines', 'Ringing', {
          description: 'First ringing to the final answer, the 90th percentile by outcome.',
          unit: 'seconds',
          queries: [query('{outcome}', typical(0.9, callRing, ['outcome']))],
        }),
        panel('lines', 'Early media', {
          description: 'How long sound was heard before the final answer, by direction. Empty without early media.',
          unit: 'seconds',
          queries: [query('{direction}', typical(0.9, callEarlyMedia, ['direction']))],
        }),
        panel('lines', 'Attempts that rang', {
          description: 'Attempts that reached ringing, beside all new ones.',
          unit: 'perSecond',
          queries: [query('offered', speed(callsOffered)), query('rang', speed(callsRinging))],
        }),
      ],
    },
    {
      title: 'As programs tell',
      panels: [
        panel('stacked', 'Calls by what carries them', {
          description: 'Calls that are over, by what carried them.',
          unit: 'perSecond',
          queries: [query('{carrier}', speed(callsByCarrier, ['carrier']))],
        }),
        panel('lines', 'Calls in progress by what carries them', {
          description: 'Calls that are not over, by what carries them.',
          unit: 'count',
          queries: [query('{carrier}', level(callsCarried, ['carrier']))],
        }),
        panel('lines', 'Transfers', {
          description: 'Calls that were handed on or could not be, and why not. Empty until a program tells.',
          unit: 'perSecond',
          queries: [
            query('{mode} {outcome}', speed(transfers, ['mode', 'outcome'])),
            query('failed: {reason}', speed(transferFailures, ['reason'])),
          ],
        }),
        panel('lines', 'Calls put on hold', {
          description: 'Calls put on hold, by whom. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{by}', speed(callHolds, ['by']))],
        }),
      ],
    },
  ],
});
