import { addHop, isBranchOf, isMendedBy, noteFinal, openTry, type InviteTry } from './invite-try.ts';
import { AttemptFacts } from './attempt-facts.ts';
import { joinNumbers } from './join-numbers.ts';
import { isRequest, type Seen, type Sight } from './seen.ts';

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
  /** Its place among the attempts. */
  readonly place: number;
  readonly sights: Sight[];
  readonly tries: InviteTry[];
  /** The tags of those who answered it. */
  readonly calleeTags: Set<number>;
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
  readonly #byCaller = new Map<number, OpenAttempt[]>();
  /** By the topmost branch of their INVITE. */
  readonly #hops = new Map<number, HopOwner>();
  /** By the branches below it: those of the hops that the INVITE came through before. */
  readonly #hopsBefore = new Map<number, HopOwner>();

  constructor(challengeSeconds: number) {
    this.#challengeSeconds = challengeSeconds;
  }

  take(sight: Sight): void {
    const attempt = isInitialInvite(sight) ? this.#placeInvite(sight) : this.#placeOther(sight);
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
    for (const before of entry.branches.slice(1)) this.#hopsBefore.set(hopKey(sight, before), owner);
    return owner.attempt;
  }

  /** Of a hop that this one came through, or that came through this one. */
  #relative(sight: Sight): HopOwner | undefined {
    for (const before of sight.entry.branches.slice(1)) {
      const owner = this.#hops.get(hopKey(sight, before));
      if (owner !== undefined) return owner;
    }
    return sight.branch === 0 ? undefined : this.#hopsBefore.get(hopKey(sight, sight.branch));
  }

  /** Of an INVITE that shares no hop with those known: one more branch or the next try of the latest attempt, or a new attempt. */
  #ownerOf(sight: Sight, key: number): HopOwner {
    const { entry } = sight;
    const latest = this.#ofCaller(entry.fromTag ?? 0).at(-1);
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
    const before = this.#byCaller.get(callerTag) ?? [];
    const opened: OpenAttempt = {
      place: this.attempts.length,
      key: `${callerTag}|${before.length}`,
      callerTag,
      generation: before.length,
      startedAt: entry.at,
      sights: [],
      facts: new AttemptFacts(),
      fresh: [],
      tries: [],
      calleeTags: new Set<number>(),
      byeAt: undefined,
    };
    this.attempts.push(opened);
    before.push(opened);
    this.#byCaller.set(callerTag, before);
    return opened;
  }

  #ofCaller(tag: number): readonly OpenAttempt[] {
    return this.#byCaller.get(tag) ?? NONE;
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
    if (toTag !== undefined) attempt.calleeTags.add(toTag);
    noteFinal(tried, key, sight);
    return attempt;
  }

  /** Of what is no part of setting up: by the tags of both sides, or by the caller's alone when nothing was seen of the other. */
  #placeByTags({ entry }: Sight): OpenAttempt | undefined {
    const { fromTag = 0, toTag = 0 } = entry;
    // An answer may overtake its INVITE: it belongs to no attempt that never asked for it.
    const isAnswer = entry.method === 'INVITE' && !isRequest(entry);
    const mayBe = (one: OpenAttempt): boolean => !isAnswer || one.tries.some((tried) => tried.cseq === entry.cseq);
    const [ofFrom, ofTo] = [this.#ofCaller(fromTag), this.#ofCaller(toTag)];
    const attempt =
      later(
        ofFrom.findLast((one) => one.calleeTags.has(toTag)),
        ofTo.findLast((one) => one.calleeTags.has(fromTag)),
      ) ?? later(ofFrom.findLast(mayBe), ofTo.findLast(mayBe));
    if (attempt !== undefined && entry.method === 'BYE' && isRequest(entry)) attempt.byeAt ??= entry.at;
    return attempt;
  }
}

const NONE: readonly OpenAttempt[] = [];

function later(one: OpenAttempt | undefined, two: OpenAttempt | undefined): OpenAttempt | undefined {
  return two === undefined || (one !== undefined && one.place > two.place) ? one : two;
}

function addTry(attempt: OpenAttempt, tried: InviteTry): HopOwner {
  attempt.tries.push(tried);
  return { attempt, tried };
}

function isInitialInvite({ entry }: Sight): boolean {
  return entry.method === 'INVITE' && isRequest(entry) && entry.toTag === undefined;
}

function hopKey({ entry }: Sight, branch: number): number {
  return joinNumbers(entry.fromTag ?? 0, branch, entry.cseq);
}
