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

/** Person whose data is searched in a data folder. */
export interface SoughtPerson {
  /** His hash in the store. */
  readonly query: string;
  /** Stored end of the number in other calls. Absent without a number, and for a pseudonym. */
  readonly end?: NumberEnd;
  /** Matches the person in whole messages. Absent for a pseudonym, which no message holds. */
  readonly person?: string;
}

/** Counts of what is stored of a person. */
export interface FoundPerson {
  /** Calls with the person as caller or callee. */
  readonly calls: number;
  /** When the first and the last of them began. Absent without any. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  readonly registrations: number;
  /** Whole messages of these calls, and others that name the person. */
  readonly messages: number;
  /** Calls of others that store the end of the number. */
  readonly mentions: number;
  /** true when a day could not be read. Absent otherwise. */
  readonly isPartial?: true;
}

/** Counts what is stored of a person. */
export async function findPerson(store: CallStore, raw: Pick<RawFiles, 'count'>, whom: SoughtPerson): Promise<FoundPerson> {
  return (await searchPerson(store, raw, whom)).found;
}

/** Counts what is stored of a person, and collects the keys of the person's calls, by which whole messages are found. */
export async function searchPerson(
  store: CallStore,
  raw: Pick<RawFiles, 'count'>,
  whom: SoughtPerson,
): Promise<{ readonly found: FoundPerson; readonly callKeys: ReadonlySet<string> }> {
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
  const found = present({ calls: own.count, firstAt: own.firstAt, lastAt: own.lastAt, registrations, messages, mentions, isPartial });
  return { found, callKeys: own.keys };
}

/** Returns which whole messages belong to a person, given the keys of the person's calls. */
export function isMessageOf(
  { person }: SoughtPerson,
  keys: ReadonlySet<string>,
): (message: { readonly callKey: string; readonly bytes: Uint8Array }) => boolean {
  const isNamed = person === undefined ? () => false : messageNames(person);
  const decoder = new TextDecoder();
  return ({ callKey, bytes }) => keys.has(callKey) || isNamed(decoder.decode(bytes));
}

/** Finds the hash of the person whose pseudonym begins so. Undefined without one. Throws `BAD_REQUEST` when several match. */
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

/** Reads the calls of a person page by page. */
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
    // A page that is neither full nor the last was cut off by the deadline.
    cursor = page.found < PAGE ? undefined : page.nextCursor;
  } while (cursor !== undefined);
  return isPartial;
}
