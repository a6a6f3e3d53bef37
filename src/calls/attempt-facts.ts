import type { SipAnomaly, TimelineEntry } from '../core/index.ts';
import { DialogFacts } from './dialog-facts.ts';
import { isSuccess, RoundBuilder } from './round.ts';
import { isRequest, type Sight } from './seen.ts';

/** What the messages of one attempt come to, gathered one by one in causal order, so that reading a call does not go through all of them. */
export class AttemptFacts {
  readonly #rounds = new RoundBuilder('INVITE');
  readonly #dialogs = new Map<string, DialogFacts>();
  /** Messages by what they are. Those of a second vantage are in none of the counts. */
  readonly counts = { first: 0, retransmission: 0, duplicate: 0, vantage: 0 };
  readonly agents = new Set<string>();
  readonly anomalies = new Set<SipAnomaly>();
  /** The To-tags of all ACKs, in the order of their first one. */
  readonly ackTags = new Set<number | undefined>();
  /** All BYEs and what answered them. */
  readonly byes: Sight[] = [];
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
    return this.#dialogs.get(dialogKey(one, other)) ?? NO_DIALOG;
  }

  // Hot: per message.
  take(sight: Sight): void {
    const { entry, kind, seen } = sight;
    this.#rounds.take(sight);
    this.counts[kind] += 1;
    this.agents.add(entry.agent);
    if (seen.notes?.anomalies !== undefined) for (const one of seen.notes.anomalies) this.anomalies.add(one);
    this.lastReceivedAt = Math.max(this.lastReceivedAt, entry.receivedAt);
    this.newestReceivedAt = entry.receivedAt;
    if (entry.method === 'BYE') this.byes.push(sight);
    if (isRequest(entry)) this.#takeRequest(entry);
    else if (kind === 'first' && isSuccess(entry) && (entry.method === 'INVITE' || entry.method === 'UPDATE')) this.successes.push(entry);
    if (kind === 'first' && DialogFacts.concerns(entry)) this.#dialog(entry).take(entry);
  }

  #takeRequest(entry: TimelineEntry): void {
    if (entry.method === 'ACK') this.ackTags.add(entry.toTag);
    if (entry.toTag !== undefined) this.hasRequestWithin = true;
  }

  #dialog({ fromTag = 0, toTag = 0 }: TimelineEntry): DialogFacts {
    const key = dialogKey(fromTag, toTag);
    const known = this.#dialogs.get(key);
    if (known !== undefined) return known;
    const added = new DialogFacts();
    this.#dialogs.set(key, added);
    return added;
  }
}

const NO_DIALOG = new DialogFacts();

/** Either side may be the sender. */
function dialogKey(one: number, other: number): string {
  return one < other ? `${one}|${other}` : `${other}|${one}`;
}
