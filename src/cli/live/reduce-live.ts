import type { FeedEvent } from './feed-event.ts';
import { withCalls, withoutCall } from './call-table.ts';
import { pressKey } from './press-key.ts';
import type { LiveAction, LiveState } from './live-state.ts';
import { sayGap } from './say-gap.ts';

/** The state after something has happened. */
export function reduceLive(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case 'key':
      return pressKey(state, action.key);
    case 'feed':
      return hear(state, action.events);
    case 'listed':
      return { ...state, calls: withCalls(state.calls, action.calls, false) };
    case 'call':
      return takeCall(state, action);
    case 'sources':
      return { ...state, sources: { lines: action.lines, top: state.sources?.top ?? 0 } };
    case 'resize':
      return { ...state, columns: action.columns, rows: action.rows };
    case 'time':
      return { ...state, now: action.now };
  }
}

function takeCall(state: LiveState, { id, body, fault }: Extract<LiveAction, { type: 'call' }>): LiveState {
  const { detail } = state;
  if (detail?.id !== id) return state;
  const { top } = detail;
  const known = body ?? detail.body;
  return {
    ...state,
    detail: { id, top, isStale: false, ...(known === undefined ? {} : { body: known }), ...(fault === undefined ? {} : { fault }) },
  };
}

/** All that came together: the table is copied once. */
function hear(before: LiveState, events: readonly FeedEvent[]): LiveState {
  const changed = events.flatMap((event) => (event.event === 'call' ? [event.call] : []));
  let state: LiveState = { ...before, calls: withCalls(before.calls, changed, true) };
  const { detail } = state;
  if (detail !== undefined && changed.some(({ id }) => id === detail.id)) state = { ...state, detail: { ...detail, isStale: true } };
  for (const event of events) state = hearOne(state, event);
  return state;
}

function hearOne(state: LiveState, event: FeedEvent): LiveState {
  switch (event.event) {
    case 'hello':
      return {
        ...state,
        connection: 'live',
        notice: state.connection === 'lost' ? '' : state.notice,
        counts: event.counts ?? state.counts,
      };
    case 'counts':
      return { ...state, counts: event };
    case 'left':
      return { ...state, calls: withoutCall(state.calls, event.id) };
    case 'overflow':
    case 'gap':
      return { ...state, notice: sayGap(event) };
    case 'lost':
      return { ...state, connection: 'lost', counts: undefined, notice: `${event.reason} It is tried again until it answers.` };
    case 'bye':
      return { ...state, notice: 'The server is stopping.' };
    case 'call':
      return state;
  }
}
