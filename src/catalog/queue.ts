import { catalog, createCountChanges, moves, movesFrom, NO_ANSWER_ACTION, QUEUE_OUTCOME, SLA_ACTION, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, TALK_SECONDS } from './buckets.ts';

const queue = open(64);

export const queueEntered = counter('telephony_queue_entered_total', { help: 'Calls that entered a queue.', labels: { queue } });

export const queueLeft = counter('telephony_queue_left_total', {
  help: 'Calls that left a queue, by how: abandoned over all is the abandon rate.',
  labels: { queue, outcome: QUEUE_OUTCOME },
});

export const queueWait = histogram('telephony_queue_wait_seconds', {
  help: 'How long calls waited in a queue, in seconds, by how they left it. Absent where nobody told.',
  labels: { queue, outcome: QUEUE_OUTCOME },
  buckets: JOB_SECONDS,
  native: NATIVE,
});

export const queueService = counter('telephony_queue_answered_by_target_total', {
  help: 'Calls that were answered from a queue that promises a time, by whether it was kept: within over both is the service level.',
  labels: { queue, target: ['within', 'after'] },
});

export const queueHandle = histogram('telephony_queue_handle_seconds', {
  help: 'Answer to the end of wrap-up of calls from a queue, in seconds.',
  labels: { queue },
  buckets: TALK_SECONDS,
  native: NATIVE,
});

export const queueCalls = gauge('telephony_queue_calls', {
  help: 'Calls that wait in a queue, over all programs that tell of it. Absent until one does.',
  labels: { queue },
});

export const queueLongestWait = gauge('telephony_queue_longest_wait_seconds', {
  help: 'How long the call waits that waits longest; 0 when none does. Absent until its program tells.',
  labels: { queue },
});

export const queueServiceRatio = gauge('telephony_queue_service_ratio', {
  help: 'Share of the calls that were answered in time, by the window of the program that tells. Absent without a promise.',
  labels: { queue },
});

export const queueBreaches = counter('telephony_queue_sla_breaches_total', {
  help: 'Calls that waited longer than their queue promises.',
  labels: { queue },
});

export const queueAlerts = counter('telephony_queue_sla_alerts_total', {
  help: 'What was done because a promise of a queue was at risk.',
  labels: { queue, action: SLA_ACTION },
});

export const queueNoAnswers = counter('telephony_queue_no_answers_total', {
  help: 'Calls from a queue that an agent did not take, by what was done with them.',
  labels: { queue, action: NO_ANSWER_ACTION },
});

/** Queues of calls for people. */
export const queueCatalog = catalog(
  'queue',
  [
    moves(queueEntered, { 'queue.entered': ({ queue }, metric) => metric.inc({ queue }) }),
    moves(queueLeft, { 'queue.left': ({ queue, outcome }, metric) => metric.inc({ queue, outcome }) }),
    moves(queueWait, {
      'queue.left': ({ queue, outcome, waitSeconds }, metric) => {
        if (waitSeconds !== undefined) metric.observe(waitSeconds, { queue, outcome });
      },
    }),
    moves(queueService, {
      'queue.left': ({ queue, outcome, waitSeconds, targetSeconds }, metric) => {
        if (outcome !== 'answered' || waitSeconds === undefined || targetSeconds === undefined) return;
        metric.inc({ queue, target: waitSeconds <= targetSeconds ? 'within' : 'after' });
      },
    }),
    moves(queueHandle, { 'queue.handled': ({ queue, handleSeconds }, metric) => metric.observe(handleSeconds, { queue }) }),
    movesFrom(queueCalls, () => {
      const changes = createCountChanges();
      return {
        'queue.active': ({ source, queue, count }, metric) => metric.add(changes.take(`${source}|${queue}`, count), { queue }),
      };
    }),
    moves(queueLongestWait, {
      'queue.active': ({ queue, count, longestWaitSeconds }, metric) => {
        if (longestWaitSeconds !== undefined) metric.set(longestWaitSeconds, { queue });
        else if (count === 0) metric.set(0, { queue });
      },
    }),
    moves(queueServiceRatio, {
      'queue.active': ({ queue, serviceRatio }, metric) => {
        if (serviceRatio !== undefined) metric.set(serviceRatio, { queue });
      },
    }),
    moves(queueBreaches, { 'queue.sla_breached': ({ queue }, metric) => metric.inc({ queue }) }),
    moves(queueAlerts, { 'queue.sla_alert': ({ queue, action }, metric) => metric.inc({ queue, action }) }),
    moves(queueNoAnswers, { 'queue.no_answer': ({ queue, action }, metric) => metric.inc({ queue, action }) }),
  ],
  TOLD,
);
