import type { OffsetAt } from '../../core/index.ts';
import type { CallBody } from '../api-calls.ts';
import type { LiveCounts, PresentedCall } from '../../server/index.ts';
import type { CallTable } from './call-table.ts';
import { matchesText } from './call-text.ts';
import type { FeedEvent } from './feed-event.ts';
import type { Key } from './keys.ts';

/** By what calls are sorted. */
export const SORT = ['newest', 'longest', 'state', 'caller', 'callee', 'trunk', 'code'] as const;
export type Sort = (typeof SORT)[number];

/** What fills the terminal. */
export type Screen = 'calls' | 'call' | 'sources' | 'help';

/** One call that is looked at. */
export interface Detail {
  readonly id: string;
  /** Absent until the server has answered. */
  readonly body?: CallBody;
  readonly fault?: string;
  /** The first line that is shown. */
  readonly top: number;
  /** It has changed since the server was asked. */
  readonly isStale: boolean;
}

/** What the server tells of its sources. */
export interface Sources {
  readonly lines: readonly string[];
  readonly top: number;
}

/** Everything that `ringscope live` knows: what it shows derives from it. */
export interface LiveState {
  /** By whose clocks times are shown, and whether in colours. */
  readonly style: { readonly clock: OffsetAt; readonly hasColor: boolean };
  readonly columns: number;
  readonly rows: number;
  /** The server, as it was named. */
  readonly place: string;
  readonly now: number;
  readonly connection: 'connecting' | 'live' | 'lost';
  /** What is missing, and why there is no connection: the newest of them. */
  readonly notice: string;
  readonly calls: CallTable;
  readonly counts: LiveCounts | undefined;
  readonly screen: Screen;
  readonly filter: string;
  /** What is being typed as the filter. Undefined: nothing is. */
  readonly typed: string | undefined;
  readonly sort: Sort;
  readonly isReversed: boolean;
  /** The calls as they were when it was paused. Undefined: it is not. */
  readonly paused: CallTable | undefined;
  /** Undefined: the first of the list, whichever that is. */
  readonly selected: string | undefined;
  /** In which row of the list the selected call stands. */
  readonly offset: number;
  readonly detail: Detail | undefined;
  readonly sources: Sources | undefined;
  /** The end, and how it came. */
  readonly end: 'quit' | 'interrupt' | undefined;
}

/** What changes the state. */
export type LiveAction =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'feed'; readonly events: readonly FeedEvent[] }
  /** Calls as a list of the server has them. */
  | { readonly type: 'listed'; readonly calls: readonly PresentedCall[] }
  | { readonly type: 'call'; readonly id: string; readonly body?: CallBody; readonly fault?: string }
  | { readonly type: 'sources'; readonly lines: readonly string[] }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'time'; readonly now: number };

/** How it begins. */
export function firstState({
  place,
  style,
  columns,
  rows,
  now,
}: Pick<LiveState, 'place' | 'style' | 'columns' | 'rows' | 'now'>): LiveState {
  return {
    style,
    columns,
    rows,
    place,
    now,
    connection: 'connecting',
    notice: '',
    calls: new Map(),
    counts: undefined,
    screen: 'calls',
    filter: '',
    typed: undefined,
    sort: 'newest',
    isReversed: false,
    paused: undefined,
    selected: undefined,
    offset: 0,
    detail: undefined,
    sources: undefined,
    end: undefined,
  };
}

/** Lines of the terminal that are not the list: title, notice, header and keys. */
const FRAME_ROWS = 4;

/** Rows of the list, or lines of a page. */
export function pageRows({ rows }: LiveState): number {
  return Math.max(1, rows - FRAME_ROWS);
}

/** The calls of the list in their order. */
export function listedCalls(state: LiveState): readonly PresentedCall[] {
  const { calls, paused, typed, filter, sort, isReversed, now } = state;
  const wanted = typed ?? filter;
  // Of those that are equal the one that came last is first.
  const found = [...(paused ?? calls).values()].filter((call) => matchesText(call, wanted)).reverse();
  const compare = ORDER[sort];
  found.sort((a, b) => compare(a, b, now) || b.startedAt - a.startedAt);
  return isReversed ? found.reverse() : found;
}

type Compare = (a: PresentedCall, b: PresentedCall, now: number) => number;

const STATE_ORDER = { setup: 0, ringing: 1, answered: 2, ended: 3 };
const byText =
  (text: (call: PresentedCall) => string): Compare =>
  (a, b) => {
    const [one, other] = [text(a), text(b)];
    return Number(one > other) - Number(one < other);
  };

const ORDER: Readonly<Record<Sort, Compare>> = {
  newest: () => 0,
  longest: (a, b, now) => (b.endedAt ?? now) - b.startedAt - ((a.endedAt ?? now) - a.startedAt),
  state: (a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state] || (a.outcome ?? '').localeCompare(b.outcome ?? ''),
  caller: byText(({ caller }) => caller ?? ''),
  callee: byText(({ callee }) => callee ?? ''),
  trunk: byText(({ trunk }) => trunk),
  code: (a, b) => (b.sipCode ?? 0) - (a.sipCode ?? 0),
};
