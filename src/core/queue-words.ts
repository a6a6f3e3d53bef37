/** How a call left a queue. */
export const QUEUE_OUTCOME = ['answered', 'abandoned', 'transferred', 'voicemail', 'timeout', 'overflow', 'failed'] as const;
export type QueueOutcome = (typeof QUEUE_OUTCOME)[number];

/** What is done when a service level is at risk. */
export const SLA_ACTION = ['notify', 'escalate', 'overflow', 'callback', 'other'] as const;
export type SlaAction = (typeof SLA_ACTION)[number];

/** What is done with a call that no agent took. */
export const NO_ANSWER_ACTION = ['requeue', 'next_agent', 'voicemail', 'overflow', 'hangup', 'callback', 'other'] as const;
export type NoAnswerAction = (typeof NO_ANSWER_ACTION)[number];

/** What an agent at a desk is doing. */
export const DESK_STATE = ['offline', 'available', 'ringing', 'busy', 'wrapup', 'away', 'other'] as const;
export type DeskState = (typeof DESK_STATE)[number];
