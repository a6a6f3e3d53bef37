import type {
  AdjustedTime,
  CallConditions,
  CallFilter,
  CallPage,
  CallStore,
  CallWithTimeline,
  DropReason,
  ErrorCode,
  EventFault,
  ExportFormat,
  ExportPeople,
  Finding,
  HealthCheck,
  HttpRefusal,
  PRIVACY_ACCESS,
  StoreProblem,
  TelephonyEvent,
} from '../core/index.ts';
import type { Figures, VoiceSkillExport } from '../presets/voice-skill/index.ts';
import type { PresetName } from '../presets/index.ts';
import type { Questions } from './analytics/questions.ts';
import type { FoundPerson, SoughtPerson } from './find-person.ts';
import type { SourcesReport } from './arrivals/sources-report.ts';
import type { Boards, PanelsQuery, ShownBoard } from './history/board-fields.ts';
import type { KeptNames, KeptValues, ValuesQuery } from './history/values.ts';
import type { AlertingReport } from './alerting/alerting-report.ts';
import type { AlertingSettings } from './alerting/alerting-settings.ts';
import type { AlertsAnswer } from './alerting/alerts-answer.ts';
import type { Delivery } from './alerting/send-request.ts';
import type { ShownSilence, SilenceOrder } from './alerting/silence-book.ts';
import type { Listener } from './http/listener.ts';
import type { LiveBatch, LiveCounts, LiveReport } from './live/live-batch.ts';
import type { Endpoint } from './http/open-listeners.ts';
import type { TlsNews } from './certificates/tls-report.ts';
import type { OutputMode, Settings } from './settings/server-settings.ts';
import type { ReloadReport } from './reload.ts';
import type { ShownSettings } from './settings/shown-settings.ts';
import type { ImportSettings } from './imports/import-captures.ts';
import type { ImportOrder } from './imports/fed-import.ts';
import type { LogComponent, LogLevel } from './log/components.ts';
import type { LineLevel } from './log/field-names.ts';
import type { ListedLevels } from './log/levels.ts';
import type { LeftOver } from './programs/told-keeper.ts';
import type { Sender } from './programs/program-intake.ts';
import type { Ingested } from './threads/main.ts';
import type { HandedBatch } from './spool-intake.ts';
import type { WriterReport } from './writer-report.ts';

/** What sources have told of a preset. */
export interface PresetReport {
  /** What its health document is made of. */
  readonly states: readonly unknown[];
  /** Sources that are named in its settings, and `any` when none is, of which nothing was heard. */
  readonly silent: readonly string[];
  /** Those of which something was. */
  readonly heard: readonly string[];
}

export type PresetReports = Readonly<Partial<Record<PresetName, PresetReport>>>;

/** What may be asked over one port: per kind of request what it carries and what answers it. */
export type Contract = { readonly [kind: string]: { readonly request: object; readonly response: object } };

export type Exchange<Request extends object, Response extends object> = { readonly request: Request; readonly response: Response };
/** Nothing to say. */
export type Nothing = Readonly<Record<never, never>>;
/** Answered by a thread that does not stand still. */
export type Ping = Exchange<Nothing, Nothing>;

