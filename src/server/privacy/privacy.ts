import {
  boundedCache,
  type CallRecord,
  joinMetadata,
  type NumberEnd,
  Private,
  type PrivateKeeper,
  type PrivateKind,
  present,
  pseudonymIn,
  type RegistrationRecord,
  reveal,
  type RevealPolicy,
  type StoredCall,
  type StoredPrivate,
  type StoredRegistration,
} from '../../core/index.ts';
import type { Person } from '../../calls/index.ts';
import type { KEEP_NUMBERS, OutputMode } from '../settings/server-settings.ts';
import { createClearPeople } from './clear-people.ts';
import { createKeyedHash, keyedSeed } from './keyed-hash.ts';
import { createTraceHash, traceKeyOf } from '../../exporters/index.ts';
import { createNumberParser } from './number-plan.ts';
import { createNumberEnds, type KnownPrivate, type PersonSearch } from './number-ends.ts';
import { createPerson, createShownPerson } from './person.ts';
import { createNumberVault, type NumberVault } from './number-vault.ts';
import { CALL_PRIVATE, presentStored, type Presented, type PresentedCall, REGISTRATION_PRIVATE } from './present-stored.ts';

/** How many texts of a kind are remembered with what is known of them: those that come again in call after call. A value keeps its own. */
const REMEMBERED = 1024;
/** Of numbers as many as a large site has. */
const REMEMBERED_NUMBERS = 2048;

/** What decides how private values are hashed, masked and shown. */
export interface PrivacyOptions {
  /** 32 bytes, from `loadPrivacyKey`. */
  readonly key: Uint8Array;
  /** ISO 3166; completes numbers without a country code. */
  readonly country?: string | undefined;
  /** Whether stored calls carry the numbers themselves, encrypted. */
  readonly keepNumbers?: (typeof KEEP_NUMBERS)[number];
  /** How outputs show private values unless they say otherwise. */
  readonly output: OutputMode;
  /** Patterns of those who are shown as they are. Nobody by default. */
  readonly clear?: readonly string[];
}

/** The privacy of one installation: its hashes, its masks, and records with them in place of what is private. */
export interface Privacy {
  /** Keyed hash of what tells records apart, 16 letters; equal texts are equal. */
  readonly hashId: (text: string) => string;
  /** The same of a raw Call-ID. */
  readonly hashCallId: (callId: string) => string;
  /** Keyed hash that the ids of traces are made of, as hex digits. */
  readonly hashTrace: (text: string) => string;
  /** Encrypts a Call-ID that is not shown. */
  readonly sealCallId: (callId: string) => string;
  /** Encrypts what a program told of a call besides. Absent where the numbers themselves are not kept either. */
  readonly sealMetadata?: (metadata: Private) => string;
  /** Seed for the hashes of tags and branches, the same as long as the key is. */
  readonly hashSeed: number;
  /** The hash that a person has in the store: a number in any form, a number as it was dialled, an extension or a user. */
  readonly hashPerson: (text: string) => string;
  /** What is kept of the end of a number, but for whose it is. Undefined for what is none. */
  readonly endOf: (secret: Private) => string | undefined;
  /** What leads to the calls of a person, or of all whose numbers have an end. Throws `BAD_REQUEST` for an end of too few digits, or of too many. */
  readonly searchPerson: (text: string) => PersonSearch;
  /** What of ends of numbers is erased with a person. Undefined when he has no number. */
  readonly erasedEnd: (text: string) => NumberEnd | undefined;
  /** The person whom a text names: a number in any form, a number as it was dialled, an extension, a user, or a pseudonym as it is shown. */
  readonly person: (text: string) => Person;
  readonly storePrivate: (secret: Private) => StoredPrivate;
  /** From now on those are stored as they are whom these patterns name. */
  readonly showClear: (patterns: readonly string[]) => void;
  readonly storeCall: (record: CallRecord) => StoredCall;
  readonly storeRegistration: (record: RegistrationRecord) => StoredRegistration;
  /** Shows a stored record, by default as the settings say. */
  readonly present: <S extends StoredCall | StoredRegistration>(stored: S, mode?: OutputMode) => Presented<S>;
  /** Shows a stored call with its numbers and its Call-ID, where they were kept. For the role `pii`. */
  readonly presentNumbers: (stored: StoredCall) => PresentedCall;
  /** Shows a call that no store has seen, as `import` does. */
  readonly presentRecord: (record: CallRecord, mode?: OutputMode) => PresentedCall;
}

