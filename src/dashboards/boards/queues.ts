import {
  deskAgentCalls,
  deskAgents,
  deskCalls,
  deskRing,
  deskState,
  deskTalk,
  deskWrapup,
  queueBreaches,
  queueCalls,
  queueEntered,
  queueHandle,
  queueLeft,
  queueLongestWait,
  queueNoAnswers,
  queueService,
  queueTransfers,
  queueWait,
  voicemailMessages,
  voicemailStored,
} from '../../catalog/index.ts';
import { aggregate, CHART_RANGE, quantile, sum, value } from '../../expressions/index.ts';
import { grown, highest, level, partOf, partOfAll, speed, spread, typical } from '../ask.ts';
import { choice, dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

const ANSWERED = { where: { outcome: 'answered' } } as const;

/** Queues of calls for people, and the people. */
export const queuesDashboard = dashboard('queues', {
  title: 'Ringscope / Queues and desks',
  description: 'How many callers wait, for how long, how many leave, and what the people at desks do.',
  scraped: queueEntered,
  choices: [choice('queue', queueEntered)],
  rows: [
    {
      title: 'Queues',
      panels: [
        panel('number', 'Waiting', {
          description: 'Calls that wait right now. Empty until a program tells.',
          unit: 'count',
          queries: [query('calls', level(queueCalls))],
        }),
        panel('number', 'Longest wait', {
          description: 'How long the call waits that waits longest. Empty until a program tells.',
          unit: 'seconds',
          bounds: { warning: 60, bad: 180 },
          queries: [query('wait', highest(queueLongestWait))],
        }),
        panel('number', 'Service level', {
          description: 'Calls of the time shown that were answered within the time that their queue promises, over all that were answered.',
          unit: 'ratio',
          bounds: { warning: 0.8, bad: 0.6, isLow: true },
          queries: [query('in time', partOfAll(queueService, { target: 'within' }))],
        }),
        panel('number', 'Abandoned', {
          description: 'Callers of the time shown who left, over all that left a queue.',
          unit: 'ratio',
          bounds: { warning: 0.05, bad: 0.15 },
          queries: [query('abandoned', partOfAll(queueLeft, { outcome: 'abandoned' }))],
        }),
        panel('number', 'Usual wait', {
          description: 'How long answered calls waited: 90th percentile of the time shown.',
          unit: 'seconds',
          queries: [query('90th percentile', quantile(0.9, queueWait, CHART_RANGE, [], ANSWERED))],
        }),
        panel('number', 'Calls to queues', {
          description: 'Calls that entered a queue in the time shown.',
          unit: 'count',
          queries: [query('calls', grown(queueEntered))],
        }),
        panel('lines', 'Calls into each queue', {
          description: 'Calls that entered a queue.',
          unit: 'perSecond',
          queries: [query('{queue}', speed(queueEntered, ['queue']))],
        }),
        panel('stacked', 'How calls leave queues', {
          description: 'Calls that left a queue, by how.',
          unit: 'perSecond',
          queries: [query('{outcome}', speed(queueLeft, ['outcome']))],
        }),
        panel('lines', 'Abandoned by queue', {
          description: 'Callers who left over all that left a queue.',
          unit: 'ratio',
          bounds: { warning: 0.05, bad: 0.15 },
          queries: [query('{queue}', partOf(queueLeft, { outcome: 'abandoned' }, ['queue']))],
        }),
        panel('lines', 'Service level by queue', {
          description: 'Calls that were answered in time over all that were answered.',
          unit: 'ratio',
          bounds: { warning: 0.8, bad: 0.6, isLow: true },
          queries: [query('{queue}', partOf(queueService, { target: 'within' }, ['queue']))],
        }),
        panel('lines', 'Wait by queue', {
          description: 'How long calls waited, 90th percentile by how they left.',
          unit: 'seconds',
          queries: [query('{queue} {outcome}', typical(0.9, queueWait, ['queue', 'outcome']))],
        }),
        panel('heat', 'Spread of the wait', {
          description: 'How many calls waited how long.',
          unit: 'seconds',
          queries: [query('{le}', spread(queueWait))],
        }),
        panel('lines', 'Calls that wait', {
          description: 'Calls that wait, by queue. Empty until a program tells.',
          unit: 'count',
          queries: [query('{queue}', level(queueCalls, ['queue']))],
        }),
        panel('lines', 'Broken promises', {
          description: 'Calls that waited longer than promised, and what was done with calls that nobody took. Empty until there was one.',
          unit: 'perSecond',
          queries: [
            query('{queue} too late', speed(queueBreaches, ['queue'])),
            query('{queue} not taken: {action}', speed(queueNoAnswers, ['queue', 'action'])),
          ],
        }),
        panel('lines', 'Time to handle', {
          description: 'Answer to the end of what was to do after it, 90th percentile by queue.',
          unit: 'seconds',
          queries: [query('{queue}', typical(0.9, queueHandle, ['queue']))],
        }),
        panel('lines', 'Handed on from queues', {
          description: 'Calls from a queue that were handed on or could not be. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{queue} {outcome}', speed(queueTransfers, ['queue', 'outcome']))],
        }),
      ],
    },
    {
      title: 'Desks',
      panels: [
        panel('stacked', 'Desks by state', {
          description: 'How many desks are in which state.',
          unit: 'count',
          queries: [query('{state}', sum(value(deskState), ['state']))],
        }),
        panel('lines', 'Desks by state as told', {
          description: 'The same where a program tells sums. Empty until one does.',
          unit: 'count',
          queries: [query('{state}', level(deskAgents, ['state']))],
        }),
        panel('table', 'Calls by desk', {
          description: 'Calls of the time shown that desks are done with.',
          unit: 'count',
          queries: [query('', grown(deskCalls, ['agent']))],
        }),
        panel('lines', 'Calls right now', {
          description: 'Calls of desks right now.',
          unit: 'count',
          queries: [query('calls', aggregate('sum', value(deskAgentCalls)))],
        }),
        panel('lines', 'Talking and what follows', {
          description: 'How long desks talked, and what they had to do afterwards: 90th percentile.',
          unit: 'seconds',
          queries: [query('talk', typical(0.9, deskTalk)), query('afterwards', typical(0.9, deskWrapup))],
        }),
        panel('lines', 'Ringing at desks', {
          description: 'How long it rang at desks, 90th percentile. Empty until a program tells.',
          unit: 'seconds',
          queries: [query('ringing', typical(0.9, deskRing))],
        }),
        panel('lines', 'Messages left', {
          description: 'Messages left in mailboxes. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('left', speed(voicemailMessages))],
        }),
        panel('lines', 'Messages stored', {
          description: 'Messages that mailboxes hold. Empty until a program tells.',
          unit: 'count',
          queries: [query('stored', level(voicemailStored))],
        }),
      ],
    },
  ],
});
