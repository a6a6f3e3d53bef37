import type { Answer } from './ask.ts';

export type LiveCall = Answer<'/api/v1/calls'>['calls'][number];

/** How many calls there are by state, and how many began, ended and failed in the last second. */
export interface LiveCounts {
  readonly setup: number;
  readonly ringing: number;
  readonly answered: number;
  readonly begun: number;
  readonly ended: number;
  readonly failed: number;
}

/** What there is to show at a time. */
export interface LiveView {
  /** Newest first, at most `MOST_CALLS`: those in progress, and those that are over and not yet pushed out. */
  readonly calls: readonly LiveCall[];
  readonly counts?: LiveCounts;
  /** Changes that were not told, because this reader or the server was too slow, or the connection was gone for too long. */
  readonly missed: number;
  readonly isOpen: boolean;
  /** The server has refused the feed: there is no login, or it has no place. It is asked again. */
  readonly isRefused: boolean;
}

const MOST_CALLS = 100;
/** How often what came is shown. */
const SHOW_MS = 250;
/** After so long a feed that was refused is asked for again. A connection that broke off the browser opens again by itself. */
const AGAIN_MS = 5000;

/** Reads the feed at an address and tells what there is to show, when it has changed. Returns what ends it. */
export function readFeed(url: string, show: (view: LiveView) => void): () => void {
  const known = new Map<string, LiveCall>();
  let view: LiveView = { calls: [], missed: 0, isOpen: false, isRefused: false };
  let [isChanged, areCallsChanged, lastId] = [true, false, ''];
  let again: ReturnType<typeof setTimeout> | undefined;
  const change = (changed: Partial<LiveView>): void => {
    view = { ...view, ...changed };
    isChanged = true;
  };
  const take: Readonly<Record<string, (data: object) => void>> = {
    call: (data) => {
      const call: unknown = Reflect.get(data, 'call');
      if (!isCall(call)) return;
      known.delete(call.id);
      known.set(call.id, call);
      areCallsChanged = true;
    },
    left: (data) => {
      if (known.delete(String(Reflect.get(data, 'id')))) areCallsChanged = true;
    },
    counts: (data) => change({ counts: countsIn(data) }),
    overflow: (data) => change({ missed: view.missed + numberAt(data, 'missed') }),
    gap: (data) => change({ missed: view.missed + numberAt(data, 'missed') }),
  };
  const open = (): EventSource => {
    const opened = new EventSource(lastId === '' ? url : `${url}${url.includes('?') ? '&' : '?'}after=${lastId}`);
    opened.addEventListener('open', () => change({ isOpen: true, isRefused: false }));
    opened.addEventListener('error', () => {
      const isRefused = opened.readyState === EventSource.CLOSED;
      change({ isOpen: false, isRefused });
      if (isRefused) again = setTimeout(() => (source = open()), AGAIN_MS);
    });
    for (const [type, fold] of Object.entries(take))
      opened.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
        lastId = lastEventId;
        const read: unknown = JSON.parse(data);
        if (typeof read === 'object' && read !== null) fold(read);
      });
    return opened;
  };
  let source = open();
  const timer = setInterval(() => {
    if (!isChanged && !areCallsChanged) return;
    forgetOldest(known);
    if (areCallsChanged) view = { ...view, calls: [...known.values()].toSorted((one, other) => other.startedAt - one.startedAt) };
    [isChanged, areCallsChanged] = [false, false];
    show(view);
  }, SHOW_MS);
  return () => {
    clearInterval(timer);
    clearTimeout(again);
    source.close();
  };
}

/** The feed shows calls as the list does. */
function isCall(value: unknown): value is LiveCall {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'id') === 'string';
}

function countsIn(data: object): LiveCounts {
  const [setup, ringing, answered] = [numberAt(data, 'setup'), numberAt(data, 'ringing'), numberAt(data, 'answered')];
  return { setup, ringing, answered, begun: numberAt(data, 'begun'), ended: numberAt(data, 'ended'), failed: numberAt(data, 'failed') };
}

function numberAt(data: object, name: string): number {
  const value: unknown = Reflect.get(data, name);
  return typeof value === 'number' ? value : 0;
}

/** Those that are over go first, the oldest before the others. */
function forgetOldest(known: Map<string, LiveCall>): void {
  for (const isOver of [true, false])
    for (const [id, { state }] of known) {
      if (known.size <= MOST_CALLS) return;
      if ((state === 'ended') === isOver) known.delete(id);
    }
}
