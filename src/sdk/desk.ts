import type { SubjectContext } from './subject.ts';

/** People at desks who take calls. */
export type Desk = ReturnType<typeof createDesk>;

/** Makes the subject. */
export function createDesk({ tell }: SubjectContext) {
  return {
    state: tell('desk.state'),
    active: tell('desk.active'),
    call: tell('desk.call'),
    message: tell('desk.message'),
    autonomy: tell('desk.autonomy'),
    decision: tell('desk.decision'),
  };
}
