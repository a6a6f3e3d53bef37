import type { SubjectContext } from './subject.ts';

/** Queues of calls and their promises. */
export type Queue = ReturnType<typeof createQueue>;

/** Makes the subject. */
export function createQueue({ tell }: SubjectContext) {
  return {
    entered: tell('queue.entered'),
    left: tell('queue.left'),
    handled: tell('queue.handled'),
    active: tell('queue.active'),
    slaBreached: tell('queue.sla_breached'),
    slaAlert: tell('queue.sla_alert'),
    noAnswer: tell('queue.no_answer'),
  };
}
