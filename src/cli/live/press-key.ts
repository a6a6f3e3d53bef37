import type { Key } from './keys.ts';
import { pageLines } from './page-lines.ts';
import { listedCalls, pageRows, SORT, type LiveState } from './live-state.ts';

/** Longer than anything that is looked for. */
const MAX_FILTER = 100;
/** Further than any list or page. */
const ALL = 1_000_000;

/** By how many rows a key moves. Undefined: it does not. */
function stepOf(key: Key, page: number): number | undefined {
  switch (key) {
    case 'up':
    case 'k':
      return -1;
    case 'down':
    case 'j':
      return 1;
    case 'pageup':
      return -page;
    case 'pagedown':
      return page;
    case 'home':
    case 'g':
      return -ALL;
    case 'end':
    case 'G':
      return ALL;
    default:
      return undefined;
  }
}

/** The state after a key. */
export function pressKey(state: LiveState, key: Key): LiveState {
  if (key === 'interrupt') return { ...state, end: 'interrupt' };
  if (state.typed !== undefined) return type(state, state.typed, key);
  if (state.screen === 'help') return toCalls(state);
  const turned = turnTo(state, key);
  if (turned !== undefined) return turned;
  const step = stepOf(key, pageRows(state));
  if (state.screen === 'calls') return step === undefined ? pressInCalls(state, key) : move(state, step);
  if (step !== undefined) return scroll(state, step);
  return key === 'escape' || key === 'enter' || key === 'left' ? toCalls(state) : state;
}

/** Another screen, or the end. Undefined: the key is for this one. */
function turnTo(state: LiveState, key: Key): LiveState | undefined {
  switch (key) {
    case 'q':
      return state.screen === 'calls' ? { ...state, end: 'quit' } : toCalls(state);
    case '?':
    case 'h':
      return { ...state, screen: 'help' };
    case 'o':
    case 'tab':
      return state.screen === 'sources' ? toCalls(state) : { ...state, screen: 'sources' };
    default:
      return undefined;
  }
}

function toCalls(state: LiveState): LiveState {
  return { ...state, screen: 'calls', detail: undefined };
}

function pressInCalls(state: LiveState, key: Key): LiveState {
  switch (key) {
    case '/':
      return { ...state, typed: state.filter };
    case 'escape':
      return { ...state, filter: '', notice: '', ...firstRow };
    case 's':
    case '>':
      return { ...state, sort: next(state.sort, 1), ...firstRow };
    case '<':
      return { ...state, sort: next(state.sort, -1), ...firstRow };
    case 'r':
      return { ...state, isReversed: !state.isReversed, ...firstRow };
    case 'p':
    case ' ':
      return { ...state, paused: state.paused === undefined ? state.calls : undefined };
    case 'c':
      return { ...state, calls: new Map([...state.calls].filter(([, call]) => call.state !== 'ended')), ...firstRow };
    case 'enter':
    case 'right':
      return look(state);
    default:
      return state;
  }
}

const firstRow = { selected: undefined, offset: 0 };

function next(sort: LiveState['sort'], step: number): LiveState['sort'] {
  return SORT[(SORT.indexOf(sort) + step + SORT.length) % SORT.length] ?? 'newest';
}

function type(state: LiveState, typed: string, key: Key): LiveState {
  switch (key) {
    case 'enter':
      return { ...state, filter: typed.trim(), typed: undefined, ...firstRow };
    case 'escape':
      return { ...state, typed: undefined };
    case 'backspace':
      return { ...state, typed: typed.replace(/.$/su, ''), ...firstRow };
    default:
      return /^.$/su.test(key) && typed.length < MAX_FILTER ? { ...state, typed: typed + key, ...firstRow } : state;
  }
}

function look(state: LiveState): LiveState {
  const calls = listedCalls(state);
  const id = (calls.find((call) => call.id === state.selected) ?? calls[0])?.id;
  return id === undefined ? state : { ...state, screen: 'call', detail: { id, top: 0, isStale: true } };
}

/** The call stays selected when others come above it, in the row in which it stands. */
function move(state: LiveState, step: number): LiveState {
  const calls = listedCalls(state);
  const from = Math.max(
    0,
    calls.findIndex(({ id }) => id === state.selected),
  );
  const to = Math.min(calls.length - 1, Math.max(0, from + step));
  const selected = calls[to]?.id;
  // The first row is whatever comes first.
  if (selected === undefined || (to === 0 && step < 0)) return { ...state, ...firstRow };
  return { ...state, selected, offset: Math.min(pageRows(state) - 1, Math.max(0, state.offset + to - from)) };
}

function scroll(state: LiveState, step: number): LiveState {
  const last = Math.max(0, pageLines(state).length - pageRows(state));
  const moved = (top: number): number => Math.min(last, Math.max(0, top + step));
  const { detail, sources, screen } = state;
  if (screen === 'call' && detail !== undefined) return { ...state, detail: { ...detail, top: moved(detail.top) } };
  if (screen === 'sources' && sources !== undefined) return { ...state, sources: { ...sources, top: moved(sources.top) } };
  return state;
}
