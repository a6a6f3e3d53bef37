import { timed, type SubjectContext } from './subject.ts';

/** Looking for the routes of calls. */
export type Routing = ReturnType<typeof createRouting>;

/** Makes the subject. */
export function createRouting(context: SubjectContext) {
  return {
    evaluated: timed(context, 'route.evaluated'),
  };
}
