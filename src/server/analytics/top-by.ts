import { type Answer, type CallStore, HOP_GROUP, type HopGroup } from '../../core/index.ts';
import type { WindowQuery } from './dashboard.ts';
import { DIMENSIONS, type Dimension, type TallyView, viewMap, viewSummary } from './tally-view.ts';

/** By what calls are ranked. */
export type TopBy = Dimension | HopGroup;

/** All that calls are ranked by. */
// The dimensions are declared in one object; Object.keys loses their names.
export const TOP_BY: readonly TopBy[] = [...(Object.keys(DIMENSIONS) as readonly Dimension[]), ...HOP_GROUP];

/** The tallies of a window by the values of a dimension. */
export async function countBy(
  store: CallStore,
  { by, conditions, since, until }: WindowQuery & { readonly by: TopBy },
): Promise<Answer<Readonly<Record<string, TallyView>>>> {
  const window = { since, until };
  const hopGroup = HOP_GROUP.find((one) => one === by);
  if (hopGroup !== undefined) {
    const { value, isPartial } = await store.groupByHop(window, hopGroup, conditions);
    return { value: viewMap(value), isPartial };
  }
  const { value, isPartial } = await store.summarize(window, conditions);
  // What is no group of hops is a dimension.
  return { value: viewSummary(value)[DIMENSIONS[by as Dimension]], isPartial };
}
