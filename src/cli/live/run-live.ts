import { EXIT, type OffsetAt, TeleError } from '../../core/index.ts';
import { asCallBody, asCallPage } from '../api-calls.ts';
import type { ApiClient } from '../api-client.ts';
import type { CommandIo } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { drawLines } from './draw-lines.ts';
import { readKeys } from './keys.ts';
import { liveRows } from './live-rows.ts';
import { firstState, type LiveAction, type LiveState } from './live-state.ts';
import { readFeed } from './read-feed.ts';
import { reduceLive } from './reduce-live.ts';
import { readSources } from './read-sources.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** From one picture to the next: as often as eyes follow, and no processor is kept busy. */
const FRAME_MS = 200;
/** From one look at a call, or at the sources, to the next. */
const LOOK_SECONDS = 1;
/** Calls that are listed at the start: those in progress, and the newest. */
const LISTED = '200';

/** What is shown, of which server. */
export interface LiveOptions {
  readonly query: Query;
  readonly clock: OffsetAt;
}

/** Shows calls as they happen until somebody quits. The exit code. */
export async function runLive(api: ApiClient, terminal: Terminal, { query, clock }: LiveOptions, io: CommandIo): Promise<number> {
  const ended = new AbortController();
  const signal = AbortSignal.any([io.signal, ended.signal]);
  const view = new View(terminal, api.place(), { clock, hasColor: io.hasColor }, io.now);
  // Refused or out of reach: that is told where the prompt is.
  const feed = readFeed(api, query, { signal, now: io.now });
  const first = await feed.next();
  if (first.done === true) return EXIT.interrupted;
  terminal.take({
    keys: (text) => {
      for (const key of readKeys(text)) view.apply({ type: 'key', key });
      if (view.state.end !== undefined) ended.abort();
      view.draw();
      void look();
    },
    resized: () => view.resize(),
  });
  const looking = new Looks(api, view, query);
  const look = async (): Promise<void> => looking.look(io.now());
  const timer = setInterval(() => {
    view.apply({ type: 'time', now: io.now() });
    view.draw();
    void look();
  }, FRAME_MS);
  try {
    let next: Awaited<ReturnType<typeof feed.next>> = first;
    while (next.done !== true && !signal.aborted) {
      view.apply({ type: 'feed', events: next.value });
      if (next.value.some(({ event }) => event === 'hello' || event === 'overflow')) void looking.list();
      next = await feed.next();
    }
  } finally {
    clearInterval(timer);
    ended.abort();
    terminal.giveBack();
    // Its connection would keep the process.
    await feed.return(undefined);
  }
  return view.state.end === 'quit' ? 0 : EXIT.interrupted;
}

/** The state and what of it the terminal shows. */
class View {
  state: LiveState;
  readonly #terminal: Terminal;
  #shown: readonly string[] = [];

  constructor(terminal: Terminal, place: string, style: LiveState['style'], now: () => number) {
    this.#terminal = terminal;
    this.state = firstState({ place, style, now: now(), ...terminal.size() });
  }

  apply(action: LiveAction): void {
    this.state = reduceLive(this.state, action);
  }

  draw(): void {
    // A terminal that is slow gets fewer pictures.
    if (this.state.end !== undefined || !this.#terminal.isReady()) return;
    const lines = liveRows(this.state);
    const text = drawLines(this.#shown, lines);
    this.#shown = lines;
    if (text !== '') this.#terminal.write(text);
  }

  resize(): void {
    this.apply({ type: 'resize', ...this.#terminal.size() });
    this.#shown = [];
    this.#terminal.write('\u001b[2J');
    this.draw();
  }
}

/** What is asked of the server beside the feed: one question of a kind at a time. */
class Looks {
  readonly #api: ApiClient;
  readonly #view: View;
  readonly #query: Query;
  #isLooking = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isListing = false;

  constructor(api: ApiClient, view: View, query: Query) {
    this.#api = api;
    this.#view = view;
    this.#query = query;
  }

  /** The calls that were there before, or changed while there was no connection. */
  async list(): Promise<void> {
    if (this.#isListing) return;
    this.#isListing = true;
    for (const more of [{ active: 'true' }, {}]) {
      const query = { ...this.#query, ...more, limit: LISTED };
      const calls = await answered(async () => asCallPage(await this.#api.get('/api/v1/calls', query)).calls);
      if (Array.isArray(calls)) this.#view.apply({ type: 'listed', calls });
    }
    this.#isListing = false;
  }

  /** What the page that is open needs. */
  async look(now: number): Promise<void> {
    const wanted = wantedBy(this.#view.state);
    if (wanted === undefined || this.#isLooking || (!wanted.isUrgent && Math.abs(now - this.#lookedAt) < LOOK_SECONDS)) return;
    this.#isLooking = true;
    this.#lookedAt = now;
    this.#view.apply(wanted.id === undefined ? { type: 'sources', lines: await readSources(this.#api, now) } : await this.#call(wanted.id));
    this.#isLooking = false;
  }

  async #call(id: string): Promise<LiveAction> {
    const body = await answered(async () => asCallBody(await this.#api.get(`/api/v1/calls/${encodeURIComponent(id)}`)));
    return { type: 'call', id, ...(typeof body === 'string' ? { fault: body } : { body }) };
  }
}

/** What a page lacks: a call, or with no id the sources. `isUrgent`: it shows nothing yet. Undefined: nothing. */
function wantedBy({ screen, detail, sources, connection }: LiveState): { readonly id?: string; readonly isUrgent: boolean } | undefined {
  if (connection !== 'live') return undefined;
  if (screen === 'sources') return { isUrgent: sources === undefined };
  if (screen !== 'call' || detail?.isStale !== true) return undefined;
  return { id: detail.id, isUrgent: detail.body === undefined };
}

/** The answer, or what went wrong as a sentence. */
async function answered<T extends object>(ask: () => Promise<T>): Promise<T | string> {
  try {
    return await ask();
  } catch (error) {
    return error instanceof TeleError ? `${error.message} ${error.hint}` : String(error);
  }
}
