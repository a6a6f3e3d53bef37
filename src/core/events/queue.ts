import { event } from '../event.ts';
import { field } from '../field.ts';
import { NO_ANSWER_ACTION, QUEUE_OUTCOME, SLA_ACTION } from '../queue-words.ts';
import { told, toldOfCall } from './origin.ts';

const queue = { queue: field.label().describe('The name of the queue in the configuration.') };

export const queueEntered = event('queue.entered', 'A call entered a queue. With `callId`, `queue.active` is counted from these.', {
  ...toldOfCall,
  ...queue,
});

export const queueLeft = event('queue.left', 'A call left a queue.', {
  ...toldOfCall,
  ...queue,
  outcome: field.oneOf(QUEUE_OUTCOME),
  waitSeconds: field.seconds().optional().describe('How long it waited. Absent when nobody told.'),
  targetSeconds: field.seconds().optional().describe('Within what the queue promises to answer. Absent without a promise.'),
});

export const queueHandled = event('queue.handled', 'A call from a queue is over, wrap-up included.', {
  ...toldOfCall,
  ...queue,
  handleSeconds: field.seconds().describe('Answer to the end of wrap-up.'),
});

export const queueActive = event('queue.active', 'How many calls wait in a queue.', {
  ...told,
  ...queue,
  count: field.count(),
  longestWaitSeconds: field.seconds().optional().describe('Of the calls that wait. Absent when nobody told.'),
  serviceRatio: field
    .ratio()
    .optional()
    .describe('Calls answered in time over all answered, by the window of the program that tells. Absent without a promise.'),
});

export const queueSlaBreached = event('queue.sla_breached', 'A call waited longer than its queue promises.', { ...toldOfCall, ...queue });

export const queueSlaAlert = event('queue.sla_alert', 'Something was done because a promise is at risk.', {
  ...told,
  ...queue,
  action: field.oneOf(SLA_ACTION).orElse('other'),
});

export const queueNoAnswer = event('queue.no_answer', 'An agent did not take a call from a queue.', {
  ...toldOfCall,
  ...queue,
  action: field.oneOf(NO_ANSWER_ACTION).orElse('other').describe('What was done with the call.'),
});
