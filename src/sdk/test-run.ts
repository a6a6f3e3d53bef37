import type { LabelText } from '../core/index.ts';
import { timed, type SubjectContext } from './subject.ts';
import type { Given } from './tell.ts';

/** A test that runs. */
export interface RunningTest {
  readonly id: string;
  /** It is over. What it took is measured. */
  end(given: Pick<Given<'test.ended'>, 'outcome' | 'assertions' | 'isFlaky' | 'detail'>): void;
}

/** Tests of cards and devices. */
export type TestRun = ReturnType<typeof createTestRun>;

/** Makes the subject. */
export function createTestRun(context: SubjectContext) {
  const { tell, newId, stopwatch } = context;
  const started = tell('test.started');
  const ended = tell('test.ended');
  return {
    /** A test of a suite begins. */
    start({ suite, test }: { readonly suite: LabelText; readonly test: LabelText }): RunningTest {
      const runId = newId();
      const seconds = stopwatch();
      started({ suite, runId });
      return { id: runId, end: (more) => ended({ ...more, suite, test, runId, seconds: seconds() }) };
    },
    started,
    ended,
    active: tell('test.active'),
    suiteEnded: timed(context, 'test.suite_ended'),
  };
}
