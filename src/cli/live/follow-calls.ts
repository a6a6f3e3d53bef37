import { NO_TRUNK, type OffsetAt, visibleText } from '../../core/index.ts';
import type { PresentedCall } from '../../server/index.ts';
import type { ApiClient } from '../api-client.ts';
import { paint, toneOf } from '../color.ts';
import type { CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { showSeconds, showTime } from '../show.ts';
import type { FeedEvent } from './feed-event.ts';
import { sayGap } from './say-gap.ts';
import { readFeed } from './read-feed.ts';

/** The longest word of a state or an outcome. */
const STATE_WIDTH = 10;
/** Calls whose last line is remembered. */
const MAX_REMEMBERED = 10_000;

type Query = Readonly<Record<string, string | undefined>>;

/** Writes calls as they change, one line each, until the command ends. With `isJson` one JSON value per line, in which gaps stand too. */
export async function followCalls(api: ApiClient, query: Query, isJson: boolean, clock: OffsetAt, io: CommandIo): Promise<number> {
  const shown = new CallLines(clock);
  let isLost = false;
  for await (const events of readFeed(api, query, io)) {
    const lines: string[] = [];
    for (const event of events) {
      if (isJson) lines.push(jsonLine(event));
      else if (event.event === 'call') lines.push(shown.of(event, io));
      const said = isLost && event.event === 'lost' ? undefined : say(event, isLost);
      if (event.event === 'lost') isLost = true;
      if (event.event === 'hello') isLost = false;
      if (said !== undefined) io.err(`${said}\n`);
    }
    const text = lines.join('');
    if (text !== '') await io.write(new TextEncoder().encode(text));
  }
  return 0;
}

/** Counts and how the connection is are for people. */
function jsonLine(event: FeedEvent): string {
  return event.event === 'counts' || event.event === 'hello' || event.event === 'bye' || event.event === 'lost' ? '' : toJson(event);
}

/** A call as a line, unless it is the line that was written of it last. */
class CallLines {
  readonly #last = new Map<string, string>();
  readonly #clock: OffsetAt;

  constructor(clock: OffsetAt) {
    this.#clock = clock;
  }

  of({ stage, call }: Extract<FeedEvent, { event: 'call' }>, io: CommandIo): string {
    const line = callLine(stage === 'ended' || stage === 'settled' ? (call.outcome ?? 'unknown') : stage, call, this.#clock, io);
    const isSame = this.#last.get(call.id) === line;
    this.#last.delete(call.id);
    this.#last.set(call.id, line);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MAX_REMEMBERED && oldest !== undefined) this.#last.delete(oldest);
    return isSame ? '' : line;
  }
}

function callLine(state: string, call: PresentedCall, clock: OffsetAt, io: CommandIo): string {
  const cells = [
    showTime(call.endedAt ?? call.answeredAt ?? call.ringingAt ?? call.startedAt, clock),
    paint(state.padEnd(STATE_WIDTH), toneOf(state), io),
    String(call.sipCode ?? '').padEnd(3),
    visibleText(`${call.caller ?? '?'} -> ${call.callee ?? '?'}`),
    call.trunk === NO_TRUNK ? '' : visibleText(call.trunk),
    call.cause ?? '',
    showSeconds(call.talkSeconds),
    call.id,
  ];
  return `${cells.filter((cell) => cell !== '').join('  ')}\n`;
}

/** What a person is to know. */
function say(event: FeedEvent, wasLost: boolean): string | undefined {
  switch (event.event) {
    case 'hello':
      return wasLost ? 'The server answers again.' : 'Calls are written as they happen; Ctrl-C ends it.';
    case 'lost':
      return `${event.reason} It is tried again until it answers.`;
    case 'bye':
      return 'The server is stopping.';
    case 'overflow':
    case 'gap':
      return sayGap(event);
    case 'call':
    case 'left':
    case 'counts':
      return undefined;
  }
}
