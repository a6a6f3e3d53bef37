import type { TimelineEntry } from '../core/index.ts';
import {
  addHop,
  insertTry,
  isBranchOf,
  isEarlierTry,
  isFollowedBy,
  isMendedBy,
  isOnHop,
  noteFinal,
  noteUnaskedFinal,
  openTry,
  type InviteTry,
} from './invite-try.ts';
import { AttemptFacts } from './attempt-facts.ts';
import { isRequest, type Seen, type Sight } from './seen.ts';
import { KnownBranches } from './known-branches.ts';
import { NONE, withNew } from './with-new.ts';

/** The messages of one attempt: an INVITE of one Call-ID and caller's tag with the ones that mended it, and the dialog that came of them. */
export interface Attempt {
  /** The caller's tag and generation as one text. */
  readonly key: string;
  /** The caller's tag; 0 for a caller that sends none. */
  readonly callerTag: number;
  /** Counts the attempts with this Call-ID and tag, from 0. */
  readonly generation: number;
  readonly startedAt: number;
  readonly sights: readonly Sight[];
  readonly facts: AttemptFacts;
  /** Those of its messages that were not handed to the store when they were taken. */
  fresh: Seen[];
}

/** What the messages of one Call-ID are: attempts, and those that belong to none. */
export interface Split {
  readonly attempts: readonly Attempt[];
  readonly others: readonly Sight[];
}

/** An attempt while its messages are gathered. */
interface OpenAttempt extends Attempt {
  readonly sights: Sight[];
  /** The latest one. */
  tried: InviteTry;
  /** The tags of those who answered it. */
  calleeTags: readonly number[];
  byeAt: number | undefined;
}

/** What one hop of an INVITE belongs to. */
interface HopOwner {
  readonly attempt: OpenAttempt;
  readonly tried: InviteTry;
}

/** One hop of an INVITE: a caller's tag, a topmost branch and a CSeq. */
interface InviteHop extends HopOwner {
  readonly invite: Sight;
  /** The one that was seen before it. */
  readonly before: InviteHop | undefined;
}

/** Up to so many hops are gone through one by one. */
const FEW_HOPS = 8;

/** Divides the messages of one Call-ID, taken in causal order, into its attempts and the rest. */
export class AttemptSplitter implements Split {
  readonly attempts: OpenAttempt[] = [];
  readonly others: Sight[] = [];
  /** A challenge waits this long for its answer. */
  readonly #challengeSeconds: number;
  // Hot: a call has two or three hops; to go through them costs less than a table of keys.
  #hops: InviteHop | undefined;
  #hopCount = 0;
  /** Undefined while there are few hops. */
  #branches: KnownBranches | undefined;

  constructor(challengeSeconds: number) {
    this.#challengeSeconds = challengeSeconds;
  }

  take(sight: Sight): void {
    const isInvite = sight.status === undefined && sight.transaction.method === 'INVITE' && sight.entry.toTag === undefined;
    const attempt = isInvite ? this.#placeInvite(sight) : (this.#placeOther(sight) ?? this.#openByAnswer(sight));
    if (attempt === undefined) this.#takeOther(sight);
    else {
      attempt.sights.push(sight);
      attempt.facts.take(sight);
      if (!sight.seen.isHanded) attempt.fresh.push(sight.seen);
    }
  }

