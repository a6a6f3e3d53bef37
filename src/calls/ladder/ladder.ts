import { NO_TRUNK, present, secondsBetween, type CallLeg, type LabelText, type TimelineEntry } from '../../core/index.ts';
import { transactionKey } from '../message-key.ts';
import { isRequest } from '../seen.ts';
import { readCauses, type Cause } from './ladder-causes.ts';
import { compareClocks, knownAt, type Clocks } from './ladder-clocks.ts';
import type { Ladder, LadderRow } from './ladder-fields.ts';
import { markRows } from './ladder-marks.ts';
import { mergeLines, type Line } from './ladder-lines.ts';
import { orderByCause } from './ladder-order.ts';
import { reasonPhrase } from './reason-phrase.ts';

/** What a ladder takes from the record of its call. */
export interface LadderCall {
  /** The agent nearest the caller: its clock is the one that times are shown by. */
  readonly agent: LabelText;
  readonly legs: readonly Pick<CallLeg, 'address' | 'trunk'>[];
}

/** Clocks that differ by less agree: networks take as long. */
const CLOCK_SECONDS = 0.1;
/** A message moved by less was only overtaken. */
const MOVED_SECONDS = 0.001;
/** Two messages on the same wire may be captured the wrong way round within this. */
const CAPTURE_JITTER_SECONDS = 0.05;

/** Messages in their order, without what they mean for the call. */
interface Ordered {
  readonly rows: readonly LadderRow[];
  /** Who captured them, the one nearest the caller first. */
  readonly agents: readonly LabelText[];
  readonly clocks: Clocks;
}

/** The messages of a call as they are drawn: one row for each message on each hop, in the order of cause and effect, whatever the clocks of the agents say. */
export function makeLadder({ agent, legs }: LadderCall, timeline: readonly TimelineEntry[]): Ladder {
  const { rows: plain, agents, clocks } = orderMessages(agent, timeline);
  const { marks, phases } = markRows(plain);
  const rows = plain.map((row, place) => ({ ...row, ...present({ marks: someOf(marks[place]) }) }));
  return { endpoints: endpointsOf(rows, legs), vantages: agents.map((name) => vantageOf(name, clocks)), rows, phases };
}

// Hot: the export of traces needs no more of a ladder.
/** The rows of a ladder without their marks. `agent`: whose clock times are shown by. */
export function orderMessages(agent: LabelText, timeline: readonly TimelineEntry[]): Ordered {
  const lines = mergeLines(timeline);
  const named = new Set(timeline.map((entry) => entry.agent));
  const agents = [...new Set([...(named.has(agent) ? [agent] : []), ...named])];
  const messages = lines.map((line) => ({ entry: entryOf(line, agents), branch: line.branch }));
  const causes = readCauses(messages);
  const clocks = compareClocks(agents, lines, causes);
  const timed = messages.map(({ entry }, place) => ({ entry, at: timeOf(lines[place], clocks) ?? entry.at }));
  const ordered = orderByCause(timed, usableCauses(causes, lines));
  const startAt = ordered[0]?.at ?? 0;
  const offers = findOffers(messages);
  const rows = ordered.flatMap(({ place, at }) => {
    const [line, shown] = [lines[place], timed[place]];
    if (line === undefined || shown === undefined) return [];
    return [rowOf({ line, entry: shown.entry, at, startAt, agents, isMoved: at - shown.at > MOVED_SECONDS, sdp: offers(place) })];
  });
  return { rows, agents, clocks };
}

function someOf<T>(list: readonly T[] = []): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** As the first of the agents that saw it saw it. */
function entryOf({ sightings }: Line, agents: readonly string[]): TimelineEntry {
  for (const agent of agents) {
    const seen = sightings.get(agent);
    if (seen !== undefined) return seen.entry;
  }
  throw new RangeError('A line without a sighting.');
}

