import { timed, type SubjectContext } from './subject.ts';

/** Calls that are handed on. */
export type Transfer = ReturnType<typeof createTransfer>;

/** Makes the subject. */
export function createTransfer(context: SubjectContext) {
  const { tell } = context;
  return {
    started: tell('transfer.started'),
    ended: timed(context, 'transfer.ended'),
    active: tell('transfer.active'),
  };
}
