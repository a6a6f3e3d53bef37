import type { Method, TimelineEntry } from '../core/index.ts';
import { isRequest, type Seen, type SightKind } from './seen.ts';

/** A captured message with the transaction by which it is ordered. It becomes a `Sight` once it is told what kind it is. */
export class Placed {
  readonly seen: Seen;
  readonly entry: TimelineEntry;
  readonly transaction: Transaction;
  readonly status: number | undefined;
  kind: SightKind = 'first';
  /** Of a first sight: the message of the transaction that was told apart before it. */
  before: Placed | undefined = undefined;
  /** Of a first sight: its latest repetition, as far as this agent saw it. The copies of another tap do not count. */
  repeated: Placed | undefined = undefined;

  constructor(seen: Seen, transaction: Transaction, status: number | undefined) {
    this.seen = seen;
    this.entry = seen.entry;
    this.transaction = transaction;
    this.status = status;
  }

  get branch(): number {
    return this.transaction.branch;
  }

  /** Its own time, or its request's when its clock says it answered before it was asked. */
  get effectiveAt(): number {
    const { at } = this.entry;
    const asked = this.status === undefined ? undefined : this.transaction.asked;
    return asked === undefined || asked.at < at ? at : asked.at;
  }
}

/** A request on one hop with its answers: branch, CSeq and method. */
export interface Transaction {
  readonly branch: number;
  readonly cseq: number;
  readonly method: Method;
  /** The earliest sight of its request. Undefined: none was seen. */
  asked: TimelineEntry | undefined;
  isAnswered: boolean;
  /** What was last told apart of its messages. */
  latest: Placed | undefined;
  /** Those of its messages that belong to no call. Undefined while there is none. */
  others: Seen[] | undefined;
  /** The one that was opened before it. */
  readonly before: Transaction | undefined;
}

/**
 * The messages of one Call-ID in causal order, whatever order they arrived in: by time, but a response never before its request
 * (same branch and CSeq), and ties broken by content alone, so that the result does not depend on arrival.
 */
export class CausalOrder {
  // Hot: a call has some five transactions, and a message belongs to one of the latest: to go through them costs less than a table of keys.
  #latest: Transaction | undefined;
  /** All requests. Undefined before the first response without Via, which nothing else tells the request of. */
  #requests: TimelineEntry[] | undefined;
  /** CSeq and method of the responses without Via. Undefined while there is none. */
  #viaLess: Set<string> | undefined;
  #last: Placed | undefined;

