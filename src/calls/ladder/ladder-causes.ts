import type { TimelineEntry } from '../../core/index.ts';
import { transactionKey } from '../message-key.ts';
import { joinNumbers } from '../join-numbers.ts';
import { isSuccess } from '../round.ts';
import { isFinal, isRequest } from '../seen.ts';

/** A message with what tells what caused it. */
export interface Caused {
  readonly entry: TimelineEntry;
  readonly branch: number;
}

/** One message came after another. */
export interface Cause {
  /** Places in the list of messages. */
  readonly before: number;
  readonly after: number;
  /** SIP leaves no other order. Otherwise it is the usual one, and a clock that saw both knows better. */
  readonly isCertain: boolean;
}

/** Which message of a call came after which other one, by what they say, whatever the clocks say. At most a few for each message. */
export function readCauses(messages: readonly Caused[]): readonly Cause[] {
  const reader = new CauseReader(messages);
  messages.forEach((_, place) => reader.read(place));
  return reader.causes;
}

type Index = Map<number, number[]>;

class CauseReader {
  readonly causes: Cause[] = [];
  readonly #messages: readonly Caused[];
  readonly #requests: Index = new Map();
  /** Responses by transaction. */
  readonly #answers: Index = new Map();
  /** Responses by each branch below their topmost one: sent on, they have it on top. */
  readonly #deeper: Index = new Map();
  /** The same of final ones, whatever they say. */
  readonly #refusals: Index = new Map();
  /** Responses by their To tag. */
  readonly #tagged: Index = new Map();
  /** Requests of one sender, by their From tag. */
  readonly #sent: Index = new Map();

  constructor(messages: readonly Caused[]) {
    this.#messages = messages;
    messages.forEach(({ entry, branch }, place) => {
      const key = transactionKey(entry, branch);
      add(isRequest(entry) ? this.#requests : this.#answers, key, place);
      if (isRequest(entry)) add(this.#sent, entry.fromTag ?? -1, place);
      else {
        for (const below of entry.branches.slice(1)) add(this.#deeper, onwardKey(entry, below), place);
        const [, below] = entry.branches;
        if (below !== undefined && (entry.status ?? 0) >= 300) add(this.#refusals, transactionKey(entry, below), place);
        if (entry.toTag !== undefined) add(this.#tagged, entry.toTag, place);
      }
    });
  }

  read(place: number): void {
    const message = this.#messages[place];
    if (message === undefined) return;
    if (isRequest(message.entry)) this.#readRequest(message, place);
    else this.#readAnswer(message, place);
  }

  #readRequest({ entry, branch }: Caused, place: number): void {
    for (const below of entry.branches.slice(1)) {
      const inbound = first(this.#requests, transactionKey(entry, below));
      if (inbound === undefined) continue;
      this.#add(inbound, place, entry.method !== 'CANCEL');
      break;
    }
    if (entry.method === 'CANCEL') this.#add(first(this.#requests, transactionKey({ ...entry, method: 'INVITE' }, branch)), place, true);
    if (entry.method === 'CANCEL') this.#readCancelOnward(entry, branch, place);
    else if (entry.method === 'ACK') this.#readAck(entry, branch, place);
    else if (entry.toTag !== undefined) this.#readWithin(entry, place);
    this.#readSender(entry, place);
  }

  /** A CANCEL has one Via: the INVITE that it ends shows whose CANCEL it follows. */
  #readCancelOnward(entry: TimelineEntry, branch: number, place: number): void {
    const invite = this.#at(first(this.#requests, transactionKey({ ...entry, method: 'INVITE' }, branch)));
    const below = invite?.entry.branches[1];
    if (below !== undefined) this.#add(first(this.#requests, transactionKey(entry, below)), place, false);
  }

  /** What it confirms: the refusal of its transaction, or the 2xx with its tag, nearest to its sender. */
  #readAck(entry: TimelineEntry, branch: number, place: number): void {
    const refusal = this.#find(this.#answers, transactionKey({ ...entry, method: 'INVITE' }, branch), isFinal);
    if (refusal !== undefined) {
      this.#add(refusal, place, true);
      return;
    }
    const isConfirmed = ({ method, cseq, status = 0 }: TimelineEntry): boolean =>
      method === 'INVITE' && cseq === entry.cseq && status >= 200 && status < 300;
    const tag = entry.toTag ?? -1;
    const near = this.#find(this.#tagged, tag, (answer) => isConfirmed(answer) && answer.dst === entry.src);
    this.#add(near ?? this.#find(this.#tagged, tag, isConfirmed), place, true);
  }

  /** A request within a dialog comes after an answer that made the dialog known to its sender, and what confirmed it to him. */
  #readWithin({ fromTag = -1, toTag = -1, src, cseq, method }: TimelineEntry, place: number): void {
    const isHeard = (answer: TimelineEntry): boolean => answer.fromTag === fromTag && answer.cseq < cseq;
    const heard = this.#earliest(this.#tagged, toTag, (answer) => isHeard(answer) && answer.dst === src);
    const isTold = (answer: TimelineEntry): boolean => answer.fromTag === toTag && answer.method === 'INVITE' && (answer.status ?? 0) > 100;
    const told = this.#earliest(this.#tagged, fromTag, (answer) => isTold(answer) && answer.src === src);
    this.#add(heard ?? this.#earliest(this.#tagged, toTag, isHeard) ?? told ?? this.#earliest(this.#tagged, fromTag, isTold), place, true);
    this.#add(
      this.#earliest(this.#sent, toTag, (request) => request.method === 'ACK' && request.dst === src),
      place,
      false,
    );
    if (method !== 'BYE') return;
    const isAnswered = (answer: TimelineEntry): boolean =>
      isHeard(answer) && answer.method === 'INVITE' && isSuccess(answer) && answer.dst === src;
    this.#add(this.#earliest(this.#tagged, toTag, isAnswered), place, false);
  }

  /** What the same side sent before from the same place: with a lower CSeq, or the refusal of it. */
  #readSender(entry: TimelineEntry, place: number): void {
    if (entry.method === 'ACK' || entry.method === 'CANCEL') return;
    const isBefore = (one: TimelineEntry): boolean => one.src === entry.src && one.cseq < entry.cseq && one.method !== 'CANCEL';
    const latest = this.#latest(this.#sent.get(entry.fromTag ?? -1) ?? [], isBefore);
    const before = this.#at(latest);
    if (before === undefined) return;
    this.#add(latest, place, false);
    if (entry.toTag !== undefined) return;
    const method = before.entry.method === 'ACK' ? 'INVITE' : before.entry.method;
    const isRefusal = ({ status = 0 }: TimelineEntry): boolean => status >= 300;
    this.#add(this.#find(this.#answers, transactionKey({ ...before.entry, method }, before.branch), isRefusal), place, false);
  }

