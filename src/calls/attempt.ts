import type { TimelineEntry } from '../core/index.ts';
import { addHop, isBranchOf, isMendedBy, noteFinal, openTry, type InviteTry } from './invite-try.ts';
import { AttemptFacts } from './attempt-facts.ts';
import { joinNumbers } from './join-numbers.ts';
import { NumberMap } from './number-map.ts';
import { isInitialInvite, isRequest, type Seen, type Sight } from './seen.ts';

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
  readonly tries: InviteTry[];
  /** The tags of those who answered it. */
  readonly calleeTags: number[];
  byeAt: number | undefined;
}

/** What one hop of an INVITE belongs to. */
interface HopOwner {
  readonly attempt: OpenAttempt;
  readonly tried: InviteTry;
}

/** Divides the messages of one Call-ID, taken in causal order, into its attempts and the rest. */
export class AttemptSplitter implements Split {
  readonly attempts: OpenAttempt[] = [];
  readonly others: Sight[] = [];
  /** A challenge waits this long for its answer. */
  readonly #challengeSeconds: number;
  /** By the topmost branch of their INVITE. */
  readonly #hops = new NumberMap<HopOwner>();
  /** By the branches below it: those of the hops that the INVITE came through before. Undefined while none came through another. */
  #hopsBefore: NumberMap<HopOwner> | undefined;

  constructor(challengeSeconds: number) {
    this.#challengeSeconds = challengeSeconds;
  }

  take(sight: Sight): void {
    const attempt = isInitialInvite(sight.entry) ? this.#placeInvite(sight) : this.#placeOther(sight);
    if (attempt === undefined) this.others.push(sight);
    else {
      attempt.sights.push(sight);
      attempt.facts.take(sight);
      if (!sight.seen.isHanded) attempt.fresh.push(sight.seen);
    }
  }

  #placeInvite(sight: Sight): OpenAttempt {
    const { entry, branch } = sight;
    const key = hopKey(sight, branch);
    const known = this.#hops.get(key);
    if (known !== undefined && (sight.kind !== 'first' || branch !== 0)) return known.attempt;
    const owner = this.#relative(sight) ?? this.#ownerOf(sight, key);
    addHop(owner.tried, key, entry.branches.length);
    this.#hops.set(key, owner);
    this.#noteHopsBefore(sight, owner);
    return owner.attempt;
  }

  #noteHopsBefore(sight: Sight, owner: HopOwner): void {
    const { branches } = sight.entry;
    if (branches.length < 2) return;
    this.#hopsBefore ??= new NumberMap();
    for (let place = 1; place < branches.length; place += 1) this.#hopsBefore.set(hopKey(sight, branches[place] ?? 0), owner);
  }

  /** Of a hop that this one came through, or that came through this one. */
  #relative(sight: Sight): HopOwner | undefined {
    const { branches } = sight.entry;
    for (let place = 1; place < branches.length; place += 1) {
      const owner = this.#hops.get(hopKey(sight, branches[place] ?? 0));
      if (owner !== undefined) return owner;
    }
    return sight.branch === 0 ? undefined : this.#hopsBefore?.get(hopKey(sight, sight.branch));
  }

  /** Of an INVITE that shares no hop with those known: one more branch or the next try of the latest attempt, or a new attempt. */
  #ownerOf(sight: Sight, key: number): HopOwner {
    const { entry } = sight;
    const latest = this.#latest(entry.fromTag ?? 0);
    const isOver = latest?.byeAt !== undefined && entry.at > latest.byeAt;
    if (latest !== undefined && !isOver) {
      const same = latest.tries.findLast((one) => one.cseq === entry.cseq);
      if (same !== undefined && isBranchOf(same, sight))
        return same.nearFinal === undefined ? { attempt: latest, tried: same } : addTry(latest, openTry(sight, key));
      const last = latest.tries.at(-1);
      if (same === undefined && last !== undefined && isMendedBy(last, sight, this.#challengeSeconds))
        return addTry(latest, openTry(sight, key));
    }
    return addTry(this.#open(sight), openTry(sight, key));
  }

  #open({ entry }: Sight): OpenAttempt {
    const callerTag = entry.fromTag ?? 0;
    const generation = (this.#latest(callerTag)?.generation ?? -1) + 1;
    const opened: OpenAttempt = {
      key: `${callerTag}|${generation}`,
      callerTag,
      generation,
      startedAt: entry.at,
      sights: [],
      facts: new AttemptFacts(),
      fresh: [],
      tries: [],
      calleeTags: [],
      byeAt: undefined,
    };
    this.attempts.push(opened);
    return opened;
  }

  #latest(callerTag: number): OpenAttempt | undefined {
    return this.attempts.findLast((one) => one.callerTag === callerTag);
  }

  #placeOther(sight: Sight): OpenAttempt | undefined {
    const { method, toTag } = sight.entry;
    const key = hopKey(sight, sight.branch);
    // The ACK of a refusal has the branch of its INVITE as well (RFC 3261 17.1.1.3).
    const isOfInvite = method === 'INVITE' || method === 'CANCEL' || method === 'ACK';
    const owner = isOfInvite ? this.#hops.get(key) : undefined;
    if (owner === undefined) return this.#placeByTags(sight);
    const { attempt, tried } = owner;
    if (method === 'CANCEL') tried.isCancelled ||= key === tried.near.key;
    if (method !== 'INVITE') return attempt;
    if (toTag !== undefined && !attempt.calleeTags.includes(toTag)) attempt.calleeTags.push(toTag);
    noteFinal(tried, key, sight);
    return attempt;
  }

  /** Of what is no part of setting up: by the tags of both sides, or by the caller's alone when nothing was seen of the other. */
  #placeByTags({ entry }: Sight): OpenAttempt | undefined {
    const attempt = this.#byTags(entry);
    if (attempt !== undefined && entry.method === 'BYE' && isRequest(entry)) attempt.byeAt ??= entry.at;
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

function isBetween({ callerTag, calleeTags }: OpenAttempt, caller: number, callee: number): boolean {
  return callerTag === caller && calleeTags.includes(callee);
}

/** An answer may overtake its INVITE: it belongs to no attempt that never asked for it. */
function mayBeOf({ tries }: OpenAttempt, entry: TimelineEntry): boolean {
  return entry.method !== 'INVITE' || isRequest(entry) || tries.some((tried) => tried.cseq === entry.cseq);
}

function addTry(attempt: OpenAttempt, tried: InviteTry): HopOwner {
  attempt.tries.push(tried);
  return { attempt, tried };
}

function hopKey({ entry }: Sight, branch: number): number {
  return joinNumbers(entry.fromTag ?? 0, branch, entry.cseq);
}
