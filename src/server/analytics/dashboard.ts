import { field, isCovered, type CallConditions, type CallStore, type ShapeOf, type Window } from '../../core/index.ts';
import { IS_PARTIAL_FIELD, LATENCIES_FIELD } from './answer-fields.ts';
import { SUMMARY_FIELDS, TALLY_FIELDS, viewSummary, type TallyView } from './tally-view.ts';

const change = () => field.number().optional();

/** Which calls of a window. */
export interface WindowQuery extends Window {
  readonly conditions?: CallConditions;
}

/** A window of calls at a glance, beside the window of the same length before it. */
export const DASHBOARD_FIELDS = {
  since: field.at(),
  until: field.at(),
  previous: field.shape({
    since: field.at(),
    until: field.at(),
    total: field.shape(TALLY_FIELDS),
    isUncovered: field
      .flag()
      .optional()
      .describe('true: no call is known from its beginning or before it, so nothing is compared with it. Absent otherwise.'),
  }),
  ...SUMMARY_FIELDS,
  deltas: field
    .shape({ attempts: change(), answered: change(), asr: change(), ser: change(), acdSeconds: change(), talkSeconds: change() })
    .describe(
      'What changed against the window before: (now - then) / then. Absent when either is absent, then was 0, or the window before is not covered.',
    ),
  latencies: LATENCIES_FIELD.describe('Of all calls of the window, whatever the conditions.'),
  isPartial: IS_PARTIAL_FIELD,
};
export type Dashboard = ShapeOf<typeof DASHBOARD_FIELDS>;
type Deltas = Dashboard['deltas'];

const COMPARED = ['attempts', 'answered', 'asr', 'ser', 'acdSeconds', 'talkSeconds'] as const satisfies readonly (keyof Deltas)[];

/** Counts a window and the one before it. */
export async function makeDashboard(store: CallStore, { since, until, conditions = {} }: WindowQuery): Promise<Dashboard> {
  const window = { since, until };
  const before = { since: since - (until - since), until: since };
  const current = await store.summarize(window, conditions);
  const previous = await store.summarize(before, conditions);
  const hasBefore = await isCovered(store, before);
  const latencies = await store.summarizeLatencies(window);
  const view = viewSummary(current.value, conditions);
  const then = viewSummary(previous.value, conditions).total;
  const isPartial = current.isPartial || previous.isPartial || latencies.isPartial;
  return {
    since,
    until,
    previous: { since: before.since, until: before.until, total: then, ...(hasBefore ? {} : { isUncovered: true }) },
    ...view,
    deltas: hasBefore ? deltasOf(view.total, then) : {},
    latencies: latencies.value,
    ...(isPartial ? { isPartial } : {}),
  };
}

function deltasOf(now: TallyView, then: TallyView): Deltas {
  const changes = COMPARED.flatMap((name) => {
    const [value, before] = [now[name], then[name]];
    if (value === undefined || before === undefined || before === 0) return [];
    return [[name, Math.round(((value - before) / before) * 1e6) / 1e6] as const];
  });
  return Object.fromEntries(changes);
}
