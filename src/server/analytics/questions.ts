import {
  field,
  present,
  sideOfCause,
  TeleError,
  type CallStore,
  type LatencyFilter,
  type LatencyPage,
  type RegistrationFilter,
  type RegistrationPage,
  type SeriesQuery,
  type ShapeOf,
  type StoredCall,
  type Window,
} from '../../core/index.ts';
import { IS_PARTIAL_FIELD, LATENCIES_FIELD } from './answer-fields.ts';
import { makeDashboard, type WindowQuery } from './dashboard.ts';
import { failuresBy, type SeenQuery } from './failures-by.ts';
import { TALLY_FIELDS, viewTally } from './tally-view.ts';
import { countBy, TOP_VALUE_FIELDS, type TopBy, type TopValue } from './top-by.ts';
import { VOICE_SKILL_QUESTIONS } from './voice-skill-questions.ts';

/** Steps that one series may have. */
const MAX_STEPS = 10_000;
const STEP_SECONDS = { minute: 60, hour: 3600, day: 86_400 } as const;
/** Values that one answer ranks. */
export const MAX_TOP = 1000;
/** Stale calls that one answer lists. */
export const MAX_STALE = 1000;

/** Steps in order of time, also those without calls. */
export const SERIES_FIELDS = {
  steps: field.list(
    field.shape({
      start: field.at(),
      end: field.at(),
      ...TALLY_FIELDS,
      isPartial: field.flag().optional().describe('true: the step is not over. Absent otherwise.'),
    }),
    MAX_STEPS,
  ),
  isPartial: IS_PARTIAL_FIELD,
};
export type Series = ShapeOf<typeof SERIES_FIELDS>;

/** Which values of a dimension to rank. */
export interface TopQuery extends WindowQuery {
  readonly by: TopBy;
  readonly limit: number;
}

/** The values with the most attempts, most first. */
export const TOP_FIELDS = {
  values: field.list(field.shape(TOP_VALUE_FIELDS), MAX_TOP),
  isPartial: IS_PARTIAL_FIELD,
};
export type Top = ShapeOf<typeof TOP_FIELDS>;

/** The latencies of a window by stage. */
export const LATENCIES_FIELDS = { stages: LATENCIES_FIELD, isPartial: IS_PARTIAL_FIELD };
export type Latencies = ShapeOf<typeof LATENCIES_FIELDS>;

/** Calls that are open and started before a time. */
export interface StaleQuery {
  readonly startedBefore: number;
}

/** The oldest open calls, oldest first, and how many there are in all. */
export interface StaleCalls {
  readonly count: number;
  /** All that are active in the store, whatever their age. */
  readonly storedActive: number;
  readonly calls: readonly StoredCall[];
}

/** Every question with what answers it: the same behind the API, and in a command that reads the files. */
export const QUESTIONS = {
  ...VOICE_SKILL_QUESTIONS,
  dashboard: makeDashboard,
  async series(store: CallStore, { conditions = {}, ...query }: SeriesQuery & WindowQuery): Promise<Series> {
    if ((query.until - query.since) / STEP_SECONDS[query.step] > MAX_STEPS)
      throw new TeleError('BAD_REQUEST', `The series would have more than ${MAX_STEPS} steps.`);
    const { value, isPartial } = await store.series(query, conditions);
    const steps = value.map(({ start, end, tally, ...rest }) => ({ start, end, ...viewTally(tally, conditions), ...rest }));
    return { steps, ...partial(isPartial) };
  },
  async top(store: CallStore, { limit, ...query }: TopQuery): Promise<Top> {
    const { value, isPartial } = await countBy(store, query);
    const hasSides = query.by === 'cause' || query.by === 'hopCause';
    const all = Object.entries(value).map(([name, tally]): TopValue => ({
      value: name,
      ...present({ side: hasSides ? sideOfCause(name) : undefined }),
      ...tally,
    }));
    const values = all.toSorted((a, b) => b.attempts - a.attempts || (a.value < b.value ? -1 : 1)).slice(0, limit);
    return { values, ...partial(isPartial) };
  },
  async seen(store: CallStore, query: SeenQuery) {
    const { value, isPartial } = await failuresBy(store, query);
    return { values: value, ...partial(isPartial) };
  },
  async latencies(store: CallStore, window: Window): Promise<Latencies> {
    const { value, isPartial } = await store.summarizeLatencies(window);
    return { stages: value, ...partial(isPartial) };
  },
  registrations: async (store: CallStore, filter: RegistrationFilter): Promise<RegistrationPage> => store.listRegistrations(filter),
  latencyEvents: async (store: CallStore, filter: LatencyFilter): Promise<LatencyPage> => store.listLatencies(filter),
  async stale(store: CallStore, { startedBefore }: StaleQuery): Promise<StaleCalls> {
    const open = await store.openCalls();
    const active = open.map(({ call }) => call).filter((call) => call.state !== 'ended');
    const stale = active.filter((call) => call.startedAt < startedBefore);
    return {
      count: stale.length,
      storedActive: active.length,
      calls: stale.toSorted((a, b) => a.startedAt - b.startedAt).slice(0, MAX_STALE),
    };
  },
};

/** What may be asked of a store, by the name of the question. */
export type Questions = typeof QUESTIONS;

function partial(isPartial: boolean): { readonly isPartial?: true } {
  return isPartial ? { isPartial } : {};
}
