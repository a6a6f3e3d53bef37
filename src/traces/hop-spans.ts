import { present, type CallLeg, type TimelineEntry } from '../core/index.ts';
import { attributesOf, type AttributePair } from './attributes-of.ts';
import { hopError, hopStatus } from './hop-status.ts';
import { ATTRIBUTE } from './names.ts';
import type { Span, SpanAttributes, SpanEvent } from './span.ts';
import type { TracedCall } from './traced-call.ts';
import { transactionsOf, type Shown, type Transaction } from './transactions.ts';

/** A span that has no place in its trace yet. */
export interface Hop {
  /** What its id is made of, and by which those below it name it. */
  readonly subject: string;
  /** The subject of the hop that it was sent on from. Undefined: it is the first one. */
  readonly below: string | undefined;
  readonly method: string;
  readonly isInitial: boolean;
  readonly span: Pick<Span, 'name' | 'kind' | 'startTime' | 'endTime' | 'attributes' | 'status' | 'events'>;
}

/** Times of a stored leg and of its message are each rounded to microseconds. */
const SAME_SECONDS = 1e-5;

/** The spans of the transactions of a call on each hop. A hop lies below that which its message came by, which has fewer Vias and stands before it. */
export function hopSpans(call: TracedCall, timeline: readonly TimelineEntry[]): readonly Hop[] {
  const transactions = transactionsOf(call, timeline).toSorted((a, b) => depthOf(a) - depthOf(b));
  const inner = innerAddresses(transactions);
  const byBranch = new Map<string, string>();
  return transactions.map((one) => {
    const { entry } = one.first;
    const below = entry.branches.slice(1).flatMap((branch) => byBranch.get(nameOf(one, branch)) ?? [])[0];
    byBranch.set(nameOf(one, entry.branches[0]), one.key);
    return {
      subject: one.key,
      below,
      method: entry.method,
      isInitial: entry.method === 'INVITE' && (entry.toTag === undefined || entry.status !== undefined),
      span: spanOf(one, call.legs, inner),
    };
  });
}

function depthOf({ first }: Transaction): number {
  return first.entry.branches.length;
}

function nameOf({ first }: Transaction, branch: number | undefined): string {
  return `${branch ?? 0}|${first.entry.cseq}|${first.entry.method}`;
}

/** The addresses that sent an INVITE on; where none did, the one that was called: what is measured lies there. */
function innerAddresses(transactions: readonly Transaction[]): ReadonlySet<string> {
  const invites = transactions.map(({ first }) => pathOf(first)).filter((_, place) => transactions[place]?.first.entry.method === 'INVITE');
  const senders = new Set(invites.map(({ from }) => from));
  const between = new Set(invites.map(({ to }) => to).filter((address) => senders.has(address)));
  const [first] = invites;
  return between.size > 0 || first === undefined ? between : new Set([first.to]);
}

/** From whom a request went to whom, which its answers show as well. */
function pathOf({ entry }: Shown): { readonly from: string; readonly to: string } {
  return entry.status === undefined ? { from: entry.src, to: entry.dst } : { from: entry.dst, to: entry.src };
}

function spanOf(one: Transaction, legs: readonly CallLeg[], inner: ReadonlySet<string>): Hop['span'] {
  const { first, answers } = one;
  const { from, to } = pathOf(first);
  const final = answers.findLast(({ row }) => (row.status ?? 0) >= 200);
  const leg = first.entry.method === 'INVITE' ? legOf(one, legs) : undefined;
  const status = final?.row.status;
  const repeatedUntil = first.row.at + (first.row.repeatSeconds ?? 0);
  return {
    name: first.entry.method,
    kind: inner.has(to) && !inner.has(from) ? 'server' : 'client',
    startTime: first.row.at,
    endTime: final?.row.at ?? Math.max(repeatedUntil, ...answers.map(({ row }) => row.at)),
    attributes: hopAttributes(one, status, leg),
    ...present({ status: hopStatus(status, leg), events: eventsOf(one) }),
  };
}

function hopAttributes(one: Transaction, status: number | undefined, leg: CallLeg | undefined): SpanAttributes {
  const { first, answers } = one;
  const { entry, row } = first;
  const { from, to } = pathOf(first);
  const final = answers.at(-1)?.row;
  const repeats = [first, ...answers].reduce((sum, shown) => sum + shown.row.repeats, 0);
  return attributesOf([
    [ATTRIBUTE.protocol, 'sip'],
    [ATTRIBUTE.transport, entry.transport],
    ...endAttributes(ATTRIBUTE.clientAddress, ATTRIBUTE.clientPort, from),
    ...endAttributes(ATTRIBUTE.serverAddress, ATTRIBUTE.serverPort, to),
    [ATTRIBUTE.method, entry.method],
    [ATTRIBUTE.statusCode, status],
    [ATTRIBUTE.errorType, hopError(status, leg)],
    [ATTRIBUTE.reasonQ850, final?.reasonQ850 ?? row.reasonQ850],
    [ATTRIBUTE.outcome, leg?.outcome],
    [ATTRIBUTE.cause, leg?.cause],
    [ATTRIBUTE.trunk, leg?.trunk],
    [ATTRIBUTE.transferCode, entry.sipfragStatus],
    [ATTRIBUTE.sessionExpires, entry.sessionExpiresSeconds],
    [ATTRIBUTE.offered, row.media],
    [ATTRIBUTE.retransmissions, repeats === 0 ? undefined : repeats],
  ]);
}

/** The leg of an INVITE: it has its address and its time. */
function legOf({ first }: Transaction, legs: readonly CallLeg[]): CallLeg | undefined {
  const { entry } = first;
  return legs.find(
    ({ address, depth, startedAt }) =>
      address === entry.dst && depth === entry.branches.length && Math.abs(startedAt - entry.at) <= SAME_SECONDS,
  );
}

/** An address as `192.0.2.1:5060` or `[2001:db8::1]:5060`, in its two parts. */
function endAttributes(addressName: string, portName: string, text: string): readonly AttributePair[] {
  const at = text.lastIndexOf(':');
  const port = Number(text.slice(at + 1));
  if (at < 0 || !Number.isInteger(port)) return [[addressName, text]];
  return [
    [addressName, text.slice(0, at).replace(/^\[|\]$/g, '')],
    [portName, port],
  ];
}

/** What the hop heard on the way: each answer, and what confirmed the last one. */
function eventsOf({ answers, ack }: Transaction): readonly SpanEvent[] | undefined {
  const events = answers.map(({ row }): SpanEvent => {
    return { name: [row.status, row.phrase].filter((word) => word !== undefined).join(' '), time: row.at };
  });
  if (ack !== undefined) events.push({ name: 'ACK', time: ack.row.at });
  return events.length === 0 ? undefined : events;
}
