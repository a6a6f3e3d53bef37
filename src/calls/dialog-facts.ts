import type { TimelineEntry } from '../core/index.ts';
import { isSuccess } from './round.ts';
import { isRequest, type Sight } from './seen.ts';
import type { TransferWord } from './transfer.ts';
import { NONE } from './with-new.ts';

/** What the messages between two tags come to, gathered one by one in causal order, each message once per hop. */
export class DialogFacts {
  /** A request within the dialog was seen. */
  isKnown = false;
  /** The first ACK. */
  ack: TimelineEntry | undefined;
  readonly byes: TimelineEntry[] = [];
  /** The first 481 to a re-INVITE or UPDATE. */
  gone: TimelineEntry | undefined;
  /** The last 408 to one. */
  timedOut: TimelineEntry | undefined;
  /** The time of the latest request that shows that it goes on. An ACK may be that of a 408. */
  spokenAt = Number.NEGATIVE_INFINITY;
  /** Of each re-INVITE, told apart by sender and CSeq, the first sight: it counts once however many hops it crosses. */
  reinvites: readonly TimelineEntry[] = NONE;
  /** What was told of transfers. */
  transferWords: readonly TransferWord[] = NONE;

  readonly #one: number;
  readonly #other: number;

  /** Of two tags, 0 for an absent one. */
  constructor(one: number, other: number) {
    this.#one = one;
    this.#other = other;
  }

  /** Whether it is the dialog of two tags: either side may be the sender. */
  isOf(one: number, other: number): boolean {
    return (this.#one === one && this.#other === other) || (this.#one === other && this.#other === one);
  }

  /** Whether a message may be anything to a dialog. */
  static concerns({ status, transaction, entry }: Sight): boolean {
    if (status === undefined) return entry.toTag !== undefined || transaction.method === 'NOTIFY';
    return transaction.method === 'REFER' || status === 408 || status === 481;
  }

  take(entry: TimelineEntry): void {
    if (entry.fromTag !== entry.toTag) this.#takeTransfer(entry);
    if (!isRequest(entry)) this.#takeBreak(entry);
    else if (entry.toTag !== undefined) this.#takeRequest(entry);
  }

  #takeRequest(entry: TimelineEntry): void {
    const { method } = entry;
    this.isKnown = true;
    if (method === 'ACK') this.ack ??= entry;
    else if (method === 'BYE') this.byes.push(entry);
    else if (entry.at > this.spokenAt) this.spokenAt = entry.at;
    if (method === 'INVITE' && !this.reinvites.some((one) => isOfSameRequest(one, entry))) this.reinvites = [...this.reinvites, entry];
  }

  #takeBreak(entry: TimelineEntry): void {
    if (entry.method !== 'INVITE' && entry.method !== 'UPDATE') return;
    if (entry.status === 481) this.gone ??= entry;
    if (entry.status === 408) this.timedOut = entry;
  }

  #takeTransfer(entry: TimelineEntry): void {
    if (entry.method === 'REFER' && isSuccess(entry)) this.#addWord({ at: entry.at, goesOn: true });
    if (entry.method !== 'NOTIFY' || !isRequest(entry) || entry.sipfragStatus === undefined) return;
    this.#addWord({ at: entry.at, goesOn: entry.sipfragStatus < 300 });
  }

  #addWord(word: TransferWord): void {
    this.transferWords = [...this.transferWords, word];
  }
}

/** Whether both are of one request of one sender, on whatever hop. */
function isOfSameRequest(one: TimelineEntry, other: TimelineEntry): boolean {
  return one.cseq === other.cseq && one.fromTag === other.fromTag;
}
