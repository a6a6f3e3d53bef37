import { type Answer, type CallStore, decidesHopOutcome, field, HOP_GROUP, type HopGroup, type ShapeOf } from '../../core/index.ts';
import type { WindowQuery } from './dashboard.ts';
import { SIDE_FIELD } from './failures-by.ts';
import { HOP_TALLY_FIELDS, type HopTallyView, viewHopTally } from './hop-view.ts';
import { DIMENSIONS, type Dimension, TALLY_FIELDS, type TallyView, viewSummary } from './tally-view.ts';

/** By what calls are ranked. */
export type TopBy = Dimension | HopGroup;

/** All that calls are ranked by. */
// The dimensions are declared in one object; Object.keys loses their names.
export const TOP_BY: readonly TopBy[] = [...(Object.keys(DIMENSIONS) as readonly Dimension[]), ...HOP_GROUP];

/** A value with what is counted of it: of calls, or by hop, hopTrunk, hopCode and hopCause of hops. */
export const TOP_VALUE_FIELDS = {
  value: field.text(),
  side: SIDE_FIELD,
  ...TALLY_FIELDS,
  ...HOP_TALLY_FIELDS,
  attempts: field
    .count()
    .describe(
      'Calls whose set-up is over. By hop and the like: INVITEs that were sent to next hops, each once; a call that tried one twice has two.',
    ),
  answered: field.count().describe('By hop and the like: by the hop itself, whatever became of the call.'),
  challenged: TALLY_FIELDS.challenged.describe('Asked for a password, or refused it: in no share but isa and scr.'),
  redirected: TALLY_FIELDS.redirected.describe('Ended with a 3xx that nobody followed, of hops with any: outside asr and ner.'),
  completed: TALLY_FIELDS.completed.optional(),
  swept: TALLY_FIELDS.swept.optional(),
  emergency: TALLY_FIELDS.emergency.optional(),
  withTranscript: TALLY_FIELDS.withTranscript.optional(),
  talkSeconds: TALLY_FIELDS.talkSeconds.optional(),
  tried: HOP_TALLY_FIELDS.tried.optional(),
  elsewhere: HOP_TALLY_FIELDS.elsewhere.optional(),
  failed: HOP_TALLY_FIELDS.failed.optional(),
  carriedLater: HOP_TALLY_FIELDS.carriedLater.optional(),
  asr: field
    .ratio()
    .optional()
    .describe('Absent, as ner, ser, seer and failedRatio are, where the conditions choose calls or hops by how they came out.'),
  ner: field.ratio().optional(),
};
export type TopValue = ShapeOf<typeof TOP_VALUE_FIELDS>;

/** The tallies of a window by the values of a dimension. */
export async function countBy(
  store: CallStore,
  { by, conditions = {}, since, until }: WindowQuery & { readonly by: TopBy },
): Promise<Answer<Readonly<Record<string, TallyView | HopTallyView>>>> {
  const window = { since, until };
  const hopGroup = HOP_GROUP.find((one) => one === by);
  if (hopGroup !== undefined) {
    const { value, isPartial } = await store.groupByHop(window, hopGroup, conditions);
    const isDecided = decidesHopOutcome(conditions);
    return { value: Object.fromEntries([...value].map(([name, tally]) => [name, viewHopTally(tally, isDecided)])), isPartial };
  }
  const { value, isPartial } = await store.summarize(window, conditions);
  // What is no group of hops is a dimension.
  return { value: viewSummary(value, conditions)[DIMENSIONS[by as Dimension]], isPartial };
}