/** Makes the privacy of an installation from its key. It keeps the key in its closure and touches nothing else. */
export function createPrivacy(options: PrivacyOptions): Privacy {
  const keyedHash = createKeyedHash(options.key);
  const policy = { hash: (text: string, kind: PrivateKind) => keyedHash(kind, text), parseNumber: createNumberParser(options.country) };
  const vault = createNumberVault(options.key);
  let keeper = createKeeper(policy, options.clear ?? []);
  // Hot: a call is handed over several times, and whoever speaks in it is hashed once.
  const know = (secret: Private): KnownPrivate => Private.kept(secret, keeper);
  const storePrivate = (secret: Private): StoredPrivate => know(secret).stored;
  const numberEnds = createNumberEnds({ hash: keyedHash, parseNumber: policy.parseNumber, know });
  // Only the private fields change, each to its stored form; `Stored` says the same of the types.
  const storeCall = (record: CallRecord): StoredCall => {
    const stored = withStored(CALL_PRIVATE, record, storePrivate) as StoredCall;
    return options.keepNumbers === 'encrypted' ? { ...stored, ...sealNumbers(record, vault) } : stored;
  };
  const storeRegistration = (record: RegistrationRecord) => withStored(REGISTRATION_PRIVATE, record, storePrivate) as StoredRegistration;

  return {
    // Hot: each is asked for once, and to remember it costs as much as to hash it again.
    hashId: (text) => keyedHash('record', text),
    hashCallId: (callId) => keyedHash('call-id', callId),
    hashTrace: createTraceHash(traceKeyOf(options.key)),
    sealCallId: vault.seal,
    ...(options.keepNumbers === 'encrypted' ? { sealMetadata: (metadata: Private) => vault.seal(Private.open(metadata)) } : {}),
    hashSeed: keyedSeed(options.key),
    endOf: numberEnds.endOf,
    searchPerson: (text) => numberEnds.search(text.trim()),
    erasedEnd: (text) => numberEnds.erased(text.trim()),
    person(text) {
      const start = pseudonymIn(text.trim());
      if (start !== undefined) return createShownPerson(start, storePrivate);
      return createPerson(text.trim(), storePrivate, { endOf: numberEnds.endOf, end: numberEnds.erased(text.trim()) });
    },
    hashPerson: (text) => storePrivate(new Private(text, 'number')).hash,
    storePrivate,
    showClear(patterns) {
      keeper = createKeeper(policy, patterns);
    },
    storeCall,
    storeRegistration,
    present: (stored, mode = options.output) => presentStored(stored, mode),
    presentNumbers: (stored) => ({ ...presentStored(stored, options.output), ...openSealed(stored, vault) }),
    presentRecord: (record, mode = options.output) => presentStored(storeCall(record), mode),
  };
}

/** Makes what is known of private values, and remembers that of texts that come again. */
function createKeeper(policy: Omit<RevealPolicy, 'mode'>, patterns: readonly string[]): PrivateKeeper<KnownPrivate> {
  const clear = createClearPeople(patterns);
  const pseudonym: RevealPolicy = { ...policy, mode: 'pseudonym' };
  const masked: RevealPolicy = { ...policy, mode: 'masked' };
  // Neither mode is `off`, so both give a text.
  const shown = (secret: Private, as: RevealPolicy): string => reveal(secret, as) ?? '';
  /** Hash and mask, which is the value itself for those who are shown as they are. */
  const storedOf = (secret: Private): StoredPrivate => ({
    hash: shown(secret, pseudonym),
    mask: clear(secret, policy.parseNumber) ?? shown(secret, masked),
  });
  const knownOf = (kind: PrivateKind, least: number) =>
    boundedCache(least, (text): KnownPrivate => ({ stored: storedOf(new Private(text, kind)) }));
  const known = {
    number: knownOf('number', REMEMBERED_NUMBERS),
    name: knownOf('name', REMEMBERED),
    user: knownOf('user', REMEMBERED),
    text: knownOf('text', REMEMBERED),
  };
  return { make: (secret) => known[secret.kind](Private.open(secret)) };
}

/** The numbers of a call, locked up. */
function sealNumbers({ caller, callee }: CallRecord, vault: NumberVault): Pick<StoredCall, 'callerSealed' | 'calleeSealed'> {
  const seal = (secret: Private | undefined) => (secret === undefined ? undefined : vault.seal(Private.open(secret)));
  return present({ callerSealed: seal(caller), calleeSealed: seal(callee) });
}

function openSealed(
  { callerSealed, calleeSealed, callIdSealed, metadataSealed }: StoredCall,
  vault: NumberVault,
): { readonly caller?: string; readonly callee?: string; readonly callId?: string; readonly metadata?: string } {
  const open = (sealed: string | undefined) => (sealed === undefined ? undefined : vault.open(sealed));
  const told = metadataSealed?.split('.').map(open);
  const metadata = told === undefined ? undefined : joinMetadata(told.filter((part) => part !== undefined));
  return present({ caller: open(callerSealed), callee: open(calleeSealed), callId: open(callIdSealed), metadata });
}

/** A copy in which private fields have their stored form; whatever else stands in one is left out. */
function withStored(names: readonly string[], record: object, store: (secret: Private) => StoredPrivate): Record<string, unknown> {
  const stored: Record<string, unknown> = { ...record };
  for (const name of names) {
    const value = stored[name];
    if (value instanceof Private) stored[name] = store(value);
    // Deleting what is not there makes the object slow to read as well.
    else if (name in stored) delete stored[name];
  }
  return stored;
}
