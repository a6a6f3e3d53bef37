import { callAttempts, callsCompleted, inviteFinals } from '../catalog/index.ts';
import { calculate, divide, increase, rate, sum, type Expression, type Window } from '../expressions/index.ts';

/** Over which time a ratio is taken, and how long ago. */
interface When {
  readonly window: Window;
  readonly ago?: number;
}

type Final = NonNullable<NonNullable<Parameters<typeof rate<typeof inviteFinals.labels>>[2]>['where']>;

/** Within a step of a chart rates are compared, within all that it shows increases: their ratios are the same. */
function finals(where: Final, { window, ago = 0 }: When): Expression {
  return sum(window === 'step' ? rate(inviteFinals, window, { where, ago }) : increase(inviteFinals, window, { where, ago }));
}

/** Neither redirected nor asked who one is: what RFC 6076 divides by. */
const TRIED = { final: { not: ['3xx', '401', '402', '407', 'auth'] } } as const;

/** Session Establishment Ratio (RFC 6076 4.6): attempts that were answered. */
export function ser(when: When): Expression {
  return divide(finals({ final: '2xx' }, when), finals(TRIED, when));
}

/** Session Establishment Effectiveness Ratio (RFC 6076 4.7): and those that a person refused or did not take. */
export function seer(when: When): Expression {
  return divide(finals({ final: ['2xx', '480', '486', '600', '603'] }, when), finals(TRIED, when));
}

/** Ineffective Session Attempts (RFC 6076 4.8): what the network refused, or nobody answered. */
export function isa(when: When): Expression {
  return divide(finals({ final: ['408', '500', '503', '504', 'timeout'] }, when), finals({}, when));
}

/** Session Completion Ratio (RFC 6076 4.9): attempts that became calls which ended as they should. */
export function scr({ window, ago = 0 }: When): Expression {
  return divide(
    sum(window === 'step' ? rate(callsCompleted, window, { ago }) : increase(callsCompleted, window, { ago })),
    finals({}, { window, ago }),
  );
}

type Attempt = NonNullable<NonNullable<Parameters<typeof rate<typeof callAttempts.labels>>[2]>['where']>;

function attempts(where: Attempt, { window, ago = 0 }: When): Expression {
  return sum(window === 'step' ? rate(callAttempts, window, { where, ago }) : increase(callAttempts, window, { where, ago }));
}

const COUNTED = { challenged: 'no', outcome: { not: ['redirected'] } } as const;

/** Answer-Seizure Ratio (E.425): attempts that were answered, over all but the challenged and the redirected. */
export function asr(when: When): Expression {
  return divide(attempts({ outcome: 'answered' }, when), attempts(COUNTED, when));
}

/** Neither redirected nor asked who one is: the same attempts as those of the ASR. */
const SEIZED = { final: { not: ['3xx', '401', '407', 'auth'] } } as const;

/** Network Effectiveness Ratio (E.425): what the network brought to somebody, whatever he did with it. Both parts are of one metric: of a series that begins, neither has the first one. */
export function ner(when: When): Expression {
  const reached = finals({ final: ['2xx', '486', '600', '603'] }, when);
  const rung = finals({ final: ['408', '480', '487'], rang: 'yes' }, when);
  return divide(calculate('+', reached, rung), finals(SEIZED, when));
}
