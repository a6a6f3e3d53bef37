import type { TrackerSettings } from '../calls/index.ts';
import type { PresetName } from '../presets/index.ts';
import type { Catalog, Check, Clock, EventOfType } from '../core/index.ts';
import type { BasicAuth, ListenOptions } from '../metrics-node/index.ts';
import type { OpenTelemetryApi } from './traces.ts';
import type { OtlpOptions } from './otlp/otlp-options.ts';
import type { ServerOptions } from './ship/server-options.ts';

/** Where a thread serves the metrics. */
export type ListenMetricsOptions = Pick<ListenOptions, 'port' | 'host' | 'keys'>;

/** Where the health documents are served. */
export interface ListenHealthOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** The address to bind; without it 127.0.0.1. Beyond loopback the status of a document is told and no more. */
  readonly host?: string;
}

/** How ringscope tells of itself what concerns the program: what it listens on, what it drops, what it leaves out. */
export interface LogOptions {
  /** The least that is told. Default `INFO`. */
  readonly level?: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  /** Default `json`. */
  readonly format?: 'json' | 'text';
  /** Where to append lines. Default: the standard error. */
  readonly file?: string;
}

/** What may be chosen. Nothing needs to be. */
export interface RingscopeOptions {
  /** The name of the program, the `source` of its events. Default `program`. */
  readonly name?: string;
  /** The version of the program, for metrics and health documents. Default `unknown`. */
  readonly version?: string;
  /** What the program is, for metrics. Default `unknown`. */
  readonly description?: string;
  /** The systems whose names and health documents the program shows as well. One that is not named is not loaded. */
  readonly presets?: readonly PresetName[];
  /** The preset whose document answers at a path that several have, as `callstack`, `rustpbx` and `cardlink` have `/healthz`. Needed where that is so. */
  readonly healthPreset?: PresetName;
  /** Catalogs of the program itself, beside the canonical ones. */
  readonly catalogs?: readonly Catalog[];
  /** Replaces the leading `telephony` of metric names. */
  readonly namespace?: string;
  /** What the health documents look at beside the events, by name, e.g. a database; for the plain document and presets whose document has checks. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** How long all checks together may take, seconds. Default: as long as in the system whose document it is. */
  readonly checkDeadlineSeconds?: number;
  /** The module `@opentelemetry/api` of a program that has spans of its own: then its active span is the parent of the calls that it starts. */
  readonly openTelemetry?: OpenTelemetryApi;
  /** The time, Unix seconds with a fraction. Default: the clock of the machine. */
  readonly now?: Clock;
  /**
   * The key of the hashes that ids of calls and of traces become. The text of a server's key file (64 hex digits) or its bytes mean the key of that server; any other text is
   * the key as it stands. Default: a random one, so that ids differ after a restart.
   */
  readonly privacyKey?: string | Uint8Array;
  /** How calls are decided, where it differs from the settings of a server. */
  readonly settings?: Partial<TrackerSettings>;
  /** Keys of which a request for metrics must carry one, as `Authorization: Bearer`; health stays open. Default: everyone is answered. */
  readonly apiKeys?: readonly string[];
  /** A user for whom metrics are as well, by Basic authentication. With it and without `apiKeys`, for nobody else. */
  readonly basicAuth?: BasicAuth;
  /** Where handlers and the thread of `listen` serve the metrics. Default `/metrics`. */
  readonly metricsPath?: string;
  /** From one reading of what no event moves to the next, such as what the process takes of its host. Default 5. */
  readonly collectSeconds?: number;
  /** With it, `start` begins a thread that serves `/metrics` and `/livez` even while this one is stuck. Beyond loopback it needs `apiKeys` or `basicAuth`. */
  readonly listen?: ListenMetricsOptions;
  /** With it, `start` serves the health documents there. */
  readonly listenHealth?: ListenHealthOptions;
  /** Called with each `event.dropped`: what of the program was lost, and of a malformed event its type, the field and what is wrong with it. */
  readonly onDropped?: (event: EventOfType<'event.dropped'>) => unknown;
  /** With it, what concerns the program is logged. Without, an event that is malformed for the first time in its way is a warning of the process. */
  readonly log?: LogOptions;
  /** With it, everything that the program tells goes to a server too, once `start` was called. */
  readonly server?: ServerOptions;
  /**
   * With it, `start` begins a thread that exports by OTLP: the traces of calls, all metrics, and what `log` would say. `true`: as the variables of OpenTelemetry say; `false`: nothing. The packages of
   * OpenTelemetry are installed beside: `@opentelemetry/api`, `@opentelemetry/otlp-transformer`, and for gRPC `@opentelemetry/otlp-grpc-exporter-base`.
   */
  readonly otlp?: boolean | OtlpOptions;
}
