import { sipPeerDelay, sipPeerUp, trunkAttempts, trunkCallLimit, trunkCalls, trunkResponse, trunkUp } from '../../catalog/index.ts';
import { divide } from '../../expressions/index.ts';
import { grown, highest, level, lowest, partOf, partOfAll, speed, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { panel, query, type Link } from '../panel.ts';

const TO = { where: { side: 'to' } } as const;
const FROM = { where: { side: 'from' } } as const;
const CALLS_OF: Link = { title: 'Calls sent to {trunk}', calls: { hopTrunk: '{trunk}' } };
const FAILED_OF: Link = { title: 'Failed calls sent to {trunk}', calls: { hopTrunk: '{trunk}', failed: 'true' } };

/** Trunks, by attempts: a call that goes on over another carrier hides one that is dead. */
export const trunksDashboard = dashboard('trunks', {
  title: 'Ringscope / Trunks',
  description:
    'What becomes of call attempts over each trunk. Attempts and not calls: a call that goes on over another trunk hides a dead carrier.',
  scraped: trunkAttempts,
  choices: [choice('trunk', trunkAttempts)],
  links: [{ title: 'Calls and outcomes', dashboard: 'calls' }],
  rows: [
    {
      title: 'Trunks',
      panels: [
        panel('number', 'Attempts to trunks', {
          description: 'Attempts that were sent to trunks in the time shown.',
          unit: 'count',
          queries: [query('attempts', grown(trunkAttempts, [], TO))],
        }),
        panel('number', 'Failed attempts', {
          description: 'Part of them that failed or got no answer, for a reason that neither side chose.',
          unit: 'ratio',
          bounds: { warning: 0.1, bad: 0.3 },
          queries: [query('failed', partOfAll(trunkAttempts, { outcome: 'failed' }, [], TO))],
        }),
        panel('number', 'Answered attempts', {
          description: 'Part of them that were answered. What is usual depends on who is called.',
          unit: 'ratio',
          queries: [query('answered', partOfAll(trunkAttempts, { outcome: 'answered' }, [], TO))],
        }),
        panel('bars', 'Failed attempts by trunk', {
          description: 'Part of the attempts to each trunk that failed, in the time shown.',
          unit: 'ratio',
          width: 12,
          height: 4,
          bounds: { warning: 0.1, bad: 0.3 },
          links: [FAILED_OF],
          queries: [query('{trunk}', partOfAll(trunkAttempts, { outcome: 'failed' }, ['trunk'], TO))],
        }),
        panel('stacked', 'Attempts to each trunk', {
          description: 'Attempts that were sent to a trunk, each branch once.',
          unit: 'perSecond',
          links: [CALLS_OF],
          queries: [query('{trunk}', speed(trunkAttempts, ['trunk'], TO))],
        }),
        panel('lines', 'Failed part of the attempts to each trunk', {
          description: 'Attempts that failed over all of a trunk. Gaps: nothing was sent there.',
          unit: 'ratio',
          bounds: { warning: 0.1, bad: 0.3 },
          links: [FAILED_OF],
          queries: [query('{trunk}', partOf(trunkAttempts, { outcome: 'failed' }, ['trunk'], TO))],
        }),
        panel('lines', 'Answered part of the attempts to each trunk', {
          description: 'Attempts that the trunk itself answered over all of it. What another trunk carries of its calls is none of them.',
          unit: 'ratio',
          links: [CALLS_OF],
          queries: [query('{trunk}', partOf(trunkAttempts, { outcome: 'answered' }, ['trunk'], TO))],
        }),
        panel('stacked', 'Outcomes of attempts to trunks', {
          description: 'How attempts to the chosen trunks came out.',
          unit: 'perSecond',
          queries: [query('{outcome}', speed(trunkAttempts, ['outcome'], TO))],
        }),
        panel('stacked', 'Attempts from each trunk', {
          description: 'Calls that came from a trunk.',
          unit: 'perSecond',
          links: [{ title: 'Calls of {trunk}', calls: { trunk: '{trunk}' } }],
          queries: [query('{trunk}', speed(trunkAttempts, ['trunk'], FROM))],
        }),
        panel('lines', 'Answered part of the attempts from each trunk', {
          description: 'Calls from a trunk that were answered over all of them.',
          unit: 'ratio',
          queries: [query('{trunk}', partOf(trunkAttempts, { outcome: 'answered' }, ['trunk'], FROM))],
        }),
      ],
    },
    {
      title: 'Reachability',
      panels: [
        panel('states', 'Next hops by OPTIONS', {
          description: 'Whether the last OPTIONS to each next hop was answered, and not with 408 or 503.',
          unit: 'state',
          queries: [query('{peer}', lowest(sipPeerUp, ['peer']))],
        }),
        panel('lines', 'Answer time of next hops', {
          description: 'OPTIONS to its answer, the 95th percentile of each next hop.',
          unit: 'seconds',
          queries: [query('{peer}', typical(0.95, sipPeerDelay, ['peer']))],
        }),
        panel('states', 'Trunks by their program', {
          description: 'Whether a trunk can be used, as its program told last. Empty until one tells.',
          unit: 'state',
          queries: [query('{trunk}', lowest(trunkUp, ['trunk']))],
        }),
        panel('lines', 'Answer time of trunks', {
          description: 'Probe of a trunk to its answer, the 95th percentile, as its program told. Empty until one tells.',
          unit: 'seconds',
          queries: [query('{trunk}', typical(0.95, trunkResponse, ['trunk']))],
        }),
        panel('lines', 'Calls over each trunk', {
          description: 'Calls over a trunk right now, as its program told. Empty until one tells.',
          unit: 'count',
          queries: [query('{trunk}', level(trunkCalls, ['trunk']))],
        }),
        panel('lines', 'Used part of the limit', {
          description: 'Calls over a trunk over the most that it carries. Empty until its program tells both.',
          unit: 'ratio',
          bounds: { warning: 0.8, bad: 0.95 },
          queries: [query('{trunk}', divide(level(trunkCalls, ['trunk']), highest(trunkCallLimit, ['trunk'])))],
        }),
      ],
    },
  ],
});
