import type { TrackerSettings } from '../calls/index.ts';
import type { PresetName } from '../presets/index.ts';
import type { Catalog, Check, Clock } from '../core/index.ts';
import type { ListenOptions } from '../metrics-node/index.ts';
import type { ServerOptions } from './ship/server-options.ts';

/** What may be chosen. Nothing needs to be. */
export interface RingscopeOptions {
  /** The name of the program, the `source` of its events. Default `program`. */
  readonly name?: string;
  /** The systems whose names and health documents the program shows as well. One that is not named is not loaded. */
  readonly presets?: readonly PresetName[];
  /** Catalogs of the program itself, beside the canonical ones. */
  readonly catalogs?: readonly Catalog[];
  /** Replaces the leading `telephony` of metric names. */
  readonly namespace?: string;
  /** What the health documents look at beside the events, by name, e.g. a database; for the plain document and presets whose document has checks. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** How long all checks together may take, seconds. Default: as long as in the system whose document it is. */
  readonly checkDeadlineSeconds?: number;
  /** The time, Unix seconds with a fraction. Default: the clock of the machine. */
  readonly now?: Clock;
  /** The key of the hashes that ids of calls become. Default: a random one, so that ids differ after a restart. */
  readonly privacyKey?: string | Uint8Array;
  /** How calls are decided, where it differs from the settings of a server. */
  readonly settings?: Partial<TrackerSettings>;
  /** Keys of which a request for metrics must carry one, as `Authorization: Bearer`; health stays open. Default: everyone is answered. */
  readonly apiKeys?: readonly string[];
  /** With it, `start` begins a thread that serves `/metrics` and `/livez` even while this one is stuck. */
  readonly listen?: ListenOptions;
  /** With it, everything that the program tells goes to a server too, once `start` was called. */
  readonly server?: ServerOptions;
}