function timeOf(line: Line | undefined, clocks: Clocks): number | undefined {
  return line === undefined ? undefined : knownAt(line, clocks);
}

/** What is only usual gives way to a clock that saw both messages, unless that clock contradicts what is certain. */
function usableCauses(causes: readonly Cause[], lines: readonly Line[]): readonly Cause[] {
  const wrong = new Set<string>();
  for (const { before, after, isCertain } of causes) {
    if (!isCertain) continue;
    for (const seen of lines[before]?.sightings.values() ?? []) {
      const then = lines[after]?.sightings.get(seen.agent);
      if (then !== undefined && then.firstAt < seen.firstAt - CAPTURE_JITTER_SECONDS) wrong.add(seen.agent);
    }
  }
  return causes.filter(({ before, after, isCertain }) => {
    if (isCertain) return true;
    const then = lines[after]?.sightings;
    return ![...(lines[before]?.sightings.keys() ?? [])].some((agent) => !wrong.has(agent) && then?.has(agent) === true);
  });
}

type Sdp = LadderRow['sdp'];

/** What the SDP of a message is: of a request an offer, of its answer an answer to it, and the other way round when the request had none. */
function findOffers(messages: readonly { readonly entry: TimelineEntry; readonly branch: number }[]): (place: number) => Sdp {
  const offering = new Set<number>();
  for (const { entry, branch } of messages) if (isRequest(entry) && entry.hasSdp) offering.add(transactionKey(entry, branch));
  return (place) => {
    const message = messages[place];
    if (message === undefined || !message.entry.hasSdp) return undefined;
    if (isRequest(message.entry)) return message.entry.method === 'ACK' ? 'answer' : 'offer';
    return offering.has(transactionKey(message.entry, message.branch)) ? 'answer' : 'offer';
  };
}

interface Shown {
  readonly line: Line;
  readonly entry: TimelineEntry;
  readonly at: number;
  readonly startAt: number;
  readonly agents: readonly LabelText[];
  readonly isMoved: boolean;
  readonly sdp: Sdp;
}

function rowOf({ line, entry, at, startAt, agents, isMoved, sdp }: Shown): LadderRow {
  const { src, dst, method, status, reasonSip, reasonQ850, media } = entry;
  const seen = [...line.sightings.values()];
  const repeats = Math.max(...seen.map((one) => one.repeats));
  const duplicates = seen.reduce((sum, one) => sum + one.duplicates, 0);
  const longest = Math.max(...seen.map((one) => one.lastSentAt - one.firstAt));
  return {
    at,
    offsetSeconds: secondsBetween(startAt, at) ?? 0,
    src,
    dst,
    method,
    vantages: agents.flatMap((agent, place) => (line.sightings.has(agent) ? [place] : [])),
    repeats,
    places: line.places,
    ...present({ status, sdp, media, reasonSip, reasonQ850, phrase: status === undefined ? undefined : reasonPhrase(status) }),
    ...present({ repeatSeconds: repeats === 0 ? undefined : longest, isMoved: isMoved || undefined, duplicates: duplicates || undefined }),
  };
}

function vantageOf(agent: LabelText, clocks: Clocks): Ladder['vantages'][number] {
  const ahead = clocks.get(agent) ?? 0;
  return { agent, ...(Math.abs(ahead) < CLOCK_SECONDS ? {} : { aheadSeconds: ahead }) };
}

function endpointsOf(rows: readonly LadderRow[], legs: LadderCall['legs']): Ladder['endpoints'] {
  const trunks = new Map<string, LabelText>(legs.flatMap(({ address, trunk }) => (trunk === NO_TRUNK ? [] : [[address, trunk] as const])));
  const addresses = new Set(rows.flatMap(({ src, dst }) => [src, dst]));
  return [...addresses].map((address) => {
    const trunk = trunks.get(address);
    return { address, ...(trunk === undefined ? {} : { trunk }) };
  });
}
