import {
  CAUSE_SIDE,
  decidesHopOutcome,
  field,
  present,
  sideOfCause,
  type Answer,
  type CallStore,
  type HopGroup,
  type SeenGroup,
  type ShapeOf,
} from '../../core/index.ts';
import type { WindowQuery } from './dashboard.ts';
import { HOP_TALLY_FIELDS, viewHopTally } from './hop-view.ts';

/** Dimension of the failures. */
export interface SeenQuery extends WindowQuery {
  readonly by: SeenGroup;
}

/** Side of a cause. */
export const SIDE_FIELD = field
  .oneOf(CAUSE_SIDE)
  .optional()
  .describe(
    'Whose doing a cause is: of the network on the way, of who was called, of who called. Absent for what is no cause, or none of these.',
  );

/** Value of a dimension with its failed calls or hops. */
export const SEEN_FIELDS = {
  value: field.text(),
  side: SIDE_FIELD,
  calls: field.count().describe('Calls that failed in the end.'),
  firstAt: field.at().describe('When the first call within the time began that failed, or of which such a hop failed.'),
  lastAt: field.at().describe('When the last one began.'),
  failed: HOP_TALLY_FIELDS.failed.optional().describe('Of hops: attempts that failed, also of calls that a later hop answered.'),
  tried: HOP_TALLY_FIELDS.tried
    .optional()
    .describe('Of hops: all attempts, less the challenged, the redirected, and those that another branch answered.'),
  failedRatio: field.ratio().optional().describe('failed over tried. Absent where the conditions decide it, as it is of causes.'),
};
export type FailureGroup = ShapeOf<typeof SEEN_FIELDS>;
/** Most values of one answer. */
export const MAX_SEEN = 100;
/** Least attempts for a share to be ranked: hops with fewer come last. */
const LEAST_TRIED = 10;

/** Groups the failures of a window: causes by calls; places by the share that failed there; codes and causes of hops by attempts; the largest first. */
export async function failuresBy(store: CallStore, query: SeenQuery): Promise<Answer<readonly FailureGroup[]>> {
  const { by, conditions = {}, since, until } = query;
  const window = { since, until };
  if (by !== 'cause') return failedHops(store, { ...query, by });
  const { value, isPartial } = await store.seenByCause(window, { ...conditions, isFailure: true });
  const all = [...value].map(([name, seen]): FailureGroup => ({ value: name, ...present({ side: sideOfCause(name) }), ...seen }));
  return { value: all.toSorted((a, b) => b.calls - a.calls || byName(a, b)).slice(0, MAX_SEEN), isPartial };
}

async function failedHops(
  store: CallStore,
  { by, conditions = {}, since, until }: WindowQuery & { readonly by: HopGroup },
): Promise<Answer<readonly FailureGroup[]>> {
  const { value, isPartial } = await store.groupByHop({ since, until }, by, conditions);
  const isDecided = decidesHopOutcome(conditions);
  const all = [...value].flatMap(([name, tally]): FailureGroup[] => {
    const { failed, tried, failedRatio } = viewHopTally(tally, isDecided);
    const { failedCalls: calls, firstFailedAt: firstAt, lastFailedAt: lastAt } = tally;
    if (firstAt === undefined || lastAt === undefined) return [];
    const side = by === 'hopCause' ? sideOfCause(name) : undefined;
    return [{ value: name, calls, firstAt, lastAt, failed, tried, ...present({ side, failedRatio }) }];
  });
  const isPlace = by === 'hop' || by === 'hopTrunk';
  return { value: all.toSorted((a, b) => (isPlace ? byShare(a, b) : 0) || byFailed(a, b)).slice(0, MAX_SEEN), isPartial };
}

function byShare(a: FailureGroup, b: FailureGroup): number {
  return shareOf(b) - shareOf(a);
}

function shareOf({ tried = 0, failedRatio = 0 }: FailureGroup): number {
  return tried < LEAST_TRIED ? 0 : failedRatio;
}

function byFailed(a: FailureGroup, b: FailureGroup): number {
  return (b.failed ?? 0) - (a.failed ?? 0) || byName(a, b);
}

function byName(a: FailureGroup, b: FailureGroup): number {
  return a.value < b.value ? -1 : 1;
}
