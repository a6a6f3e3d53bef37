import { agentStage, callAttempts } from '../catalog/index.ts';
import {
  above,
  both,
  calculate,
  countOf,
  divide,
  either,
  increase,
  record,
  recorded,
  shareUpTo,
  sum,
  type Expression,
  type Recorded,
} from '../expressions/index.ts';
import { alert, type Alert } from './alert.ts';

const WINDOW = { m5: 300, m30: 1800, h1: 3600, h2: 7200, h6: 21_600, d1: 86_400, d3: 259_200 } as const;
type WindowName = keyof typeof WINDOW;
/** As names of recording rules have them. */
const SUFFIX = { m5: '5m', m30: '30m', h1: '1h', h2: '2h', h6: '6h', d1: '1d', d3: '3d' } as const;

/** How many times more events a window must have than one of five minutes, for a ratio of it to mean something. */
const VOLUME: Readonly<Record<WindowName, number>> = { m5: 1, m30: 2, h1: 3, h2: 5, h6: 10, d1: 20, d3: 40 };

type Ratios = Readonly<Record<WindowName, Recorded<never>>>;

/** The share of bad events in each window. No series where there was no event. */
function errorRatios(service: string, ratio: (seconds: number) => Expression): Ratios {
  const of = (window: WindowName): Recorded<never> => record(`${service}:sli_error:ratio_rate${SUFFIX[window]}`, ratio(WINDOW[window]), []);
  return { m5: of('m5'), m30: of('m30'), h1: of('h1'), h2: of('h2'), h6: of('h6'), d1: of('d1'), d3: of('d3') };
}

const calls = errorRatios('calls', (seconds) => {
  const all = sum(increase(callAttempts, seconds, { where: { challenged: 'no', outcome: { not: ['rejected'] } } }));
  const failed = sum(increase(callAttempts, seconds, { where: { challenged: 'no', outcome: 'failed' } }));
  return both(divide(failed, all), above(all, 0));
});

const answers = errorRatios('voice_agents', (seconds) => {
  const where = { stage: 'speech_end_to_first_audio' } as const;
  const all = sum(increase(countOf(agentStage), seconds, { where }));
  return both(calculate('-', 1, shareUpTo(2, agentStage, seconds, [], { where })), above(all, 0));
});

interface Objective {
  /** Beginning of the names of its alerts: `CallSlo`. */
  readonly name: string;
  readonly ratios: Ratios;
  readonly objective: number;
  readonly help: string;
  /** What is bad, e.g. `of the call attempts fail`. */
  readonly bad: string;
  /** How many events there were. */
  readonly volume: (seconds: number) => Expression;
  /** Alerts that are why it burns. Of one trunk there is none: it may be a small one, and all fails for another reason. */
  readonly explainedBy: readonly string[];
}

function explains(alertName: string): { readonly alert: string; readonly equal: readonly never[] } {
  return { alert: alertName, equal: [] };
}

/** Two windows that both burn the budget so many times faster than it lasts. */
type Pair = readonly [short: WindowName, long: WindowName, times: number];

function burns({ ratios, volume }: Objective, pairs: readonly [Pair, Pair], objective: number, least: number): Expression {
  const [first, second] = pairs.map(([short, long, times]) => {
    const most = (1 - objective) * times;
    const burning = both(above(recorded(ratios[long]), most), above(recorded(ratios[short]), most));
    return both(burning, above(volume(WINDOW[short]), least * VOLUME[short]));
  });
  return first === undefined || second === undefined ? recorded(ratios.m5) : either(first, second);
}

function burnAlerts(one: Objective): readonly Alert[] {
  const thresholds = {
    objective: { default: one.objective, isRatio: true, help: one.help },
    events: {
      default: 20,
      help: 'Events within five minutes, below which nothing is said; twice as many within half an hour, five times within two hours, ten times within six.',
    },
  };
  return [
    alert(`${one.name}BurnsFast`, {
      severity: 'critical',
      summary: `{value:percent} ${one.bad}: the error budget of a month will be gone within days`,
      description: `{value:percent} ${one.bad}, over an hour and still within five minutes, or over six hours and still within half an hour.`,
      thresholds,
      when: ({ objective, events }) =>
        burns(
          one,
          [
            ['m5', 'h1', 14.4],
            ['m30', 'h6', 6],
          ],
          objective,
          events,
        ),
      forSeconds: 60,
      inhibitedBy: one.explainedBy.map(explains),
    }),
    alert(`${one.name}BurnsSlowly`, {
      severity: 'warning',
      summary: `{value:percent} ${one.bad}: the error budget of a month will be gone before its end`,
      description: `{value:percent} ${one.bad}, over a day and still within two hours, or over three days and still within six hours.`,
      thresholds,
      when: ({ objective, events }) =>
        burns(
          one,
          [
            ['h2', 'd1', 3],
            ['h6', 'd3', 1],
          ],
          objective,
          events,
        ),
      forSeconds: 300,
      inhibitedBy: [`${one.name}BurnsFast`, ...one.explainedBy].map(explains),
    }),
  ];
}

export const burnRecordings = [...Object.values(calls), ...Object.values(answers)];

/** Objectives over a month, by how fast what they allow is used up, in the windows of the site reliability workbook. */
export const objectiveAlerts: readonly Alert[] = [
  ...burnAlerts({
    name: 'CallSlo',
    ratios: calls,
    objective: 0.98,
    help: 'Call attempts that shall not fail, over all, 0 to 1.',
    bad: 'of the call attempts fail',
    explainedBy: ['VoiceCallSuccessRateLow'],
    volume: (seconds) => sum(increase(callAttempts, seconds, { where: { challenged: 'no', outcome: { not: ['rejected'] } } })),
  }),
  ...burnAlerts({
    name: 'VoiceAgentSlo',
    ratios: answers,
    objective: 0.95,
    help: 'Answers of voice agents that shall begin within two seconds, over all, 0 to 1.',
    bad: 'of the answers of voice agents begin later than two seconds',
    explainedBy: [],
    volume: (seconds) => sum(increase(countOf(agentStage), seconds, { where: { stage: 'speech_end_to_first_audio' } })),
  }),
];
