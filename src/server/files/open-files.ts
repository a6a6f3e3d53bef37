import { join } from 'node:path';
import { reportedId } from '../../calls/index.ts';
import { TeleError, type CallStore } from '../../core/index.ts';
import { createRegistry } from '../../metrics/index.ts';
import { openRaw, openSqlite, type RawFiles, yieldHelpers } from '../../stores/index.ts';
import { createApp } from '../http/app.ts';
import { type Credentials, ROLE } from '../http/credentials.ts';
import { exportChunks } from '../export-chunks.ts';
import type { Exports } from '../http/exports.ts';
import type { HistoryFromHttp, MainFromHttp, MainFromThread, QueryFromHttp, StoreFromHttp } from '../messages.ts';
import { readPrivacyKey } from '../privacy/key-file.ts';
import { keyCheckOf } from '../privacy/keyed-hash.ts';
import { presentStored } from '../privacy/present-stored.ts';
import { rawKeyOf } from '../privacy/number-vault.ts';
import { createPrivacy, type Privacy } from '../privacy/privacy.ts';
import { RAW_FOLDER } from '../data-folders.ts';
import type { Settings } from '../settings/server-settings.ts';
import { erasePerson } from '../erase-person.ts';
import { queryAnswers } from '../query-answers.ts';
import { storeAnswers } from '../store-answers.ts';
import { openStoreWriter, type StoreWriter } from '../store-writer.ts';
import type { Answers } from '../thread-port.ts';
import { readVersion } from '../version.ts';
import { isSyntheticFolder } from './synthetic-folder.ts';
import { localCaller } from './local-caller.ts';
import { sweepStore } from './sweep-store.ts';

