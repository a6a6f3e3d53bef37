import { queueLeft, queueLongestWait, queueService } from '../catalog/index.ts';
import { above, aggregate, below, both, divide, increase, sum, value } from '../expressions/index.ts';
import { alert } from './alert.ts';

/** Queues of calls. */
export const queueAlerts = [
  alert('QueueWaitLong', {
    severity: 'warning',
    summary: 'A call has been waiting in queue {queue} for {value:duration}',
    description: 'The call that waits longest in queue {queue} has been waiting for {value:duration}.',
    thresholds: { seconds: { default: 180, help: 'Seconds that a call waits, above which it is too long.' } },
    when: ({ seconds }) => above(aggregate('max', value(queueLongestWait), ['queue']), seconds),
    forSeconds: 60,
  }),
  alert('QueueAbandonsMany', {
    severity: 'warning',
    summary: '{value:percent} of the callers of queue {queue} hang up before anybody answers',
    description: 'Of the calls that left queue {queue} within 15 minutes {value:percent} were given up by their callers.',
    thresholds: {
      calls: { default: 10, help: 'Calls that left the queue within 15 minutes, below which nothing is said.' },
      ratio: { default: 0.3, isRatio: true, help: 'Calls that were given up over all, 0 to 1, above which they are too many.' },
    },
    when: ({ calls, ratio }) => {
      const all = sum(increase(queueLeft, 900), ['queue']);
      const abandoned = sum(increase(queueLeft, 900, { where: { outcome: 'abandoned' } }), ['queue']);
      return both(above(divide(abandoned, all), ratio), above(all, calls));
    },
    forSeconds: 60,
  }),
  alert('QueueServiceLevelLow', {
    severity: 'warning',
    summary: 'Queue {queue} answers only {value:percent} of its calls in time',
    description:
      'Of the calls that were answered from queue {queue} within 30 minutes {value:percent} were answered in the time that it promises.',
    thresholds: {
      calls: { default: 15, help: 'Answered calls within 30 minutes, below which nothing is said.' },
      ratio: { default: 0.6, isRatio: true, help: 'Calls answered in time over all answered ones, 0 to 1, below which they are too few.' },
    },
    when: ({ calls, ratio }) => {
      const all = sum(increase(queueService, 1800), ['queue']);
      const within = sum(increase(queueService, 1800, { where: { target: 'within' } }), ['queue']);
      return both(below(divide(within, all), ratio), above(all, calls));
    },
    forSeconds: 120,
  }),
];
