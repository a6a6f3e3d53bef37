import { callbacks } from './callbacks.ts';
import { calls } from './calls.ts';
import { cards } from './cards.ts';
import type { Begun, DemoItem } from './items.ts';
import { modems, shortMessages } from './modems.ts';
import { pings, registrations } from './phones.ts';
import { queues } from './queues.ts';
import { TimeHeap } from './time-heap.ts';
import type { TrafficOptions } from './traffic-options.ts';
import { voiceAgents } from './voice-agents.ts';

const STREAMS = [calls, callbacks, registrations, pings, voiceAgents, modems, shortMessages, cards, queues] as const;

/**
 * The traffic of an office over its day, by time: what a capture agent at its proxy sends, and what its programs post. The same options give the same items. What has begun
 * before `to` comes to its end; with `isWhole` what would end behind it is left out as a whole.
 */
export function* generate(options: TrafficOptions): Generator<DemoItem, void> {
  const { to = Infinity, isWhole = false } = options;
  const waiting = new TimeHeap<DemoItem>();
  for (const { at, items } of inTurn(STREAMS.map((stream) => stream(options)))) {
    yield* takeUntil(waiting, at);
    if (!isWhole || items.every((item) => item.at < to)) for (const item of items) waiting.push(item);
  }
  yield* takeUntil(waiting, Infinity);
}

function* takeUntil(waiting: TimeHeap<DemoItem>, until: number): Generator<DemoItem, void> {
  for (let next = waiting.peek(); next !== undefined && next.at < until; next = waiting.peek()) {
    waiting.pop();
    yield next;
  }
}

/** What several streams begin, by time. */
function* inTurn(streams: readonly Iterator<Begun, void>[]): Generator<Begun, void> {
  const heads = new TimeHeap<{ readonly at: number; readonly begun: Begun; readonly stream: Iterator<Begun, void> }>();
  const advance = (stream: Iterator<Begun, void>): void => {
    const { value, done } = stream.next();
    if (done !== true && value !== undefined) heads.push({ at: value.at, begun: value, stream });
  };
  for (const stream of streams) advance(stream);
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    yield head.begun;
    advance(head.stream);
  }
}
