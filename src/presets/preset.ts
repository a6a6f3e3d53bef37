import type { Catalog, Check, EventOfType, EventType, TelephonyEvent } from '../core/index.ts';

/** An answer about health: its HTTP status, and what is sent as JSON. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a health document needs of its host. */
export interface HealthHost {
  /** Unix time in seconds at which the program started. */
  readonly startedAt: number;
  /** Calls back after so many seconds, unless the result is called before. */
  readonly after: (seconds: number, callback: () => void) => () => void;
  /** The time, Unix time in seconds. */
  readonly now: () => number;
  /** The version of the program. Absent until it tells. */
  readonly version?: string | undefined;
  /** How long all checks together may take. Absent: as long as in the system. */
  readonly checkDeadlineSeconds?: number | undefined;
}

/** The health of one instance: it follows the events and answers at any time. */
export interface HealthView {
  /** The types of event that it follows. */
  readonly types: readonly EventType[];
  accept(event: TelephonyEvent): void;
  /** The document at one of the paths. A document with checks answers within its deadline. */
  answer(path: string): HealthAnswer | Promise<HealthAnswer>;
  /** Adds a check. Absent in documents that have none. */
  addCheck?(name: string, check: Check): void;
}

/** The health document of a system. */
export interface PresetHealth {
  /** Where the system serves it. */
  readonly paths: readonly string[];
  open(host: HealthHost): HealthView;
}

/** Something that is not as it was in the system itself. */
export interface Difference {
  /** Names of metrics, or of the health document. */
  readonly of: readonly string[];
  /** What is different, and why. */
  readonly what: string;
  /** The metrics are not in the preset, or with other labels: dashboards may notice. Absent: name, type and labels are those of the system. */
  readonly isDeviation?: true;
}

/** What is known of how a call came out. */
export type CallOutcome = Pick<EventOfType<'call.ended'>, 'outcome' | 'ended' | 'cause' | 'sipCode'>;

/** Another system's metrics under its own names, moved by the events of ringscope, with its health document. */
export interface Preset {
  readonly catalog: Catalog;
  /** Gauges that count things: of several sources they are added up. Every other gauge is a level, and shows what was told last. */
  readonly counted: readonly string[];
  /** Absent when the system has none. */
  readonly health?: PresetHealth;
  readonly differences: readonly Difference[];
  /** Where the system serves its metrics beside the path that the program chose. */
  readonly metricsPaths?: readonly string[];
  /** Some of its metrics are those of the machine: its disk and its network. */
  readonly readsHost?: true;
  /** The system's word for how a call came out, as its metrics have it. Absent when it has none. */
  readonly outcomeOf?: (call: CallOutcome) => string;
}
