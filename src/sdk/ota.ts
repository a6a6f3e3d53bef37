import type { SubjectContext } from './subject.ts';
import type { Given } from './tell.ts';

/** A session with a card that goes on. */
export interface OtaSession {
  readonly id: string;
  /** It is over. How long it took is measured. */
  end(given: Pick<Given<'ota.ended'>, 'outcome' | 'reason' | 'commandCount'>): void;
  error(given?: Pick<Given<'ota.error'>, 'reason' | 'detail'>): void;
}

/** Sessions with cards over the air. */
export type Ota = ReturnType<typeof createOta>;

/** Makes the subject. */
export function createOta({ tell, newId, stopwatch }: SubjectContext) {
  const started = tell('ota.started');
  const ended = tell('ota.ended');
  const error = tell('ota.error');
  return {
    /** A session begins. */
    start(given: Given<'ota.started'> = {}): OtaSession {
      const sessionId = given.sessionId ?? newId();
      const seconds = stopwatch();
      started({ ...given, sessionId });
      const session = { sessionId, ...(given.kind === undefined ? {} : { kind: given.kind }) };
      return {
        id: sessionId,
        end: (more) => ended({ ...session, ...more, seconds: seconds() }),
        error: (more) => error({ ...session, ...more }),
      };
    },
    started,
    ended,
    error,
    active: tell('ota.active'),
    trigger: tell('ota.trigger'),
    finding: tell('ota.finding'),
  };
}