  #readAnswer({ entry, branch }: Caused, place: number): void {
    const key = transactionKey(entry, branch);
    this.#add(first(this.#requests, key) ?? this.#requestByAddress(entry), place, true);
    const { status = 0 } = entry;
    if (status <= 100) return;
    this.#add(
      this.#find(this.#answers, key, (one) => one.status === 100),
      place,
      true,
    );
    if (status >= 200) this.#readProvisional(entry, key, place);
    if (status === 487) this.#add(first(this.#requests, transactionKey({ ...entry, method: 'CANCEL' }, branch)), place, false);
    this.#readOnward(entry, branch, place);
  }

  /** The provisional answers of a branch come before its final one. */
  #readProvisional({ toTag, status = 0 }: TimelineEntry, key: number, place: number): void {
    for (const other of this.#answers.get(key) ?? []) {
      const known = this.#at(other)?.entry;
      if (known?.status === undefined || known.status >= 200 || known.status === 100) continue;
      const isSame = known.toTag === toTag;
      if (isSame || status >= 300) this.#add(other, place, isSame);
    }
  }

  /** The same answer farther from the caller, which was sent on; a refusal that is the proxy's own comes after those that it was told. */
  #readOnward(entry: TimelineEntry, branch: number, place: number): void {
    const same = this.#nearest(this.#deeper.get(onwardKey(entry, branch)) ?? []);
    if (same !== undefined) {
      this.#add(same, place, true);
      return;
    }
    if ((entry.status ?? 0) < 300 || entry.method !== 'INVITE') return;
    for (const other of this.#refusals.get(transactionKey(entry, branch)) ?? []) this.#add(other, place, false);
  }

  /** A response without Via: the request that went the other way between the same addresses. */
  #requestByAddress({ branches, cseq, method, src, dst, fromTag }: TimelineEntry): number | undefined {
    if (branches.length > 0) return undefined;
    const isAsked = (one: TimelineEntry): boolean => one.cseq === cseq && one.method === method && one.src === dst && one.dst === src;
    return this.#find(this.#sent, fromTag ?? -1, isAsked);
  }

  #at(place: number | undefined): Caused | undefined {
    return place === undefined ? undefined : this.#messages[place];
  }

  #find(index: Index, key: number, isMeant: (entry: TimelineEntry) => boolean): number | undefined {
    return index.get(key)?.find((place) => {
      const found = this.#messages[place]?.entry;
      return found !== undefined && isMeant(found);
    });
  }

  /** The one with the lowest CSeq. */
  #earliest(index: Index, key: number, isMeant: (entry: TimelineEntry) => boolean): number | undefined {
    let earliest: number | undefined;
    for (const place of index.get(key) ?? []) {
      const found = this.#messages[place]?.entry;
      if (found === undefined || !isMeant(found)) continue;
      if (earliest === undefined || found.cseq < (this.#messages[earliest]?.entry.cseq ?? 0)) earliest = place;
    }
    return earliest;
  }

  /** The one with the highest CSeq, an ACK after what it confirms. */
  #latest(places: readonly number[], isMeant: (entry: TimelineEntry) => boolean): number | undefined {
    let latest: number | undefined;
    for (const place of places) {
      const found = this.#at(place)?.entry;
      if (found !== undefined && isMeant(found) && rankOf(found) > rankOf(this.#at(latest)?.entry)) latest = place;
    }
    return latest;
  }

  /** The one with the fewest Vias. */
  #nearest(places: readonly number[]): number | undefined {
    let nearest: number | undefined;
    const depthOf = (place: number): number => this.#messages[place]?.entry.branches.length ?? 0;
    for (const place of places) if (nearest === undefined || depthOf(place) < depthOf(nearest)) nearest = place;
    return nearest;
  }

  #add(before: number | undefined, after: number, isCertain: boolean): void {
    if (before !== undefined && before !== after) this.causes.push({ before, after, isCertain });
  }
}

/** By CSeq, and an ACK after what it confirms. */
function rankOf(entry: TimelineEntry | undefined): number {
  return entry === undefined ? -1 : entry.cseq * 2 + Number(entry.method === 'ACK');
}

function onwardKey(entry: TimelineEntry, branch: number): number {
  return joinNumbers(transactionKey(entry, branch), entry.status ?? 0, entry.toTag ?? -1);
}

function add(index: Index, key: number, place: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [place]);
  else known.push(place);
}

function first(index: Index, key: number): number | undefined {
  return index.get(key)?.[0];
}