/** What main asks the store thread. */
export type StoreFromMain = {
  /** Opens the spool and the store and brings the store up to date; until then every other request waits for nothing and fails. `left` is what programs told before. */
  open: Exchange<Nothing, { readonly lastLsn: number; readonly left: LeftOver }>;
  openCalls: Exchange<Nothing, { readonly calls: readonly CallWithTimeline[] }>;
  /** One batch. Answered once the spool has synced it, or when it is given up: then `lost` says how many changes that cost. */
  append: Exchange<HandedBatch, { readonly lost: number }>;
  /** Whole messages, packed. Answered once they are written. */
  raw: Exchange<{ readonly bytes: Uint8Array }, Nothing>;
  ping: Ping;
  /** What spool and store have done since the report before. */
  report: Exchange<Nothing, WriterReport>;
  /** Closes the store and gives the folder back; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** A question about the calls in the store. `afterLsn`: as below. */
type Asked<F> = F extends (store: CallStore, query: infer Query) => Promise<infer Answer extends object>
  ? Exchange<{ readonly query: Query; readonly afterLsn: number }, Answer>
  : never;

/**
 * What http asks the query thread. `afterLsn`: answer when everything up to it is in the store; with what is there, and `isPartial`, when that cannot be
 * written in time. Each question needs a deadline, and ends at it.
 */
export type QueryFromHttp = { readonly [Name in keyof Questions]: Asked<Questions[Name]> } & {
  list: Exchange<{ readonly filter: CallFilter; readonly afterLsn: number }, CallPage>;
  /** Looks for `id`, then for `callKey`; counts what resembles the newest one and began so long before or after it. */
  find: Exchange<
    { readonly id: string; readonly callKey: string; readonly similarSeconds: number; readonly afterLsn: number },
    { readonly calls: readonly CallWithTimeline[]; readonly similar: number }
  >;
  /** The whole messages of a call that arrived in a window, in order; the text is none that may be shown to everyone. */
  messages: Exchange<
    { readonly callKey: string; readonly since: number; readonly until: number },
    { readonly messages: readonly { readonly at: number; readonly text: string }[] }
  >;
  /** Counts of what is stored of a person. */
  person: Exchange<SoughtPerson & { readonly afterLsn: number }, FoundPerson>;
  /** The hash of the person whose pseudonym begins so. Absent: there is none. Rejects when several are shown so. */
  shownPerson: Exchange<{ readonly start: string; readonly afterLsn: number }, { readonly hash?: string }>;
  /** Answered between two questions. */
  health: Exchange<Nothing, Nothing>;
};

/** What http asks the store thread. */
export type StoreFromHttp = StoreApplied & {
  /**
   * Deletes every call, registration and whole message of a person, once everything up to `afterLsn` is in the store: by his hash, and what whole messages are searched for.
   * Rejects when not all that is to be erased can be reached.
   */
  erase: Exchange<SoughtPerson & { readonly afterLsn: number }, FoundPerson>;
  /** Answered once everything up to this number is on the disk. Rejects when it cannot be written at the moment. */
  kept: Exchange<{ readonly lsn: number }, Nothing>;
  health: Exchange<Nothing, StoreHealth>;
  /** Files that are damaged, or were deleted by another process: an export of their days is not whole. */
  lacking: Exchange<Nothing, { readonly lacking: readonly StoreProblem[] }>;
};

/** What those who read ask the store thread. */
export type StoreApplied = {
  /** Answered once everything up to this number is in the store, or when it cannot be at the moment. */
  applied: Exchange<{ readonly lsn: number }, Applied>;
};

/** What the query thread says to the store thread besides. */
export type StoreFromQuery = StoreApplied & {
  /** The files that it cannot read at the moment, for all that are known to be damaged, or gone although nobody was to delete them. */
  unread: Exchange<{ readonly problems: readonly StoreProblem[] }, { readonly lacking: readonly StoreProblem[] }>;
};

/** Whether the store has what it was asked about, and why not where that is known. */
export interface Applied {
  readonly isApplied: boolean;
  readonly reason?: string;
}

/** What main asks the query thread. */
export type QueryFromMain = {
  ping: Ping;
  /** Opens the store for reading. */
  open: Exchange<Nothing, Nothing>;
  /** The figures of the metrics of voice-skill. */
  figures: Exchange<{ readonly now: number }, Figures>;
  /** Closes it; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What main asks the history thread. */
export type HistoryFromMain = {
  ping: Ping;
  /** Takes back what was kept before and begins to sample; the first values are there when it is answered. */
  open: Exchange<Nothing, Nothing>;
  /** Takes other settings of alerts. */
  configure: Exchange<AlertingSettings, Nothing>;
  /** Writes what is not written yet; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What http asks the history thread. Each question needs a deadline, and ends at it. */
export type HistoryFromHttp = {
  values: Exchange<ValuesQuery, KeptValues>;
  names: Exchange<Nothing, KeptNames>;
  /** Which dashboards there are. */
  boards: Exchange<Nothing, Boards>;
  /** The panels of a dashboard with their values. Rejects a name that there is not. */
  panels: Exchange<PanelsQuery, ShownBoard>;
  /** How all alerts are. */
  alerts: Exchange<Nothing, AlertsAnswer>;
  /** Silences that hold, and those that were over not long ago. */
  silences: Exchange<Nothing, { readonly silences: readonly ShownSilence[] }>;
  /** Makes a silence. Rejects what is none. */
  silence: Exchange<SilenceOrder, ShownSilence>;
  /** Ends a silence. */
  unsilence: Exchange<{ readonly id: string }, ShownSilence>;
  /** Sends a test alert to a receiver. Answered when it was taken, or could not be. */
  testReceiver: Exchange<{ readonly receiver: string }, Delivery>;
};

/** What the history thread tells main. */
export type MainFromHistory = {
  /** How alerts are, and what was told of them since it was told last. */
  alerting: Exchange<AlertingReport, Nothing>;
  /** How it is, and how many values were lost since it was told last. */
  history: Exchange<{ readonly finding: Finding; readonly lost: readonly LostValues[] }, Nothing>;
};

/** Values of metrics that were not kept. */
export interface LostValues {
  readonly reason: Extract<DropReason, 'table_full' | 'store_failed'>;
  readonly count: number;
}

/** What an export writes out. */
export type ExportRequest =
  | { readonly kind: 'calls'; readonly conditions: CallConditions; readonly format: ExportFormat; readonly people: ExportPeople }
  | { readonly kind: 'pcap'; readonly conditions: CallConditions; readonly people: ExportPeople }
  | { readonly kind: 'voiceSkill'; readonly query: Omit<VoiceSkillExport, 'show'> & { readonly mode: OutputMode } };

/** What http asks the thread of an export. */
export type ExportFromHttp = {
  /** Opens the store for reading. `lacking`: what the store thread knows of files that are damaged or gone. */
  open: Exchange<{ readonly wanted: ExportRequest; readonly lacking: readonly StoreProblem[] }, Nothing>;
  /** The next chunk; absent after the last one. */
  next: Exchange<Nothing, { readonly chunk?: Uint8Array }>;
  /** Closes the store; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What http asks the thread of an import. */
export type ImportFromHttp = {
  /** Begins: what is found is handed over as it is found. */
  open: Exchange<ImportOrder, Nothing>;
  /** The next piece of the capture, of any length. Answered when the one after it may come; rejects with what has ended the import. */
  feed: Exchange<{ readonly bytes: Uint8Array }, Nothing>;
  /** There is no further piece. */
  end: Exchange<Nothing, Nothing>;
  /** The next chunk of the report, the first one when all is in the store; absent after the last one. */
  next: Exchange<Nothing, { readonly chunk?: Uint8Array }>;
  /** Ends the import where it is, with whole calls alone; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What the thread of an import asks http. */
export type HttpFromImport = {
  /** Answered when these changes are in the store. Rejects when they cannot be written at the moment. */
  append: Exchange<ImportBatch, Nothing>;
  /** Answered when these events have moved the metrics of the server. */
  count: Exchange<{ readonly events: readonly TelephonyEvent[] }, Nothing>;
};

/** Changes that an import has found, by `encodeChanges`. */
export interface ImportBatch {
  readonly count: number;
  /** Calls that were in no batch before. */
  readonly calls: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How the store thread is. */
export interface StoreHealth {
  /** Why nothing can be written at the moment. Absent when all is well. */
  readonly failure?: { readonly message: string; readonly since: number };
  /** What is wrong with single files while the others are sound, and with the room on the disk. */
  readonly problems: readonly StoreProblem[];
  /** Unix seconds of the last batch in the store. Absent before the first. */
  readonly lastCommitAt?: number;
  readonly spool: SpoolState;
  /** Bytes that this user may still write on the disk of the data folder. Absent when the folder cannot be looked at. */
  readonly freeBytes?: number;
}

/** What is in the spool. */
export interface SpoolState {
  /** What it takes on the disk. */
  readonly bytes: number;
  /** From here on it refuses. */
  readonly maxBytes: number;
  /** Changes that are not in the store yet. */
  readonly waitingChanges: number;
  /** Age of the oldest of them. 0 when there is none. */
  readonly oldestAgeSeconds: number;
}

/** A time of one of several events that was out of bounds. */
export interface AdjustedEvent extends AdjustedTime {
  /** Its place among them, from 0. */
  readonly index: number;
}

/** Since when a server runs, and what it keeps. */
export interface About {
  readonly startedAt: number;
  readonly keeps: Readonly<Record<'rawHours' | 'timelinesDays' | 'callsDays' | 'countsDays', number>> & {
    readonly numbers: Settings['privacy']['keepNumbers'];
  };
}

/** What http asks main. */
export type MainFromHttp = {
  /**
   * Takes events as they were posted, each checked before; those of a sender each once, and what of them is no event is passed over. The answer is what was not used of
   * their times, and the number that covers what they changed.
   */
  ingest: Exchange<{ readonly events: readonly unknown[]; readonly sender?: Sender }, Ingested>;
  /** Counts that something was posted that is no event. */
  rejected: Exchange<{ readonly reason: EventFault }, Nothing>;
  /** Counts what was refused since it was told last. */
  refused: Exchange<{ readonly counts: ReadonlyMap<HttpRefusal, number> }, Nothing>;
  /** Tells of certificates and of handshakes that failed, since it was told last. */
  tls: Exchange<TlsNews, Nothing>;
  /** Hands all pending changes to the store; the answer is the number that covers them. */
  flush: Exchange<Nothing, { readonly lsn: number }>;
  /** From now on somebody reads the live feed, or nobody. The number of the last change. Answered while the server starts. */
  watch: Exchange<{ readonly isWatched: boolean }, { readonly position: number; readonly counts: LiveCounts }>;
  /** Tells of the readers of the live feed. */
  live: Exchange<LiveReport, Nothing>;
  /** Hands what an import has found to the store, behind all that has arrived so far. The number that covers it. */
  importBatch: Exchange<ImportBatch, { readonly lsn: number }>;
  /** Moves the metrics by what an import has found, and nothing else. Answered when it is done. */
  countImported: Exchange<{ readonly events: readonly TelephonyEvent[] }, Nothing>;
  /** What an import goes by, as the settings are now. */
  importSettings: Exchange<Nothing, { readonly settings: ImportSettings }>;
  /** Since when the server runs, and for how long it keeps what. Answered while it starts. */
  about: Exchange<Nothing, About>;
  /** The settings in force, without what may be a secret. Answered while the server starts. */
  settings: Exchange<Nothing, ShownSettings>;
  /** How many calls are active in the call table. */
  active: Exchange<Nothing, { readonly active: number }>;
  /** What arrives, from whom, and what is wrong with it. */
  sources: Exchange<Nothing, SourcesReport>;
  /** Gives up open calls of which nothing was heard for so long; with `isDryRun` it only looks. The ids of their records, and the number that covers their end. */
  sweep: Exchange<
    { readonly silentSeconds: number; readonly isDryRun: boolean },
    { readonly ids: readonly string[]; readonly lsn: number }
  >;
  /** Lets go of a person: no call in progress is written with him again. The answer is the number that covers what is still to be erased in the store. */
  forget: Exchange<{ readonly person: string }, { readonly lsn: number }>;
  /** Reads the settings again, for whom and from where. Rejects when they cannot be taken. */
  reload: Exchange<{ readonly name: string; readonly address: string }, ReloadReport>;
  /** Logs and counts that someone uses the number of a person: by the name of which credential, from which address. */
  audit: Exchange<{ readonly access: (typeof PRIVACY_ACCESS)[number]; readonly name: string; readonly address: string }, Nothing>;
  /** Sets the level of a component of the log, or of all; without a level it only looks. */
  logLevels: Exchange<{ readonly level?: LogLevel; readonly component?: LogComponent }, ListedLevels>;
};

/** What main asks http. */
export type HttpFromMain = {
  ping: Ping;
  /** Opens all listeners, the main one first; the answer is where they listen. */
  listen: Exchange<Nothing, { readonly endpoints: readonly Endpoint[] }>;
  /**
   * Reads again what these settings name, and all certificates, and keeps it until `takeReload`. `listeners`: what they are with these settings; they stay where they
   * are. Rejects when something of it is not valid.
   */
  prepareReload: Exchange<{ readonly auth: Settings['auth']; readonly listeners: readonly Listener[] }, Nothing>;
  takeReload: Exchange<Nothing, Nothing>;
  /** The newest findings about main and its sources. */
  report: Exchange<{ readonly checks: readonly HealthCheck[]; readonly presets?: PresetReports }, Nothing>;
  /** What has changed, for the readers of the live feed. Answered when it was taken. */
  changed: Exchange<LiveBatch, Nothing>;
  /** Takes nothing more, ends exports and the live feed and lets other requests end for a while; then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What http asks the thread that compares passwords. */
export type PasswordsFromHttp = {
  /** Whether a password is the one of a bcrypt hash. */
  compare: Exchange<{ readonly password: string; readonly hash: string }, { readonly isRight: boolean }>;
  /** Then the thread ends by itself. */
  close: Exchange<Nothing, Nothing>;
};

/** What all other threads tell main. */
export type MainFromThread = {
  log: Exchange<
    {
      readonly level: LineLevel;
      readonly message: string;
      readonly code?: ErrorCode;
      /** Absent: the thread. */
      readonly component?: LogComponent;
      /** What else the line says. */
      readonly fields?: Readonly<Record<string, string>>;
    },
    Nothing
  >;
};
