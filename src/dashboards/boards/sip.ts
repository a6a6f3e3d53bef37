import {
  callDisconnect,
  callPdd,
  callSetup,
  inviteFinals,
  sessionRequestDelay,
  sessionRefreshes,
  sipAnomalies,
  sipByes,
  sipOrphans,
  sipRequests,
  sipResponses,
  sipRetransmissions,
  sipTransactionDelay,
  sipTransactions,
  sourcePackets,
  stirVerifications,
  transactionTimeouts,
} from '../../catalog/index.ts';
import { CHART_RANGE, CHART_STEP, divide, type Expression } from '../../expressions/index.ts';
import { average, speed, spread, typical } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { asr, isa, ner, scr, seer, ser } from '../kpis.ts';
import { panel, query, type Bounds, type Panel } from '../panel.ts';

const WEEK_SECONDS = 604_800;
const ALL = { window: CHART_RANGE } as const;
const STEP = { window: CHART_STEP } as const;
const WEEK_AGO = { window: CHART_STEP, ago: WEEK_SECONDS } as const;

interface Ratio {
  readonly short: string;
  readonly long: string;
  readonly is: string;
  readonly of: (when: { readonly window: typeof CHART_STEP | typeof CHART_RANGE; readonly ago?: number }) => Expression;
  readonly bounds?: Bounds;
}

const RATIOS: readonly Ratio[] = [
  { short: 'SER', long: 'Session establishment ratio', is: 'attempts that were answered (RFC 6076 4.6)', of: ser },
  {
    short: 'SEER',
    long: 'Session establishment effectiveness',
    is: 'attempts that were answered, or refused or not taken by a person (RFC 6076 4.7)',
    of: seer,
    bounds: { warning: 0.9, bad: 0.8, isLow: true },
  },
  {
    short: 'ISA',
    long: 'Ineffective session attempts',
    is: 'attempts that the network refused or nobody answered (RFC 6076 4.8)',
    of: isa,
    bounds: { warning: 0.05, bad: 0.15 },
  },
  { short: 'SCR', long: 'Session completion ratio', is: 'attempts that became calls which ended as they should (RFC 6076 4.9)', of: scr },
  { short: 'ASR', long: 'Answer-seizure ratio', is: 'answered attempts over all but the challenged and the redirected (E.425)', of: asr },
  {
    short: 'NER',
    long: 'Network effectiveness ratio',
    is: 'attempts that reached somebody, whatever he did with them (E.425)',
    of: ner,
    bounds: { warning: 0.95, bad: 0.85, isLow: true },
  },
];

function newest({ short, is, of, bounds }: Ratio): Panel {
  return panel('number', short, {
    description: `In the time shown: ${is}.`,
    unit: 'ratio',
    ...(bounds === undefined ? {} : { bounds }),
    queries: [query('ratio', of(ALL))],
  });
}

function overlaid({ long, short, is, of, bounds }: Ratio): Panel {
  return panel('lines', long, {
    description: `${short}: ${is}, and the same a week ago. That line is empty in the first week.`,
    unit: 'ratio',
    width: 8,
    ...(bounds === undefined ? {} : { bounds }),
    queries: [query('now', of(STEP)), query('a week ago', of(WEEK_AGO))],
  });
}

