import { useEffect, useState } from 'preact/hooks';
import { queryText } from '../api/ask.ts';
import { openLiveFeed, type LiveFeed } from '../api/live-feed.ts';
import type { LiveCall } from '../api/in-progress.ts';
import type { LiveView } from '../api/live-fold.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CallTable } from '../parts/call-table.tsx';
import { count } from '../parts/numbers.ts';
import { Empty } from '../parts/states.tsx';
import { Tile } from '../parts/tile.tsx';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';

const LONG_SECONDS = 3600;

/** Calls as they happen. */
export function Live() {
  const [feed, setFeed] = useState<LiveFeed | undefined>();
  const [held, setHeld] = useState<readonly LiveCall[] | undefined>();
  useEffect(() => {
    const opened = openLiveFeed({});
    setFeed(opened);
    return () => opened.close();
  }, []);
  const view = feed?.view.value;
  const calls = held ?? view?.calls ?? [];
  return (
    <>
      <div class="head">
        <h1>{WORDS.live}</h1>
        <button type="button" aria-pressed={held !== undefined} onClick={() => setHeld(held === undefined ? calls : undefined)}>
          {held === undefined ? WORDS.pause : WORDS.goOn}
        </button>
      </div>
      <State view={view} isHeld={held !== undefined} />
      <Long />
      {calls.length === 0 ? (
        view?.isOpen === true ? (
          <Empty what={WORDS.nothingYet} next={WORDS.liveNext} />
        ) : null
      ) : (
        <CallTable title={WORDS.live} calls={calls} />
      )}
    </>
  );
}

/** Calls that last so long that their end may have been missed. */
function Long() {
  const { answer } = useAnswer('/api/v1/stale', { seconds: String(LONG_SECONDS) }, { everySeconds: 60 });
  if (answer === undefined || answer.count === 0) return null;
  const until = new Date((Date.now() / 1000 - LONG_SECONDS) * 1000).toISOString();
  return (
    <p>
      <a href={at(`/calls${queryText({ active: 'true', until })}`)}>{WORDS.longCalls(answer.count)}</a>
    </p>
  );
}

/** Whether the feed is open and whole, and how many calls there are. */
function State({ view, isHeld }: { readonly view: LiveView | undefined; readonly isHeld: boolean }) {
  const { isOpen = false } = view ?? {};
  // What was counted before the connection broke off is not so any more.
  const counts = isOpen ? view?.counts : undefined;
  return (
    <>
      <p class="faint" role="status">
        {isHeld ? WORDS.paused : isOpen ? WORDS.connected : WORDS.connecting}
        {view === undefined ? '' : missing(view)}
      </p>
      <dl class="tiles">
        <Tile name={WORDS.states.setup} value={count(counts?.setup)} />
        <Tile name={WORDS.states.ringing} value={count(counts?.ringing)} />
        <Tile name={WORDS.states.answered} value={count(counts?.answered)} />
      </dl>
    </>
  );
}

/** What of the changes was not told. Empty when nothing is missing. */
function missing({ missed, mayMiss }: LiveView): string {
  return `${missed > 0 ? ` ${WORDS.missed(missed)}` : ''}${mayMiss ? ` ${WORDS.mayMiss}` : ''}`;
}
