import type { MessagePort } from 'node:worker_threads';
import type { OtlpConfig } from '../exporters/index.ts';
import type { PresetName } from '../presets/index.ts';
import type { SharedPages } from '../metrics/index.ts';
import type { SamplerOptions } from '../traces/index.ts';
import type { AlertingSettings } from './alerting/alerting-settings.ts';
import type { Listener } from './http/listener.ts';
import type { Intervals } from './intervals.ts';
import type { Settings } from './settings/server-settings.ts';

/** What the store thread is started with. */
export interface StoreThreadData {
  /** The data folder and its spool. */
  readonly settings: Settings['store'];
  /** Encrypts whole messages. */
  readonly rawKey: Uint8Array;
  /** What the privacy key makes: the data folder remembers it. */
  readonly keyCheck: string;
  /** The privacy key when its file lies in the data folder: it is written again when that folder was deleted and is back. */
  readonly folderKey?: Uint8Array;
  /** Where HTTP listens: it stands in the lock file. */
  readonly address: string;
  /** What a scrape has shown of what programs told: a `ShownCount`. */
  readonly shown: SharedArrayBuffer;
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
  /** From here http asks, and the query thread. */
  readonly httpPort: MessagePort;
  readonly queryPort: MessagePort;
}

/** What the query thread is started with. */
export interface QueryThreadData {
  /** The data folder. */
  readonly path: string;
  /** From one look for files that were deleted to the next. */
  readonly refreshMs: number;
  /** Decrypts whole messages. */
  readonly rawKey: Uint8Array;
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
  /** From here http asks. */
  readonly httpPort: MessagePort;
  /** Here the store thread says how far it is. */
  readonly storePort: MessagePort;
}

/** What the history thread is started with. */
export interface HistoryThreadData {
  /** The metrics that are sampled, and what the first word of their names is exposed as. */
  readonly pages: SharedPages;
  readonly namespace: string;
  /** The data folder, for how long values are kept there (Infinity: for ever), and what they may take. */
  readonly path: string;
  readonly keepSeconds: number;
  readonly mostBytes: number;
  /** From one sampling to the next. */
  readonly sampleSeconds: number;
  readonly alerts: AlertingSettings;
  /** That of main: a `Heartbeat`. */
  readonly heartbeat: SharedArrayBuffer;
  /** From here http asks. */
  readonly httpPort: MessagePort;
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
}

/** What the thread that exports by OTLP is started with. */
export interface OtlpThreadData {
  readonly config: OtlpConfig;
  /** Which traces are exported, and how long after its call was over one is made. */
  readonly sampling: SamplerOptions;
  readonly traceAfterSeconds: number;
  readonly version: string;
  /** The metrics that are exported. */
  readonly pages: SharedPages;
  /** The data folder, which traces are made from, and what their ids are made by. */
  readonly path: string;
  readonly traceKey: Uint8Array;
  /** When the server was started, Unix seconds. */
  readonly startedAt: number;
  /** What it has done: an `OtlpTally`. */
  readonly tally: SharedArrayBuffer;
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
}

/** What the thread of an export is started with. */
export interface ExportThreadData {
  /** The data folder. */
  readonly path: string;
  /** Set when everything shall end, and when this export shall: a `StopFlag` each. */
  readonly stop: SharedArrayBuffer;
  readonly cancel: SharedArrayBuffer;
}

/** What the http thread is started with. */
export interface HttpThreadData {
  readonly version: string;
  readonly http: Settings['http'];
  /** Everything that listens for HTTP, the main one first. */
  readonly listeners: readonly Listener[];
  /** Days before a certificate expires from which on that is a finding. */
  readonly tlsWarnDays: number;
  readonly auth: Settings['auth'];
  /** Same as `ServeIo.opensAll`. */
  readonly opensAll: boolean;
  /** The digest of the token that opens everything while no credentials are configured. */
  readonly ownerDigest: Uint8Array;
  readonly intervals: Pick<Intervals, 'connections' | 'exportStallSeconds'>;
  /** What comes in is generated. */
  readonly isSynthetic: boolean;
  /** The key of the pseudonyms, and how outputs show private values. */
  readonly key: Uint8Array;
  readonly output: Settings['privacy']['output'];
  /** Hours for which whole messages are kept. */
  readonly keepRawHours: number;
  /** Where a trace is shown, with a place for its id. */
  readonly traceUrl: string | undefined;
  /** Completes numbers without a country code. */
  readonly country: string | undefined;
  readonly pages: SharedPages;
  /** Those of presets that are shown on their own listener alone. */
  readonly presetPages: Readonly<Partial<Record<PresetName, SharedPages>>>;
  /** The sources that each preset is about; none: all. */
  readonly presetSources: Readonly<Partial<Record<PresetName, readonly string[]>>>;
  /** The routes of voice-skill are among those of the API. */
  readonly hasVoiceSkill: boolean;
  /** The zone of times without one that its program posts; undefined: that of the server. */
  readonly voiceSkillTimeZone: string | undefined;
  /** When the server was started, Unix seconds. */
  readonly startedAt: number;
  /** Main writes the time here, by `Heartbeat`. */
  readonly heartbeat: SharedArrayBuffer;
  /** The data folder. */
  readonly storePath: string;
  /** What a scrape has shown of what programs told: a `ShownCount`. */
  readonly shown: SharedArrayBuffer;
  readonly storePort: MessagePort;
  readonly queryPort: MessagePort;
  readonly historyPort: MessagePort;
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
}