  #takeOther(sight: Sight): void {
    const { transaction, seen } = sight;
    this.others.push(sight);
    if (transaction.others === undefined) transaction.others = [seen];
    else transaction.others.push(seen);
  }

  #placeInvite(sight: Sight): OpenAttempt {
    const { branch } = sight;
    const known = this.#hopOf(sight, branch);
    if (known !== undefined && (sight.kind !== 'first' || branch !== 0)) return known.attempt;
    const { attempt, tried } = this.#relative(sight) ?? this.#ownerOf(sight);
    addHop(tried, sight);
    this.#hops = { invite: sight, attempt, tried, before: this.#hops };
    this.#noteBranches(sight);
    return attempt;
  }

  #noteBranches(sight: Sight): void {
    this.#hopCount += 1;
    if (this.#branches !== undefined) this.#branches.add(sight);
    else if (this.#hopCount > FEW_HOPS) {
      this.#branches = new KnownBranches();
      for (let hop = this.#hops; hop !== undefined; hop = hop.before) this.#branches.add(hop.invite);
    }
  }

  #hopOf(sight: Sight, branch: number): InviteHop | undefined {
    if (this.#branches?.hasHop(branch) === false) return undefined;
    let hop = this.#hops;
    while (hop !== undefined && !isOnHop(hop.invite, sight, branch)) hop = hop.before;
    return hop;
  }

  /** A hop that this one came through, or that came through this one. */
  #relative(sight: Sight): InviteHop | undefined {
    const { branches } = sight.entry;
    for (let place = 1; place < branches.length; place += 1) {
      const before = this.#hopOf(sight, branches[place] ?? 0);
      if (before !== undefined) return before;
    }
    if (sight.branch === 0 || this.#branches?.hasBelow(sight.branch) === false) return undefined;
    let behind = this.#hops;
    while (behind !== undefined && !cameThrough(behind.invite.entry, sight)) behind = behind.before;
    return behind;
  }

  /**
   * Opens an attempt by an answer to an INVITE when the Call-ID has no attempt. Not by a 100, which says nothing of the call, nor behind requests
   * within a dialog, where it may answer a re-INVITE.
   */
  #openByAnswer(sight: Sight): OpenAttempt | undefined {
    const { entry } = sight;
    if (!isLoneAnswer(sight) || this.attempts.length > 0 || this.others.some(isWithinDialog)) return undefined;
    const attempt = this.#open(sight);
    this.#hops = { invite: sight, attempt, tried: attempt.tried, before: this.#hops };
    this.#noteBranches(sight);
    if (entry.toTag !== undefined) attempt.calleeTags = withNew(attempt.calleeTags, entry.toTag);
    noteFinal(attempt.tried, sight);
    return attempt;
  }

  /** Of an INVITE that shares no hop with those known: one more branch or the next try of the latest attempt, or a new attempt. */
  #ownerOf(sight: Sight): HopOwner {
    const { entry } = sight;
    const latest = this.#latest(entry.fromTag ?? 0);
    const owner = latest === undefined ? undefined : this.#ofLatest(latest, sight);
    if (owner !== undefined) return owner;
    const attempt = this.#open(sight);
    return { attempt, tried: attempt.tried };
  }

  /** Finds the try of the latest attempt that an INVITE belongs to, or adds it. Undefined when it belongs to another attempt. */
  #ofLatest(latest: OpenAttempt, sight: Sight): HopOwner | undefined {
    const { entry } = sight;
    const same = tryOf(latest, entry.cseq);
    if (same === undefined && isEarlierTry(latest.tried, sight)) return { attempt: latest, tried: insertTry(latest.tried, sight) };
    if (isOver(latest, entry)) return undefined;
    if (same === undefined) return isMendedBy(latest.tried, sight, this.#challengeSeconds) ? addTry(latest, sight) : undefined;
    if (!isBranchOf(same, sight)) return undefined;
    return same.nearFinal === undefined ? { attempt: latest, tried: same } : addTry(latest, sight);
  }

  #open(sight: Sight): OpenAttempt {
    const { fromTag: callerTag = 0, at } = sight.entry;
    const generation = (this.#latest(callerTag)?.generation ?? -1) + 1;
    const attempt: OpenAttempt = {
      key: `${callerTag}|${generation}`,
      callerTag,
      generation,
      startedAt: at,
      sights: [],
      facts: new AttemptFacts(),
      fresh: [],
      tried: openTry(sight, undefined),
      calleeTags: NONE,
      byeAt: undefined,
    };
    this.attempts.push(attempt);
    return attempt;
  }

  #latest(callerTag: number): OpenAttempt | undefined {
    for (let place = this.attempts.length - 1; place >= 0; place -= 1) {
      const one = this.attempts[place];
      if (one?.callerTag === callerTag) return one;
    }
    return undefined;
  }

  #placeOther(sight: Sight): OpenAttempt | undefined {
    const { transaction, branch } = sight;
    const { method } = transaction;
    // The ACK of a refusal has the branch of its INVITE as well (RFC 3261 17.1.1.3).
    const isOfInvite = method === 'INVITE' || method === 'CANCEL' || method === 'ACK';
    const hop = isOfInvite ? this.#hopOf(sight, branch) : undefined;
    if (hop === undefined) return method === 'INVITE' ? this.#placeAnswer(sight) : this.#placeByTags(sight);
    const { attempt, tried } = hop;
    if (method === 'CANCEL') tried.isCancelled ||= isOnHop(tried.near, sight, branch);
    if (method !== 'INVITE') return attempt;
    const { toTag } = sight.entry;
    if (toTag !== undefined) attempt.calleeTags = withNew(attempt.calleeTags, toTag);
    noteFinal(tried, sight);
    return attempt;
  }

  /** Places an answer whose INVITE was not captured on its hop: it shows what the caller, or a proxy, received. */
  #placeAnswer(sight: Sight): OpenAttempt | undefined {
    const { entry } = sight;
    const attempt = this.#byTags(entry) ?? this.#continuedBy(sight);
    const tried = attempt === undefined || attempt.callerTag !== entry.fromTag ? undefined : tryOf(attempt, entry.cseq);
    if (attempt === undefined || tried === undefined) return attempt;
    if (entry.toTag !== undefined) attempt.calleeTags = withNew(attempt.calleeTags, entry.toTag);
    noteUnaskedFinal(tried, sight);
    return attempt;
  }

  /**
   * Continues an attempt by the answer to its next INVITE, which was not captured on any hop: after a challenge the caller sends the next CSeq. Once there is a
   * dialog it may answer a re-INVITE.
   */
  #continuedBy(sight: Sight): OpenAttempt | undefined {
    const { entry } = sight;
    const latest = this.#latest(entry.fromTag ?? 0);
    if (latest === undefined || !isLoneAnswer(sight) || !latest.facts.isSettingUp || !isFollowedBy(latest.tried, entry.cseq))
      return undefined;
    latest.tried = openTry(sight, latest.tried);
    this.#hops = { invite: sight, attempt: latest, tried: latest.tried, before: this.#hops };
    this.#noteBranches(sight);
    return latest;
  }

  /** Of what is no part of setting up: by the tags of both sides, or by the caller's alone when nothing was seen of the other. */
  #placeByTags({ entry, transaction, status }: Sight): OpenAttempt | undefined {
    const attempt = this.#byTags(entry);
    if (attempt !== undefined && transaction.method === 'BYE' && status === undefined) attempt.byeAt ??= entry.at;
    return attempt;
  }

  #byTags(entry: TimelineEntry): OpenAttempt | undefined {
    const { fromTag = 0, toTag = 0 } = entry;
    let ofOneTag: OpenAttempt | undefined;
    for (let place = this.attempts.length - 1; place >= 0; place -= 1) {
      const one = this.attempts[place];
      if (one === undefined || (one.callerTag !== fromTag && one.callerTag !== toTag)) continue;
      if (isBetween(one, fromTag, toTag) || isBetween(one, toTag, fromTag)) return one;
      if (ofOneTag === undefined && mayBeOf(one, entry)) ofOneTag = one;
    }
    return ofOneTag;
  }
}

