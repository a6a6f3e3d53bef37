import { showTime } from '../show.ts';
import type { FeedEvent } from './feed-event.ts';

type Missing = Extract<FeedEvent, { event: 'gap' | 'overflow' }>;

/** What is missing of a feed, in a sentence. */
export function sayGap(event: Missing): string {
  if (event.event === 'overflow') return `${changes(event.missed)} could not be told in time. ${WHERE}`;
  const { reason, missed = 0, since, until, isWholeBefore } = event;
  const window = `between ${showTime(since)} and ${showTime(until)}`;
  switch (reason) {
    case 'gone':
      return `${changes(missed)} ${window} are gone: it was too long. ${WHERE}`;
    case 'unknown_id':
      return `What happened ${window} cannot be told: another server answers. ${WHERE}`;
    case 'restarted':
      if (missed === 0 && isWholeBefore) return 'The server was started again; nothing is missing.';
      if (isWholeBefore) return `The server was started again; ${changes(missed)} ${window} are missing. ${WHERE}`;
      return `The server was started again; missing are ${changes(missed)} since then, and what happened after ${showTime(since)} and before it ended. ${WHERE}`;
  }
}

const WHERE = '`ringscope calls` has the calls as they are.';

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}
