import type { MessagePort } from 'node:worker_threads';
import type { PresetName } from '../presets/index.ts';
import type { SharedPages } from '../metrics/index.ts';
import type { Listener } from './http/listener.ts';
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
  /** Decrypts whole messages. */
  readonly rawKey: Uint8Array;
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
  /** From here http asks. */
  readonly httpPort: MessagePort;
  /** Here the store thread says how far it is. */
  readonly storePort: MessagePort;
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
  /** The digest of the token that opens everything while no credentials are configured. */
  readonly ownerDigest: Uint8Array;
  readonly hasDebugHooks: boolean;
  /** The key of the pseudonyms, and how outputs show private values. */
  readonly key: Uint8Array;
  readonly output: Settings['privacy']['output'];
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
  /** Set when everything shall end: a `StopFlag`. */
  readonly stop: SharedArrayBuffer;
}
