import {
  isShownAs,
  present,
  shownAs,
  TeleError,
  type CallConditions,
  type CallStore,
  type NumberEnd,
  type StoredCall,
  type StoredRegistration,
} from '../core/index.ts';
import type { RawFiles } from '../stores/index.ts';
import { messageNames } from './privacy/message-names.ts';

const PAGE = 1000;

/** Somebody of whom all is looked for that a data folder keeps. */
export interface SoughtPerson {
  /** His hash in the store. */
  readonly query: string;
  /** What other calls keep of the end of his number. Absent when he has none, or when he was named by his pseudonym. */
  readonly end?: NumberEnd;
  /** What names him in whole messages. Absent when he was named by his pseudonym, which no message holds. */
  readonly person?: string;
}

/** What is kept of a person. */
export interface FoundPerson {
  /** Calls in which he is the caller or the callee. */
  readonly calls: number;
  /** When the first and the last of them began. Absent without any. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  readonly registrations: number;
  /** Whole messages of his calls, and others that name him. */
  readonly messages: number;
  /** Calls of others that keep the end of his number. */
  readonly mentions: number;
  /** Something may be missing. Absent otherwise. */
  readonly isPartial?: true;
}

/** Looks for all that is kept of a person. */
export async function findPerson(store: CallStore, raw: Pick<RawFiles, 'count'>, whom: SoughtPerson): Promise<FoundPerson> {
  const { query, end } = whom;
  const own = new OwnCalls();
  const lacks = [await eachCall(store, { numberHash: query }, (call) => own.add(call))];
  let registrations = 0;
  lacks.push(await eachRegistration(store, { userHash: query }, () => (registrations += 1)));
  let mentions = 0;
  const isOwn = ({ caller, callee }: StoredCall): boolean => caller?.hash === query || callee?.hash === query;
  if (end !== undefined) lacks.push(await eachCall(store, { numberEnd: end }, (call) => (mentions += isOwn(call) ? 0 : 1)));
  const messages = raw.count(isMessageOf(whom, own.keys));
  const isPartial = lacks.includes(true) ? (true as const) : undefined;
  return present({ calls: own.count, firstAt: own.firstAt, lastAt: own.lastAt, registrations, messages, mentions, isPartial });
}

/** Which whole messages are those of a person, given the keys of his calls. */
export function isMessageOf(
  { person }: SoughtPerson,
  keys: ReadonlySet<string>,
): (message: { readonly callKey: string; readonly bytes: Uint8Array }) => boolean {
  const isNamed = person === undefined ? () => false : messageNames(person);
  const decoder = new TextDecoder();
  return ({ callKey, bytes }) => keys.has(callKey) || isNamed(decoder.decode(bytes));
}

/** The keys of all calls of a person. */
export async function callKeysOf(store: CallStore, numberHash: string): Promise<ReadonlySet<string>> {
  const own = new OwnCalls();
  await eachCall(store, { numberHash }, (call) => own.add(call));
  return own.keys;
}

/** The hash of the person whose pseudonym begins so. Undefined: nobody is kept who is shown by it. Throws `BAD_REQUEST` when several are. */
export async function hashOfShown(store: CallStore, start: string): Promise<string | undefined> {
  const hashes = new Set<string>();
  const note = (one: StoredCall['caller']): void => void (one !== undefined && isShownAs(one, start) && hashes.add(one.hash));
  await eachCall(store, { numberStart: start }, ({ caller, callee }) => [caller, callee].forEach(note));
  await eachRegistration(store, { userStart: start }, ({ user }) => note(user));
  if (hashes.size > 1)
    throw new TeleError(
      'BAD_REQUEST',
      `${shownAs(start)} is shown of ${hashes.size} people, so nothing was erased: give the number, extension or user.`,
    );
  return [...hashes][0];
}

/** The calls of somebody, as they are found. */
class OwnCalls {
  readonly keys = new Set<string>();
  count = 0;
  firstAt: number | undefined;
  lastAt: number | undefined;

  add({ callKey, startedAt }: StoredCall): void {
    this.count += 1;
    this.keys.add(callKey);
    this.firstAt = Math.min(startedAt, this.firstAt ?? startedAt);
    this.lastAt = Math.max(startedAt, this.lastAt ?? startedAt);
  }
}

/** Whether calls may be missing. */
async function eachCall(store: CallStore, conditions: CallConditions, visit: (call: StoredCall) => void): Promise<boolean> {
  return eachPage(async (cursor) => {
    const { calls, ...rest } = await store.listCalls({ ...conditions, limit: PAGE, ...cursor });
    calls.forEach(visit);
    return { ...rest, found: calls.length };
  });
}

async function eachRegistration(
  store: CallStore,
  conditions: { readonly userHash: string } | { readonly userStart: string },
  visit: (registration: StoredRegistration) => void,
): Promise<boolean> {
  return eachPage(async (cursor) => {
    const { registrations, ...rest } = await store.listRegistrations({ ...conditions, limit: PAGE, ...cursor });
    registrations.forEach(visit);
    return { ...rest, found: registrations.length };
  });
}

interface PageEnd {
  readonly found: number;
  readonly nextCursor?: string;
  readonly isPartial?: true;
}

async function eachPage(visit: (cursor: { readonly cursor?: string }) => Promise<PageEnd>): Promise<boolean> {
  let isPartial = false;
  let cursor: string | undefined;
  do {
    const page = await visit(present({ cursor }));
    if (page.isPartial === true) isPartial = true;
    // One that is not full and not the last was ended by the deadline.
    cursor = page.found < PAGE ? undefined : page.nextCursor;
  } while (cursor !== undefined);
  return isPartial;
}
