import { signal, type ReadonlySignal } from '@preact/signals';
import { at } from '../place.ts';
import { queryText } from './ask.ts';
import { readFeed, type LiveView, type WantedFeed } from './live-fold.ts';
import { askWho } from './log-in.ts';
import { sessionKey, watchSessionKey } from './session-key.ts';

/** Calls as they happen. */
export interface LiveFeed {
  /** Undefined until something came. */
  readonly view: ReadonlySignal<LiveView | undefined>;
  close(): void;
}

/** Opens the feed: that of all tabs of this browser, or one of its own where there is no shared worker. */
export function openLiveFeed(conditions: Readonly<Record<string, string>>): LiveFeed {
  const view = signal<LiveView | undefined>(undefined);
  const show = (shown: LiveView): void => {
    // Who has refused it says why to another question: without a login that opens the screen for it.
    if (shown.isRefused && view.value?.isRefused !== true) void askWho();
    view.value = shown;
  };
  const url = new URL(at(`/api/v1/live${queryText(conditions)}`), location.href).href;
  return { view, close: typeof SharedWorker === 'undefined' ? readFeed(url, sessionKey, show) : readShared(url, show) };
}

/** Reads the feed that all tabs share; one of its own where the browser refuses the worker, as it does where a site may keep nothing, or cannot load it. */
function readShared(url: string, show: (view: LiveView) => void): () => void {
  const script = document.querySelector<HTMLMetaElement>('meta[name=live-worker]')?.content ?? '';
  let worker: SharedWorker;
  try {
    worker = new SharedWorker(new URL(script, document.baseURI), { type: 'module', name: 'ringscope-live' });
  } catch {
    return readFeed(url, sessionKey, show);
  }
  let end = joinWorker(worker.port, url, show);
  const readAlone = (): void => {
    end();
    end = readFeed(url, sessionKey, show);
  };
  worker.addEventListener('error', readAlone, { once: true });
  return () => {
    worker.removeEventListener('error', readAlone);
    end();
  };
}

function joinWorker(port: MessagePort, url: string, show: (view: LiveView) => void): () => void {
  port.addEventListener('message', ({ data }: MessageEvent<LiveView>) => show(data));
  port.start();
  const join = (): void => {
    const wanted: WantedFeed = { url, key: sessionKey() };
    port.postMessage(wanted);
  };
  const leave = (): void => port.postMessage(undefined);
  join();
  // A page that the browser keeps for the button Back reads nothing meanwhile.
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', join);
  const unwatch = watchSessionKey(join);
  return () => {
    window.removeEventListener('pagehide', leave);
    window.removeEventListener('pageshow', join);
    unwatch();
    leave();
    port.close();
  };
}
