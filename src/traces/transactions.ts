import type { TimelineEntry } from '../core/index.ts';
import { orderMessages, transactionKey, type LadderRow } from '../calls/index.ts';
import type { TracedCall } from './traced-call.ts';

/** A message as the ladder shows it, with what the timeline says besides. */
export interface Shown {
  readonly row: LadderRow;
  readonly entry: TimelineEntry;
}

/** A request on one hop and what answered it there, in the order of cause and effect. */
export interface Transaction {
  /** What tells it apart in its call. */
  readonly key: string;
  /** Its request, else the first answer where that was not captured. */
  readonly first: Shown;
  readonly answers: Shown[];
  /** The ACK of an INVITE. */
  ack: Shown | undefined;
}

/** The transactions of a call, each hop by itself, in the order in which they began. */
export function transactionsOf(call: Pick<TracedCall, 'agent'>, timeline: readonly TimelineEntry[]): readonly Transaction[] {
  const found = new Map<string, Transaction>();
  const acks: Shown[] = [];
  for (const row of orderMessages(call.agent, timeline).rows) {
    const entry = timeline[row.places[0] ?? -1];
    if (entry === undefined) continue;
    const shown = { row, entry };
    if (row.method === 'ACK') acks.push(shown);
    else addTo(found, shown);
  }
  for (const ack of acks) {
    const invite = [...found.values()].findLast((one) => isConfirmedBy(one, ack));
    if (invite !== undefined) invite.ack ??= ack;
  }
  return [...found.values()];
}

function addTo(found: Map<string, Transaction>, shown: Shown): void {
  const { row, entry } = shown;
  const key = keyOf(shown);
  const known = found.get(key);
  if (known === undefined) found.set(key, { key, first: shown, answers: row.status === undefined ? [] : [shown], ack: undefined });
  else if (entry.status !== undefined) known.answers.push(shown);
}

/** By its branch; where there is none, the path has to tell hops apart. */
function keyOf({ entry }: Shown): string {
  const { branches, src, dst, status } = entry;
  const branch = branches[0] ?? 0;
  const path = branch !== 0 ? '' : status === undefined ? `${src} ${dst}` : `${dst} ${src}`;
  return `${transactionKey(entry, branch)}${path}`;
}

/** An ACK goes the way of its INVITE, and after it: the same CSeq, between the same two. Where the answer is missing, skewed clocks may show one before it. */
function isConfirmedBy({ first }: Transaction, { entry, row }: Shown): boolean {
  const { method, cseq, status } = first.entry;
  const [src, dst] = status === undefined ? [first.entry.src, first.entry.dst] : [first.entry.dst, first.entry.src];
  return method === 'INVITE' && cseq === entry.cseq && src === entry.src && dst === entry.dst && row.at >= first.row.at;
}
