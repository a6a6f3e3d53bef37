import {
  decidesOutcome,
  field,
  kpis,
  present,
  type CallConditions,
  type CallSummary,
  type CallTally,
  type Kpis,
  type ShapeOf,
} from '../../core/index.ts';
import { DISTRIBUTION_FIELD } from './answer-fields.ts';

const ratio = () => field.ratio().optional();

/**
 * Tally of calls as plain data. Ratios are absent without a denominator, those of set-up also when the conditions choose calls by their outcome,
 * distributions without a value; quantiles are within 1 %.
 */
export const TALLY_FIELDS = {
  attempts: field.count().describe('Calls whose set-up is over. Calls that are still active are in no count.'),
  challenged: field
    .count()
    .describe('Ended in an authentication challenge or with refused credentials: outside the denominators of SER, SEER, ASR and NER.'),
  redirected: field.count().describe('Ended with a 3xx that nobody followed: outside the denominators of SER, SEER, ASR and NER.'),
  answered: field.count(),
  completed: field.count().describe('Answered, and ended regularly.'),
  swept: field.count().describe('Given up because nothing more was heard of them.'),
  emergency: field.count(),
  withTranscript: field.count(),
  talkSeconds: field.number().describe('Seconds, the sum over all that ended regularly.'),
  ser: ratio(),
  seer: ratio(),
  isa: ratio(),
  scr: ratio(),
  redirectRatio: ratio().describe('redirected over attempts.'),
  asr: ratio(),
  ner: ratio(),
  acdSeconds: field.seconds().optional(),
  talk: DISTRIBUTION_FIELD.describe('Seconds from the answer to the end.'),
  setup: DISTRIBUTION_FIELD.describe('Seconds to the answer.'),
  pdd: DISTRIBUTION_FIELD.describe('Seconds to the first 180 or 183.'),
  mos: DISTRIBUTION_FIELD.describe('Mean opinion score, 1 to 5.'),
  agentResponse: DISTRIBUTION_FIELD.describe(
    "Seconds from the end of the caller's speech to the agent's first audio, the mean of each call.",
  ),
};
export type TallyView = ShapeOf<typeof TALLY_FIELDS>;

const byValue = () => field.map(field.shape(TALLY_FIELDS), Infinity);

/** A summary as plain data. In each map a value that did not occur has no entry. */
export const SUMMARY_FIELDS = {
  total: field.shape(TALLY_FIELDS),
  active: field.count().describe('Calls that are not over, whenever they started.'),
  byDirection: byValue(),
  byOutcome: byValue(),
  byEnded: byValue(),
  byCause: byValue(),
  bySipCode: byValue().describe('By what the caller saw.'),
  byTrunk: byValue(),
  byCodec: byValue(),
};
export type SummaryView = ShapeOf<typeof SUMMARY_FIELDS>;

/** The dimensions of a summary by the word that a question uses for them. */
export const DIMENSIONS = {
  direction: 'byDirection',
  outcome: 'byOutcome',
  ended: 'byEnded',
  cause: 'byCause',
  sipCode: 'bySipCode',
  trunk: 'byTrunk',
  codec: 'byCodec',
} as const satisfies Readonly<Record<string, keyof SummaryView & keyof CallSummary>>;
export type Dimension = keyof typeof DIMENSIONS;

/** Ratios that are those of the question where it chose calls by how they came out. */
const OF_SET_UP = ['ser', 'seer', 'asr', 'ner'] as const satisfies readonly (keyof Kpis)[];

function ratiosOf(tally: CallTally, conditions: CallConditions): Kpis {
  const all = kpis(tally.counts);
  if (!decidesOutcome(conditions)) return all;
  return present({ ...all, ...Object.fromEntries(OF_SET_UP.map((name) => [name, undefined])) });
}

/** Shows a tally of the calls that meet conditions. */
export function viewTally(tally: CallTally, conditions: CallConditions): TallyView {
  const { attempts, challenged, redirected, answered, completed, talkSeconds } = tally.counts;
  const { swept, emergency, withTranscript, talk, setup, pdd, mos, agentResponse } = tally;
  return {
    attempts,
    challenged,
    redirected,
    answered,
    completed,
    swept,
    emergency,
    withTranscript,
    talkSeconds,
    ...ratiosOf(tally, conditions),
    ...present({ talk, setup, pdd, mos, agentResponse }),
  };
}

/** Shows a summary of the calls that meet conditions. */
export function viewSummary(summary: CallSummary, conditions: CallConditions): SummaryView {
  const { total, active } = summary;
  const maps = Object.values(DIMENSIONS).map((name) => [name, viewMap(summary[name], conditions)] as const);
  // The dimensions are all the maps of a view.
  return { total: viewTally(total, conditions), active, ...Object.fromEntries(maps) } as SummaryView;
}

function viewMap(map: ReadonlyMap<string, CallTally>, conditions: CallConditions): Readonly<Record<string, TallyView>> {
  return Object.fromEntries([...map].map(([value, tally]) => [value, viewTally(tally, conditions)]));
}
