import {
  createCountChanges,
  moves,
  movesFrom,
  NO_ANSWER_ACTION,
  SLA_ACTION,
  type EventOfType,
  type Move,
  type QueueOutcome,
} from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { SECONDS } from './rustpbx-words.ts';

const queue = open(64);

export const entered = legacy.counter('rustpbx_cc_queue_calls_total', { help: 'Calls that entered a queue', labels: { queue } });
const handleTime = legacy.histogram('rustpbx_cc_queue_handle_time_seconds', {
  help: 'Answer of a call from a queue to the end of wrap-up',
  labels: { queue },
  buckets: SECONDS,
});
export const longestWait = legacy.gauge('rustpbx_cc_queue_longest_wait_seconds', {
  help: 'How long the first of a queue has been waiting',
  labels: { queue },
});
export const serviceLevel = legacy.gauge('rustpbx_cc_queue_sla_percentage', {
  help: 'Calls of a queue answered in time over all answered',
  labels: { queue },
});
export const breached = legacy.counter('rustpbx_cc_sla_breached_total', {
  help: 'Calls that waited longer than their queue promises',
  labels: { queue },
});
const alerts = legacy.counter('rustpbx_cc_sla_alert_total', {
  help: 'What was done because the promise of a queue was at risk',
  labels: { queue, action: SLA_ACTION },
});
const noAnswers = legacy.counter('rustpbx_cc_no_answer_action_total', {
  help: 'What was done with calls from a queue that an agent did not take',
  labels: { queue, action: NO_ANSWER_ACTION },
});

type Left = EventOfType<'queue.left'>;

/** The calls that wait in a queue, over all programs that tell of it. */
function waiting(name: string, help: string): Move {
  return movesFrom(legacy.gauge(name, { help, labels: { queue } }), () => {
    const changes = createCountChanges();
    return {
      'queue.active': (active, metric) =>
        metric.add(changes.take(`${active.source}|${active.queue}`, active.count), { queue: active.queue }),
    };
  });
}

/** The calls that left a queue so. */
function leftBy(name: string, help: string, wanted: QueueOutcome): Move {
  return moves(legacy.counter(name, { help, labels: { queue } }), {
    'queue.left': (left, metric) => {
      if (left.outcome === wanted) metric.inc({ queue: left.queue });
    },
  });
}

function waits(name: string, help: string): Move {
  return moves(legacy.histogram(name, { help, labels: { queue }, buckets: SECONDS }), {
    'queue.left': (left, metric) => {
      if (left.waitSeconds !== undefined) metric.observe(left.waitSeconds, { queue: left.queue });
    },
  });
}

/** Calls answered on this side of the promise of their queue; without a promise, on neither. */
function answered(name: string, help: string, isInTime: boolean): Move {
  return moves(legacy.counter(name, { help, labels: { queue } }), {
    'queue.left': (left, metric) => {
      if (wasInTime(left) === isInTime) metric.inc({ queue: left.queue });
    },
  });
}

function wasInTime({ outcome, waitSeconds, targetSeconds }: Left): boolean | undefined {
  if (outcome !== 'answered' || waitSeconds === undefined || targetSeconds === undefined) return undefined;
  return waitSeconds <= targetSeconds;
}

/** Queues, as the PBX and its contact centre count them. */
export const rustpbxQueues: readonly Move[] = [
  waiting('rustpbx_queue_size', 'Current queue size'),
  waits('rustpbx_queue_wait_time_seconds', 'Queue wait time'),
  leftBy('rustpbx_queue_abandoned_total', 'Callers who abandoned queue', 'abandoned'),
  leftBy('rustpbx_queue_answered_total', 'Callers answered from queue', 'answered'),
  moves(entered, { 'queue.entered': (call, metric) => metric.inc({ queue: call.queue }) }),
  leftBy('rustpbx_cc_queue_calls_answered_total', 'Calls of a queue that were answered', 'answered'),
  waits('rustpbx_cc_queue_wait_time_seconds', 'How long calls waited in a queue'),
  leftBy('rustpbx_cc_queue_calls_abandoned_total', 'Calls whose caller gave up waiting', 'abandoned'),
  leftBy('rustpbx_cc_queue_calls_transferred_total', 'Calls that left a queue by transfer', 'transferred'),
  leftBy('rustpbx_cc_queue_calls_voicemail_total', 'Calls that left a queue for voicemail', 'voicemail'),
  moves(handleTime, { 'queue.handled': (call, metric) => metric.observe(call.handleSeconds, { queue: call.queue }) }),
  waiting('rustpbx_cc_queue_size', 'Calls that wait in a queue'),
  moves(longestWait, {
    'queue.active': (active, metric) => {
      if (active.longestWaitSeconds !== undefined) metric.set(active.longestWaitSeconds, { queue: active.queue });
      else metric.clear({ queue: active.queue });
    },
  }),
  moves(serviceLevel, {
    'queue.active': (active, metric) => {
      if (active.serviceRatio !== undefined) metric.set(active.serviceRatio * 100, { queue: active.queue });
    },
  }),
  answered('rustpbx_cc_sla_answered_within_target_total', 'Calls answered within what their queue promises', true),
  answered('rustpbx_cc_sla_answered_after_target_total', 'Calls answered later than their queue promises', false),
  moves(breached, { 'queue.sla_breached': (call, metric) => metric.inc({ queue: call.queue }) }),
  moves(alerts, { 'queue.sla_alert': (alert, metric) => metric.inc({ queue: alert.queue, action: alert.action }) }),
  moves(noAnswers, { 'queue.no_answer': (call, metric) => metric.inc({ queue: call.queue, action: call.action }) }),
];