/** Whether it is an answer to an INVITE that says something and whose request was not captured. */
function isLoneAnswer({ transaction, status = 0, kind, branch }: Sight): boolean {
  return transaction.method === 'INVITE' && status >= 180 && kind === 'first' && branch !== 0 && transaction.asked === undefined;
}

function isWithinDialog({ entry }: Sight): boolean {
  return isRequest(entry) && entry.toTag !== undefined;
}

function isBetween({ callerTag, calleeTags }: OpenAttempt, caller: number, callee: number): boolean {
  return callerTag === caller && calleeTags.includes(callee);
}

/** An answer may overtake its INVITE: it belongs to no attempt that never asked for it. */
function mayBeOf(attempt: OpenAttempt, entry: TimelineEntry): boolean {
  return entry.method !== 'INVITE' || isRequest(entry) || tryOf(attempt, entry.cseq) !== undefined;
}

function tryOf({ tried }: OpenAttempt, cseq: number): InviteTry | undefined {
  let one: InviteTry | undefined = tried;
  while (one !== undefined && one.cseq !== cseq) one = one.before;
  return one;
}

/** Whether its BYE came before a message. */
function isOver({ byeAt }: OpenAttempt, { at }: TimelineEntry): boolean {
  return byeAt !== undefined && at > byeAt;
}

function addTry(attempt: OpenAttempt, sight: Sight): HopOwner {
  attempt.tried = openTry(sight, attempt.tried);
  return { attempt, tried: attempt.tried };
}

/** Whether an INVITE came through the hop that another one, which has this branch, was on. */
function cameThrough({ branches, cseq, fromTag = 0 }: TimelineEntry, { entry, branch }: Sight): boolean {
  return branches.lastIndexOf(branch) > 0 && cseq === entry.cseq && fromTag === (entry.fromTag ?? 0);
}
