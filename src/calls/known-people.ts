import {
  END_SIDE,
  type EndSide,
  linesOf,
  MAX_ENDS,
  present,
  samePrivate,
  type CallRecord,
  type EventOfType,
  Private,
  type StoredCall,
} from '../core/index.ts';
import { areAmong, callIdSecrets, isAddressUser, type CallIdSecrets } from './shown-call-id.ts';
import type { Person } from './forget-person.ts';
import type { People } from './seen.ts';
import type { TrackerContext } from './tracker-context.ts';
import { NONE, withNew } from './with-new.ts';

/** More people than one call names. Beyond it nobody knows any more whom its Call-ID names. */
const MAX_PEOPLE = 64;
const MAX_LISTS = 16;
/** One bit for each side on which somebody was named. */
const SIDE_BITS = { caller: 1, callee: 2, other: 4 } as const satisfies Record<EndSide, number>;
const SIDES = ['caller', 'callee', 'other'] as const satisfies readonly EndSide[];
/** As if he had been named on each, and was not since. */
const FORGOTTEN = 8 + 7;
const NOBODY: People = {};

/** The Call-ID of a record. */
export type ShownCallId = Pick<CallRecord, 'callId' | 'callIdSealed'>;

/** Whoever was named by messages with one Call-ID, and what the Call-ID tells of them. */
export class KnownPeople {
  readonly #seal: TrackerContext['sealCallId'];
  readonly #endOf: TrackerContext['endOf'];
  #people: readonly Private[] = NONE;
  /** On which sides each of them was named. */
  #sides: number[] = [];
  /** What is kept of the ends of their numbers. Undefined: it is to be made anew. */
  #ends: readonly string[] | undefined = NONE;
  /** Texts with several people, each as it came. */
  #lists: readonly Private[] = NONE;
  /** There was no room for somebody. */
  #isFull = false;
  #secrets: CallIdSecrets | undefined;
  #sealed: string | undefined;
  /** Whom the last message named that named somebody. */
  #last: People | undefined;

  /** `sealCallId` encrypts a Call-ID; without it, one that is not shown is not kept. Without `endOf` nothing is kept of the ends of numbers. */
  constructor({ sealCallId, endOf }: Pick<TrackerContext, 'sealCallId' | 'endOf'>) {
    this.#seal = sealCallId;
    this.#endOf = endOf;
  }

  /** Hot: nearly every message names only those who are known. */
  note(secret: Private | undefined, side: EndSide): void {
    if (secret === undefined) return;
    const at = this.#placeOf(secret);
    if (at < 0) return;
    const before = this.#sides[at] ?? 0;
    const bit = SIDE_BITS[side];
    if ((before & bit) !== 0) return;
    this.#sides[at] = before | bit;
    this.#ends = undefined;
  }

