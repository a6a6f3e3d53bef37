import { linesOf, present, samePrivate, type CallRecord, type EventOfType, type Private, type StoredCall } from '../core/index.ts';
import { areAmong, callIdSecrets, type CallIdSecrets } from './shown-call-id.ts';
import type { TrackerContext } from './tracker-context.ts';

/** More people than one call names. Beyond it nobody knows any more whom its Call-ID names. */
const MAX_PEOPLE = 64;
const MAX_LISTS = 16;

/** The Call-ID of a record. */
export type ShownCallId = Pick<CallRecord, 'callId' | 'callIdSealed'>;

/** Whoever was named by messages with one Call-ID, and what the Call-ID tells of them. */
export class KnownPeople {
  readonly #seal: TrackerContext['sealCallId'];
  readonly #people: Private[] = [];
  /** Texts with several people, each as it came. */
  readonly #lists: Private[] = [];
  /** There was no room for somebody. */
  #isFull = false;
  #secrets: CallIdSecrets | undefined;
  #sealed: string | undefined;

  /** `seal` encrypts a Call-ID. Undefined: one that is not shown is not kept. */
  constructor(seal: TrackerContext['sealCallId']) {
    this.#seal = seal;
  }

  /** Hot: nearly every message names only those who are known. */
  note(secret: Private | undefined): void {
    if (secret !== undefined && this.#add(this.#people, secret, MAX_PEOPLE)) this.#secrets = undefined;
  }

  /** The same with a text that names one of them per line. */
  noteLines(secret: Private): void {
    if (this.#add(this.#lists, secret, MAX_LISTS)) for (const one of linesOf(secret)) this.note(one);
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

  /** Nobody is known any more. */
  forget(): void {
    this.#people.length = 0;
    this.#lists.length = 0;
    this.#secrets = undefined;
    this.#sealed = undefined;
  }

  #secretsOf(callId: string): CallIdSecrets {
    return (this.#secrets ??= callIdSecrets(callId, this.#people));
  }

  #isHidden({ named, isDoubtful }: CallIdSecrets): boolean {
    return named.length > 0 || isDoubtful || this.#isFull;
  }

  /** Adds what is not there yet. False when it is, or when there is no room. */
  #add(to: Private[], secret: Private, most: number): boolean {
    for (const known of to) if (known === secret || samePrivate(known, secret)) return false;
    if (to.length >= most) this.#isFull = true;
    else to.push(secret);
    return !this.#isFull;
  }
}

/** Notes whom a SIP message names. Requests that begin something name everybody; of the others only what they add. */
export function notePeople(people: KnownPeople, event: EventOfType<'sip.message'>): void {
  if (event.others !== undefined) people.noteLines(event.others);
  if (event.status !== undefined || (event.method !== 'INVITE' && event.method !== 'REGISTER')) return;
  for (const one of [event.caller, event.callerName, event.callee, event.requestUser, event.asserted, event.diverted]) people.note(one);
}

/** The Call-ID of a call that was read back after a restart, unless its raw one has come since and may be shown. */
export function adoptedCallId(stored: StoredCall | undefined, callId: string | undefined): ShownCallId | undefined {
  if (stored === undefined || (callId !== undefined && stored.callId !== stored.callKey)) return undefined;
  return present({ callId: stored.callId, callIdSealed: stored.callIdSealed });
}