/** The API over the files of a data folder, in this process. */
export interface OpenedFiles {
  /** Answers as the server of the folder would. What changes something takes the lock of the folder for as long as it takes. */
  fetch(request: Request): Promise<Response>;
  /** Why answers lack something, as far as files could not be read so far. */
  unread(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Who may read the files may read all that is in them. */
const LOCAL: Credentials = {
  identify: () => ({ name: 'files', roles: new Set(ROLE) }),
  isNeeded: true,
  challenge: '',
  addressOf: (peer) => peer,
  isProxy: () => false,
  secondsRefused: () => 0,
  isAllowed: () => true,
};

/** What is known to a running server alone. */
const NO_HISTORY: Answers<HistoryFromHttp> = {
  names: serverOnly,
  values: serverOnly,
  boards: serverOnly,
  panels: serverOnly,
  alerts: serverOnly,
  silences: serverOnly,
  silence: serverOnly,
  unsilence: serverOnly,
  testReceiver: serverOnly,
};

/**
 * Opens the data folder of some settings for reading, also while a server writes it. Throws `FILE_UNREADABLE` when there is no store in it. Requests that
 * change something fail with `STORE_LOCKED` while a server runs.
 */
export async function openFiles(settings: Settings, now: () => number): Promise<OpenedFiles> {
  const { path } = settings.store;
  yieldHelpers();
  const store = await openSqlite({ path, readOnly: true, ...knownKeyCheck(settings) });
  const privacy = keyedLater(settings);
  const raw = (): RawFiles => openRaw({ folder: join(path, RAW_FOLDER), key: rawKeyOf(readKey(settings)) });
  const answers = storeAnswers(() => ({
    store,
    raw: raw(),
    reached: async () => true,
    kept: async () => true,
    emptySpool: serverOnly,
    failure: () => undefined,
  }));
  const questions = queryAnswers({
    ask: async (_kind, _until, prepare, work) => work(store, await prepare()),
    applied: async () => ({ isApplied: true }),
    raw,
  });
  const app = createApp({
    version: readVersion(),
    now,
    main: localCaller<MainFromHttp & MainFromThread>(mainAnswers(settings, store, privacy, now)),
    store: localCaller<StoreFromHttp>({
      ...answers,
      erase: async (whom) => withWriter(settings, now, async (writer) => erasePerson(writer, raw(), whom)),
      health: serverOnly,
      // Only a running server knows of deleted files.
      lacking: () => ({ lacking: [] }),
    }),
    query: localCaller<QueryFromHttp>({ ...questions, health: serverOnly }),
    history: localCaller<HistoryFromHttp>(NO_HISTORY),
    exports: localExports(store),
    imports: { open: serverOnly, list: () => [], cancel: serverOnly },
    live: { open: serverOnly },
    hashCallId: (text) => privacy().hashCallId(text),
    reportedId: (callKey) => reportedId(callKey, privacy().hashId),
    hashTrace: (text) => privacy().hashTrace(text),
    traceUrl: settings.traces.url,
    hashPerson: (text) => privacy().hashPerson(text),
    searchPerson: (text) => privacy().searchPerson(text),
    erasedEnd: (text) => privacy().erasedEnd(text),
    present: (stored) => presentStored(stored, settings.privacy.output),
    presentNumbers: (call) => privacy().presentNumbers(call),
    output: settings.privacy.output,
    keepRawHours: settings.store.keepRawHours,
    ...ALONE,
    health: serverOnly,
    metrics: createRegistry(),
    isSynthetic: isSyntheticFolder(path),
  });
  return {
    fetch: async (request) => app.fetch(request, {}),
    unread: async () => (await store.problems()).flatMap(({ isUnread, reason }) => (isUnread === true ? [reason] : [])),
    close: () => store.close(),
  };
}

/** What is true where nobody listens and only one asks. */
const ALONE = {
  hasVoiceSkill: true,
  // Nothing is posted to files.
  voiceSkillClock: () => 0,
  credentials: LOCAL,
  policy: { allow: undefined, isOpen: false, openProbes: true },
  suspected: () => undefined,
  isStatusOnly: () => false,
  exportStallSeconds: Infinity,
  heartbeatAgeSeconds: () => Infinity,
  hosts: [],
  refused: () => undefined,
  explain: ({ message }: { readonly message: string }) => message,
} as const;

/** Exports in this very thread: nobody else waits for it. */
function localExports(store: CallStore): Exports {
  return {
    open: async (request) => exportChunks(store, request),
    close: async () => undefined,
  };
}

/** The key is read when the first text is hashed, and never made: a new key would find nothing. */
function keyedLater(settings: Settings): () => Privacy {
  let made: Privacy | undefined;
  return () => {
    made ??= createPrivacy({ ...settings.privacy, key: readKey(settings) });
    return made;
  };
}

/** Of the key, where it can be read: what needs none is answered without it. */
function knownKeyCheck(settings: Settings): { readonly keyCheck?: string } {
  try {
    return { keyCheck: keyCheckOf(readKey(settings)) };
  } catch (error) {
    if (error instanceof TeleError && (error.code === 'KEY_FILE_INVALID' || error.code === 'KEY_MISMATCH')) return {};
    throw error;
  }
}

function readKey({ privacy, store }: Settings): Uint8Array {
  return readPrivacyKey({ keyFile: privacy.keyFile, dataFolder: store.path });
}

function mainAnswers(
  settings: Settings,
  store: CallStore,
  privacy: () => Privacy,
  now: () => number,
): Answers<MainFromHttp & MainFromThread> {
  return {
    ingest: serverOnly,
    reload: serverOnly,
    flush: () => ({ lsn: 0 }),
    sources: serverOnly,
    importBatch: serverOnly,
    countImported: serverOnly,
    importSettings: () => ({ settings }),
    about: serverOnly,
    settings: serverOnly,
    // There are no calls in progress here.
    forget: () => ({ lsn: 0 }),
    async active() {
      const open = await store.openCalls();
      return { active: open.filter(({ call }) => call.state !== 'ended').length };
    },
    async sweep({ silentSeconds, isDryRun }) {
      const sweep = (open: Awaited<ReturnType<CallStore['openCalls']>>) =>
        sweepStore({ open, now: now(), silentSeconds, settings, privacy: privacy() });
      if (isDryRun) return { ids: sweep(await store.openCalls()).ids, lsn: 0 };
      return withWriter(settings, now, async (writer) => {
        const { ids, changes } = sweep(await writer.store.openCalls());
        const lsn = writer.lastLsn() + changes.length;
        if (changes.length > 0) await writer.store.append({ lsn, changes });
        return { ids, lsn };
      });
    },
    // Nobody counts without a server; that the files may be written is right enough.
    audit: () => ({}),
    rejected: () => ({}),
    refused: () => ({}),
    tls: () => ({}),
    logLevels: serverOnly,
    watch: serverOnly,
    live: () => ({}),
    log: () => ({}),
  };
}

/** Takes the lock, writes what a killed server left in its spool, does the work and gives the folder back. */
async function withWriter<T>(settings: Settings, now: () => number, work: (writer: StoreWriter) => Promise<T>): Promise<T> {
  const losses: TeleError[] = [];
  const failed = (error: TeleError, lost: number): void => void (lost > 0 && losses.push(error));
  const writer = await openStoreWriter({ settings: settings.store, keyCheck: keyCheckOf(readKey(settings)), now, failed });
  try {
    const result = await work(writer);
    if (losses[0] !== undefined) throw losses[0];
    return result;
  } finally {
    await writer.close();
  }
}

async function serverOnly(): Promise<never> {
  throw new TeleError('SERVER_UNREACHABLE', 'Only a running server answers this; the files do not.');
}
