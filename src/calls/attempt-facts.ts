import type { SipAnomaly, TimelineEntry } from '../core/index.ts';
import { DialogFacts } from './dialog-facts.ts';
import { isSuccess, RoundBuilder } from './round.ts';
import { isRequest, type Notes, type Sight, type SightKind } from './seen.ts';

/** What the messages of one attempt come to, gathered one by one in causal order, so that reading a call does not go through all of them. */
export class AttemptFacts {
  readonly #rounds = new RoundBuilder('INVITE');
  // Hot: an attempt has one dialog, one or two agents and few tags; lists of those cost less than sets.
  readonly #dialogs: DialogFacts[] = [];
  /** Messages by what they are. Those of a second vantage are in none of the counts. */
  readonly counts = { first: 0, retransmission: 0, duplicate: 0, vantage: 0 };
  readonly agents: string[] = [];
  readonly anomalies: SipAnomaly[] = [];
  /** The To-tags of all ACKs, in the order of their first one. */
  readonly ackTags: (number | undefined)[] = [];
  /** All BYEs and what answered them. */
  readonly byes: Sight[] = [];
  /** All requests within a dialog but ACK, CANCEL and BYE. */
  readonly within: Sight[] = [];
  /** Every 2xx to an INVITE or UPDATE, once. */
  readonly successes: TimelineEntry[] = [];
  /** When the last of them arrived. */
  lastReceivedAt = Number.NEGATIVE_INFINITY;
  /** When the one arrived that is the last by cause. */
  newestReceivedAt = Number.NEGATIVE_INFINITY;
  /** A request within a dialog was seen. */
  hasRequestWithin = false;

  /** The tries of the caller. */
  get rounds() {
    return this.#rounds.rounds;
  }

  /** The dialog of two tags, 0 for an absent one. */
  dialog(one: number, other: number): DialogFacts {
    return this.#dialogs.find((known) => known.isOf(one, other)) ?? NO_DIALOG;
  }

  // Hot: per message.
  take(sight: Sight): void {
    const { entry, kind, seen } = sight;
    this.#rounds.take(sight);
    this.#count(kind);
    addNew(this.agents, entry.agent);
    if (seen.notes !== undefined) this.#takeAnomalies(seen.notes);
    if (entry.receivedAt > this.lastReceivedAt) this.lastReceivedAt = entry.receivedAt;
    this.newestReceivedAt = entry.receivedAt;
    if (entry.method === 'BYE') this.byes.push(sight);
    if (isRequest(entry)) this.#takeRequest(sight);
    else if (kind === 'first' && isSuccess(entry) && (entry.method === 'INVITE' || entry.method === 'UPDATE')) this.successes.push(entry);
    if (kind === 'first' && DialogFacts.concerns(entry)) this.#dialog(entry).take(entry);
  }

  #count(kind: SightKind): void {
    const { counts } = this;
    if (kind === 'first') counts.first += 1;
    else if (kind === 'retransmission') counts.retransmission += 1;
    else if (kind === 'duplicate') counts.duplicate += 1;
    else counts.vantage += 1;
  }

  #takeAnomalies({ anomalies }: Notes): void {
    if (anomalies !== undefined) for (const one of anomalies) addNew(this.anomalies, one);
  }

  #takeRequest(sight: Sight): void {
    const { method, toTag } = sight.entry;
    if (method === 'ACK') addNew(this.ackTags, toTag);
    if (toTag === undefined) return;
    this.hasRequestWithin = true;
    if (method !== 'ACK' && method !== 'BYE' && method !== 'CANCEL') this.within.push(sight);
  }

  #dialog({ fromTag = 0, toTag = 0 }: TimelineEntry): DialogFacts {
    const known = this.#dialogs.find((one) => one.isOf(fromTag, toTag));
    if (known !== undefined) return known;
    const added = new DialogFacts(fromTag, toTag);
    this.#dialogs.push(added);
    return added;
  }
}

function addNew<T>(known: T[], one: T): void {
  if (!known.includes(one)) known.push(one);
}

const NO_DIALOG = new DialogFacts(0, 0);
