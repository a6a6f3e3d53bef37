import { type HttpRefusal, type NumberEnd, type OffsetAt, TeleError, type StoredCall, type StoredRegistration } from '../../core/index.ts';
import type { Reader } from '../../metrics/index.ts';
import type { Health } from '../health.ts';
import type { HistoryFromHttp, MainFromHttp, MainFromThread, QueryFromHttp, StoreFromHttp } from '../messages.ts';
import type { PersonSearch } from '../privacy/number-ends.ts';
import type { Presented, PresentedCall } from '../privacy/present-stored.ts';
import type { OutputMode } from '../settings/server-settings.ts';
import type { Caller } from '../thread-port.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Exports } from './exports.ts';
import type { Imports } from './imports.ts';
import type { Credentials, ListenerPolicy } from './credentials.ts';
import type { WrongLogin } from './wrong-login.ts';

/** How long main has to hand over what has arrived. */
export const MAIN_DEADLINE_SECONDS = 1;
/** How long main has to take a batch of events, which it does in slices. */
export const INGEST_DEADLINE_SECONDS = 5;
/** How long a question about the store may take, and how long the store has to write. */
export const STORE_DEADLINE_SECONDS = 5;

/** What the routes stand on. */
export interface AppContext {
  readonly version: string;
  readonly now: () => number;
  readonly main: Caller<MainFromHttp & MainFromThread>;
  /** Writes: what is asked of it waits for nothing that others read. */
  readonly store: Caller<StoreFromHttp>;
  /** Answers questions about calls. */
  readonly query: Caller<QueryFromHttp>;
  /** Values of metrics over time. */
  readonly history: Caller<HistoryFromHttp>;
  readonly exports: Exports;
  readonly imports: Omit<Imports, 'close'>;
  readonly live: Pick<LiveFeed, 'open'>;
  /** Keyed hash of a raw Call-ID. */
  readonly hashCallId: (text: string) => string;
  /** The id that a call has of which only its program tells, by the keyed hash of that program's id. */
  readonly reportedId: (callKey: string) => string;
  /** Keyed hash that the ids of traces are made of. */
  readonly hashTrace: (text: string) => string;
  /** Where a trace is shown, with a place for its id. Absent: nowhere. */
  readonly traceUrl?: string | undefined;
  /** Keyed hash of a person: a number, an extension or a user. */
  readonly hashPerson: (text: string) => string;
  /** What leads to the calls of a person, or of all whose numbers have an end. Throws `BAD_REQUEST` for an end of too few digits, or of too many. */
  readonly searchPerson: (text: string) => PersonSearch;
  /** What of ends of numbers is erased with a person. Undefined when he has no number. */
  readonly erasedEnd: (text: string) => NumberEnd | undefined;
  /** A stored record by the output policy. */
  readonly present: <S extends StoredCall | StoredRegistration>(stored: S) => Presented<S>;
  /** The same with the numbers themselves, where they were kept. */
  readonly presentNumbers: (call: StoredCall) => PresentedCall;
  /** How private values are shown where `present` does not do it. */
  readonly output: OutputMode;
  /** Hours for which whole messages are kept; 0: never. */
  readonly keepRawHours: number;
  /** Also answers the routes of voice-skill. */
  readonly hasVoiceSkill: boolean;
  /** Where they are when not among those of the server; undefined when nowhere. */
  readonly voiceSkillAt?: () => string | undefined;
  /** The clocks by which its program tells times without a zone. */
  readonly voiceSkillClock: OffsetAt;
  readonly credentials: Credentials;
  readonly policy: ListenerPolicy;
  /** Tells the operator of credentials that were wrong. */
  readonly suspected: (login: WrongLogin) => void;
  /** Others can reach the listener and nobody is asked for anything, as the settings are now: of all checks only the conclusion is told. */
  readonly isStatusOnly: () => boolean;
  /** Seconds since main's last heartbeat, from shared memory. */
  readonly heartbeatAgeSeconds: () => number;
  /** Asks the threads of the store and judges everything; main is not asked. */
  readonly health: () => Promise<Health>;
  /** Reads the metrics in shared memory. */
  readonly metrics: Reader;
  /** Time for which a client may take nothing of an export. */
  readonly exportStallSeconds: number;
  /** What comes in is generated, or was: every answer says so. */
  readonly isSynthetic: boolean;
  /** Names of this server beside localhost and its addresses. Of no effect with credentials. */
  readonly hosts: readonly string[];
  /** Counts that a request was refused. */
  readonly refused: (reason: HttpRefusal) => void;
  /** What a client may read of a failure that is answered with 500: its message may hold paths. */
  readonly explain: (failure: TeleError) => string;
}

/** Everything that has arrived is on its way to the store; the result is the number that covers it. */
export async function flushMain({ main }: AppContext): Promise<number> {
  const { lsn } = await main.call('flush', {}, MAIN_DEADLINE_SECONDS);
  return lsn;
}

/** Refuses a request. */
export function refuse(message: string): never {
  throw new TeleError('BAD_REQUEST', message);
}
