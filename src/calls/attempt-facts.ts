import type { Method, SipAnomaly, TimelineEntry } from '../core/index.ts';
import { DialogFacts } from './dialog-facts.ts';
import { isSuccess, takeIntoRounds, type Round } from './round.ts';
import type { Notes, Sight, SightKind } from './seen.ts';
import { NONE, withNew } from './with-new.ts';

/** What the messages of one attempt come to, gathered one by one in causal order, so that reading a call does not go through all of them. */
export class AttemptFacts {
  /** The tries of the caller. */
  readonly rounds: Round[] = [];
  // Hot: an attempt has one dialog, one or two agents and few tags; lists of those cost less than sets.
  #dialogs: readonly DialogFacts[] = NONE;
  /** Messages by what they are. Those of a second vantage are in none of the counts. */
  readonly counts = { first: 0, retransmission: 0, duplicate: 0, vantage: 0 };
  agents: readonly string[] = NONE;
  anomalies: readonly SipAnomaly[] = NONE;
  /** The To-tags of all ACKs, in the order of their first one. */
  ackTags: readonly (number | undefined)[] = NONE;
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

  /** No 2xx and no request within a dialog was seen. */
  get isSettingUp(): boolean {
    return !this.hasRequestWithin && this.successes.length === 0;
  }

  /** The dialog of two tags, 0 for an absent one. */
  dialog(one: number, other: number): DialogFacts {
    return this.#known(one, other) ?? NO_DIALOG;
  }

  // Hot: per message.
  take(sight: Sight): void {
    const { entry, kind, seen, status } = sight;
    const { method } = sight.transaction;
    const isOfRound = takeIntoRounds(this.rounds, sight, 'INVITE', this.isSettingUp);
    this.#count(kind);
    this.agents = withNew(this.agents, entry.agent);
    if (seen.notes !== undefined) this.#takeAnomalies(seen.notes);
    const { receivedAt } = entry;
    if (receivedAt > this.lastReceivedAt) this.lastReceivedAt = receivedAt;
    this.newestReceivedAt = receivedAt;
    if (method === 'BYE') this.byes.push(sight);
    if (status === undefined) this.#takeRequest(sight, method, isOfRound);
    else if (kind === 'first' && (method === 'INVITE' || method === 'UPDATE') && isSuccess(sight)) this.successes.push(entry);
    if (kind === 'first' && DialogFacts.concerns(sight)) this.#dialog(entry).take(entry);
  }

  #count(kind: SightKind): void {
    const { counts } = this;
    if (kind === 'first') counts.first += 1;
    else if (kind === 'retransmission') counts.retransmission += 1;
    else if (kind === 'duplicate') counts.duplicate += 1;
    else counts.vantage += 1;
  }

  #takeAnomalies({ anomalies }: Notes): void {
    if (anomalies !== undefined) for (const one of anomalies) this.anomalies = withNew(this.anomalies, one);
  }

  #takeRequest(sight: Sight, method: Method, isOfRound: boolean): void {
    const { toTag } = sight.entry;
    if (method === 'ACK') this.ackTags = withNew(this.ackTags, toTag);
    // The ACK of a refusal has a To-tag and is of no dialog.
    if (toTag === undefined || (method === 'ACK' && isOfRound)) return;
    this.hasRequestWithin = true;
    if (method !== 'ACK' && method !== 'BYE' && method !== 'CANCEL') this.within.push(sight);
  }

  #dialog({ fromTag = 0, toTag = 0 }: TimelineEntry): DialogFacts {
    const known = this.#known(fromTag, toTag);
    if (known !== undefined) return known;
    const added = new DialogFacts(fromTag, toTag);
    this.#dialogs = withNew(this.#dialogs, added);
    return added;
  }

  #known(one: number, other: number): DialogFacts | undefined {
    for (const known of this.#dialogs) if (known.isOf(one, other)) return known;
    return undefined;
  }
}

const NO_DIALOG = new DialogFacts(0, 0);
