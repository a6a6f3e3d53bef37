import { readFeed, type LiveView, type WantedFeed } from './live-fold.ts';

/** One feed, and the tabs that read it. */
interface Shared {
  readonly tabs: Set<MessagePort>;
  view?: LiveView;
  readonly end: () => void;
}

/** A script of its own, one for all tabs of a browser: they share one connection for each feed, for a browser has six to a server. */
const feeds = new Map<string, Shared>();

addEventListener('connect', (event) => {
  const [tab] = event instanceof MessageEvent ? event.ports : [];
  if (tab === undefined) return;
  let leave = (): void => undefined;
  // Message of a tab: the feed that it wants, or nothing when it wants none any more.
  tab.addEventListener('message', ({ data }: MessageEvent<WantedFeed | undefined>) => {
    leave();
    leave = data === undefined ? () => undefined : join(tab, data);
  });
  tab.start();
});

/** Shows a feed to a tab. Returns what ends that. */
function join(tab: MessagePort, { url, key }: WantedFeed): () => void {
  // Tabs with the same session share it: the key of one that is over opens nothing.
  const name = JSON.stringify([url, key]);
  const shared = feeds.get(name) ?? open(name, url, key);
  shared.tabs.add(tab);
  if (shared.view !== undefined) tab.postMessage(shared.view);
  return () => {
    shared.tabs.delete(tab);
    if (shared.tabs.size > 0) return;
    shared.end();
    feeds.delete(name);
  };
}

function open(name: string, url: string, key: string | undefined): Shared {
  const tabs = new Set<MessagePort>();
  const shared: Shared = {
    tabs,
    end: readFeed(
      url,
      () => key,
      (view) => {
        shared.view = view;
        for (const tab of tabs) tab.postMessage(view);
      },
    ),
  };
  feeds.set(name, shared);
  return shared;
}