/** SIP as RFC 6076 measures it, and what is underneath. */
export const sipDashboard = dashboard('sip', {
  title: 'Ringscope / SIP signalling',
  description: 'The figures of RFC 6076 and E.425, each beside the same hour of last week, and the messages that they are made of.',
  scraped: sourcePackets,
  links: [
    { title: 'Trunks', dashboard: 'trunks' },
    { title: 'Calls and outcomes', dashboard: 'calls' },
  ],
  rows: [
    { title: 'Ratios of the time shown', panels: RATIOS.map(newest) },
    { title: 'Ratios against last week', panels: RATIOS.map(overlaid) },
    {
      title: 'Delays',
      panels: [
        panel('lines', 'Session request delay', {
          description: 'SRD (RFC 6076 4.3): INVITE to the first answer but 100, by whether the attempt succeeded.',
          unit: 'seconds',
          queries: [query('95th percentile, {outcome}', typical(0.95, sessionRequestDelay, ['outcome']))],
        }),
        panel('lines', 'Session disconnect delay', {
          description: 'SDD (RFC 6076 4.4): first BYE to the 2xx of the last one.',
          unit: 'seconds',
          queries: [query('median', typical(0.5, callDisconnect)), query('95th percentile', typical(0.95, callDisconnect))],
        }),
        panel('lines', 'Post-dial delay against last week', {
          description: 'INVITE to the first ringing, the 95th percentile, and the same a week ago. That line is empty in the first week.',
          unit: 'seconds',
          bounds: { warning: 5, bad: 10 },
          queries: [query('now', typical(0.95, callPdd)), query('a week ago', typical(0.95, callPdd, [], { ago: WEEK_SECONDS }))],
        }),
        panel('lines', 'Set-up time', {
          description: 'INVITE to the answer of answered calls, with the time that it rang.',
          unit: 'seconds',
          queries: [query('mean', average(callSetup)), query('95th percentile', typical(0.95, callSetup))],
        }),
        panel('heat', 'Spread of the post-dial delay', {
          description: 'How many attempts have which post-dial delay. A second band tells of a second way that calls take.',
          unit: 'seconds',
          queries: [query('{le}', spread(callPdd))],
        }),
        panel('lines', 'Answer time of other requests', {
          description: 'Request to final answer of OPTIONS, MESSAGE and all else that is no call and no registration, the 95th percentile.',
          unit: 'seconds',
          queries: [query('{method}', typical(0.95, sipTransactionDelay, ['method']))],
        }),
      ],
    },
    {
      title: 'Answers',
      panels: [
        panel('stacked', 'Final answers to INVITE', {
          description: 'What callers saw in the end. auth: their credentials were refused. timeout: nobody answered.',
          unit: 'perSecond',
          queries: [query('{final}', speed(inviteFinals, ['final']))],
        }),
        panel('stacked', 'Responses by class', {
          description: 'Responses, each counted once for each hop.',
          unit: 'perSecond',
          queries: [query('{class}', speed(sipResponses, ['class']))],
        }),
        panel('lines', 'Other requests by answer', {
          description: 'Requests that are no call and no registration, by the class of their answer. none: no final one came.',
          unit: 'perSecond',
          queries: [query('{method} {class}', speed(sipTransactions, ['method', 'class']))],
        }),
        panel('lines', 'Requests that nobody answered', {
          description: 'Requests without an answer within 64*T1 (timers B and F), for each hop. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{method}', speed(transactionTimeouts, ['method']))],
        }),
      ],
    },
    {
      title: 'Messages',
      panels: [
        panel('stacked', 'Requests by method', {
          description: 'Requests, each counted once for each hop.',
          unit: 'perSecond',
          queries: [query('{method}', speed(sipRequests, ['method']))],
        }),
        panel('lines', 'Requests sent again', {
          description: 'Repetitions over requests: packets are lost, or somebody answers late.',
          unit: 'ratio',
          bounds: { warning: 0.05, bad: 0.2 },
          queries: [query('sent again', divide(speed(sipRetransmissions, [], { where: { kind: 'request' } }), speed(sipRequests)))],
        }),
        panel('lines', 'Messages that break a rule', {
          description: 'Usable messages that break a rule of SIP, by rule. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{anomaly}', speed(sipAnomalies, ['anomaly']))],
        }),
        panel('lines', 'Requests without a dialog', {
          description:
            'In-dialog requests whose dialog was never seen to begin: a capture that misses something. Empty until there was one.',
          unit: 'perSecond',
          queries: [query('{method}', speed(sipOrphans, ['method']))],
        }),
        panel('lines', 'Ends of dialogs by BYE', {
          description: 'BYEs by who sent them and the class of their reason.',
          unit: 'perSecond',
          queries: [query('{by} {reason}', speed(sipByes, ['by', 'reason']))],
        }),
        panel('lines', 'Session timers and identities', {
          description: 'Refreshes of sessions (RFC 4028) and checks of the identity of callers (STIR/SHAKEN). Empty until there was one.',
          unit: 'perSecond',
          queries: [
            query('refresh {outcome}', speed(sessionRefreshes, ['outcome'])),
            query('identity {outcome}', speed(stirVerifications, ['outcome'])),
          ],
        }),
      ],
    },
  ],
});
