import { timed, type SubjectContext } from './subject.ts';

/** Requests by USSD and their answers. */
export type Ussd = ReturnType<typeof createUssd>;

/** Makes the subject. */
export function createUssd(context: SubjectContext) {
  const { tell } = context;
  return {
    sent: tell('ussd.sent'),
    response: timed(context, 'ussd.response'),
    failed: tell('ussd.failed'),
  };
}