  /** The same with a text that names one of them per line. */
  noteLines(secret: Private): void {
    for (const known of this.#lists) if (known === secret || samePrivate(known, secret)) return;
    if (this.#lists.length >= MAX_LISTS) this.#isFull = true;
    else {
      this.#lists = withNew(this.#lists, secret);
      for (const one of linesOf(secret)) this.note(one, 'other');
    }
  }

  /** The people of a message, each kept once: those of the message before it where they are the same, as on each further hop, else by the values that are known. */
  asBefore(people: People): People {
    if (this.#last !== undefined && areSame(this.#last, people)) return this.#last;
    const callee = this.#known(people.callee);
    this.#last = present({
      caller: this.#known(people.caller),
      callerName: this.#known(people.callerName),
      callee,
      requestUser: isSame(callee, people.requestUser) ? callee : this.#known(people.requestUser),
    });
    return this.#last;
  }

  #known(secret: Private | undefined): Private | undefined {
    if (secret === undefined) return undefined;
    const { caller, callerName, callee, requestUser } = this.#last ?? NOBODY;
    for (const one of [caller, callerName, callee, requestUser]) if (isSame(one, secret)) return one;
    for (const one of this.#people) if (isSame(one, secret)) return one;
    return secret;
  }

  /** What is kept of the ends of the numbers of all of them. */
  get ends(): readonly string[] {
    this.#ends ??= this.#makeEnds();
    return this.#ends;
  }

  /** Keeps nothing of the numbers of somebody who was erased. His Call-ID stays hidden. */
  forgetEnds(person: Pick<Person, 'hasEndOf'>): void {
    for (const [at, secret] of this.#people.entries()) if (person.hasEndOf(secret)) this.#sides[at] = FORGOTTEN;
    this.#ends = undefined;
  }

  /** What outputs show of the Call-ID: itself, or its keyed hash when it names somebody or may hold a number. */
  callIdOf(callId: string, key: string): string {
    return this.#isHidden(this.#secretsOf(callId)) ? key : callId;
  }

  /** The same, and encrypted what is not shown, but only where erasing the people of the record erases it. */
  show(callId: string, key: string, record: Pick<CallRecord, 'caller' | 'callerName' | 'callee'>): ShownCallId {
    const secrets = this.#secretsOf(callId);
    if (!this.#isHidden(secrets)) return { callId };
    if (this.#isFull || !areAmong(secrets.named, [record.caller, record.callerName, record.callee])) return { callId: key };
    this.#sealed ??= this.#seal?.(callId);
    return this.#sealed === undefined ? { callId: key } : { callId: key, callIdSealed: this.#sealed };
  }

  /** Lets go of what can be made again, once nobody is expected to ask for it. */
  rest(): void {
    this.#ends = this.#people.length === 0 ? NONE : undefined;
    this.#secrets = undefined;
    this.#sealed = undefined;
    for (const one of this.#people) Private.letGo(one);
  }

  /** Nobody is known any more. */
  forget(): void {
    this.#people = NONE;
    this.#sides = [];
    this.#ends = NONE;
    this.#lists = NONE;
    this.#secrets = undefined;
    this.#sealed = undefined;
    this.#last = undefined;
  }

  #secretsOf(callId: string): CallIdSecrets {
    return (this.#secrets ??= callIdSecrets(callId, this.#people));
  }

  #isHidden({ named, isDoubtful }: CallIdSecrets): boolean {
    return named.length > 0 || isDoubtful || this.#isFull;
  }

  /** Where somebody stands, who is added when he is new; -1 when there is no room. */
  #placeOf(secret: Private): number {
    const people = this.#people;
    for (let at = 0; at < people.length; at += 1) {
      const known = people[at];
      if (known === undefined || (known !== secret && !samePrivate(known, secret))) continue;
      // A text that is both a display name and the user of an address is kept as the user, which hides more.
      if (known.kind !== secret.kind && isAddressUser(secret) && !isAddressUser(known)) {
        this.#people = people.with(at, secret);
        this.#secrets = undefined;
      }
      return at;
    }
    this.#secrets = undefined;
    if (people.length >= MAX_PEOPLE) {
      this.#isFull = true;
      return -1;
    }
    this.#people = withNew(people, secret);
    this.#sides = this.#sides.concat([0]);
    return people.length;
  }

  /** Hot: once per call at least. Lists, since they are short and a map takes 1 kB. */
  #makeEnds(): readonly string[] {
    const ends: string[] = [];
    const sides: number[] = [];
    for (let at = 0; at < this.#people.length; at += 1) {
      const secret = this.#people[at];
      const known = this.#sides[at] ?? 0;
      const end = secret === undefined || known === FORGOTTEN ? undefined : this.#endOf?.(secret);
      if (end === undefined) continue;
      const place = ends.indexOf(end);
      if (place < 0) sides[ends.push(end) - 1] = known;
      else sides[place] = (sides[place] ?? 0) | known;
    }
    return endsOnSides(ends, sides);
  }
}

/** What is kept of ends that were named on these sides. */
function endsOnSides(ends: readonly string[], sides: readonly number[]): readonly string[] {
  const made: string[] = [];
  for (let at = 0; at < ends.length; at += 1) {
    const known = sides[at] ?? 0;
    // Whoever is on a side of the call is nobody else.
    const named = (known & ~SIDE_BITS.other) === 0 ? known : known & ~SIDE_BITS.other;
    for (const side of SIDES) if ((named & SIDE_BITS[side]) !== 0) made.push((ends[at] ?? '') + END_SIDE[side]);
  }
  return made.slice(0, MAX_ENDS);
}

function areSame(one: People, other: People): boolean {
  return (
    isSame(one.caller, other.caller) &&
    isSame(one.callerName, other.callerName) &&
    isSame(one.callee, other.callee) &&
    isSame(one.requestUser, other.requestUser)
  );
}

function isSame(one: Private | undefined, other: Private | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.kind === other.kind && samePrivate(one, other);
}

/** Notes whom a SIP message names. Requests that begin something name everybody; of the others only what they add. */
export function notePeople(people: KnownPeople, event: EventOfType<'sip.message'>): void {
  if (event.others !== undefined) people.noteLines(event.others);
  if (event.status !== undefined || (event.method !== 'INVITE' && event.method !== 'REGISTER')) return;
  people.note(event.caller, 'caller');
  people.note(event.asserted, 'caller');
  people.note(event.callee, 'callee');
  people.note(event.requestUser, 'callee');
  people.note(event.callerName, 'other');
  people.note(event.diverted, 'other');
}

/** The Call-ID of a call that was read back after a restart, unless its raw one has come since and may be shown. */
export function adoptedCallId(stored: StoredCall | undefined, callId: string | undefined): ShownCallId | undefined {
  if (stored === undefined || (callId !== undefined && stored.callId !== stored.callKey)) return undefined;
  return present({ callId: stored.callId, callIdSealed: stored.callIdSealed });
}