  /**
   * Puts messages behind those taken before, in their order. Undefined when one of them belongs before one taken, changes the place of one, or is the first response
   * without Via: then all have to be ordered anew.
   */
  take(messages: readonly Seen[]): Placed[] | undefined {
    if (!this.#findsRequests(messages)) return undefined;
    const placed: Placed[] = [];
    for (const seen of messages) {
      const one = this.#place(seen);
      if (one === undefined) return undefined;
      placed.push(one);
    }
    if (!areInOrder(placed)) placed.sort(comparePlaced);
    const [first] = placed;
    if (first !== undefined && this.#last !== undefined && comparePlaced(this.#last, first) > 0) return undefined;
    this.#last = placed.at(-1) ?? this.#last;
    // Behind all requests that came with them.
    for (const one of placed) if (one.status !== undefined) this.#noteAnswer(one);
    return placed;
  }

  /** Takes all requests that the responses without Via may answer. False when some of them are not known any more. */
  #findsRequests(messages: readonly Seen[]): boolean {
    if (this.#requests === undefined) {
      if (!messages.some(isViaLess)) return true;
      this.#requests = [];
      if (this.#last !== undefined) return false;
    }
    for (const { entry } of messages) if (isRequest(entry)) this.#requests.push(entry);
    return true;
  }

  /** Undefined when a request changes the place of a response that was there before it. */
  #place(seen: Seen): Placed | undefined {
    const { entry } = seen;
    const { status, branches } = entry;
    const branch = branches[0] ?? (status === undefined ? 0 : this.#branchByAddress(entry));
    const transaction = this.#transaction(entry, branch);
    if (status === undefined && !this.#ask(entry, transaction)) return undefined;
    return new Placed(seen, transaction, status);
  }

  #ask(entry: TimelineEntry, transaction: Transaction): boolean {
    const isEarlier = transaction.asked === undefined || entry.at < transaction.asked.at;
    if (isEarlier) transaction.asked = entry;
    return !(isEarlier && transaction.isAnswered) && this.#viaLess?.has(viaLessKey(entry)) !== true;
  }

  #noteAnswer({ seen, transaction }: Placed): void {
    transaction.isAnswered = true;
    if (this.#requests === undefined || !isViaLess(seen)) return;
    this.#viaLess ??= new Set();
    this.#viaLess.add(viaLessKey(seen.entry));
  }

  #transaction({ cseq, method }: TimelineEntry, branch: number): Transaction {
    for (let known = this.#latest; known !== undefined; known = known.before)
      if (known.branch === branch && known.cseq === cseq && known.method === method) return known;
    const before = this.#latest;
    this.#latest = { branch, cseq, method, asked: undefined, isAnswered: false, latest: undefined, others: undefined, before };
    return this.#latest;
  }

  /** A response without Via is matched by Call-ID, CSeq and the two addresses: the latest such request that is not younger. */
  #branchByAddress(response: TimelineEntry): number {
    const candidates = (this.#requests ?? []).filter((entry) => isAnsweredBy(entry, response));
    candidates.sort((a, b) => a.at - b.at);
    const asked = candidates.findLast((entry) => entry.at <= response.at) ?? candidates[0];
    return asked?.branches[0] ?? 0;
  }
}

function isViaLess({ entry }: Seen): boolean {
  return entry.branches.length === 0 && !isRequest(entry);
}

/** Hot: most messages come in order, so each is asked once for its time. */
function areInOrder(placed: readonly Placed[]): boolean {
  let before: Placed | undefined;
  let beforeAt = Number.NEGATIVE_INFINITY;
  for (const one of placed) {
    const at = one.effectiveAt;
    if (before !== undefined && (at < beforeAt || (at === beforeAt && comparePlaced(before, one) > 0))) return false;
    before = one;
    beforeAt = at;
  }
  return true;
}

function viaLessKey({ cseq, method }: TimelineEntry): string {
  return `${cseq}|${method}`;
}

function isAnsweredBy(request: TimelineEntry, response: TimelineEntry): boolean {
  const isSameTransaction = request.cseq === response.cseq && request.method === response.method;
  return isSameTransaction && request.src === response.dst && request.dst === response.src;
}

function comparePlaced(a: Placed, b: Placed): number {
  return a.effectiveAt - b.effectiveAt || compareCause(a.entry, b.entry) || compareContent(a.entry, b.entry);
}

/** At equal times a request comes before a response, an INVITE before what belongs to it, and a message before what it causes on the next hop. */
export function compareCause(one: TimelineEntry, two: TimelineEntry): number {
  return (
    Number(!isRequest(one)) - Number(!isRequest(two)) ||
    stepOf(one) - stepOf(two) ||
    one.cseq - two.cseq ||
    viaDepth(one) - viaDepth(two) ||
    (one.status ?? 0) - (two.status ?? 0)
  );
}

/** Where a request stands in the life of a call. Each side of a dialog counts its own CSeq (RFC 3261 12.2.1.1), which therefore does not tell. */
function stepOf({ status, method, toTag }: TimelineEntry): number {
  if (status !== undefined) return 0;
  if (method === 'CANCEL') return 1;
  if (method === 'ACK') return 2;
  if (method === 'BYE') return 4;
  return toTag === undefined ? 0 : 3;
}

function compareContent(one: TimelineEntry, two: TimelineEntry): number {
  return (
    compareText(one.method, two.method) ||
    compareText(one.src, two.src) ||
    compareText(one.dst, two.dst) ||
    compareText(one.agent, two.agent) ||
    one.contentHash - two.contentHash ||
    one.at - two.at ||
    one.receivedAt - two.receivedAt
  );
}

/** A request gains Vias on its way, a response loses them. */
function viaDepth(entry: TimelineEntry): number {
  return isRequest(entry) ? entry.branches.length : -entry.branches.length;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
