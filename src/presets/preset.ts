import type { Catalog, Check, CheckResult, EventOfType, EventType, Looked, TelephonyEvent } from '../core/index.ts';

/** An answer about health: its HTTP status, and what is sent as JSON. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a health document needs of its host. */
export interface HealthHost {
  /** Unix time in seconds at which the program started. */
  readonly startedAt: number;
  /** Its version, for documents of programs that did not tell theirs. */
  readonly version?: string | undefined;
  /** Calls back after so many seconds, unless the result is called before. */
  readonly after: (seconds: number, callback: () => void) => () => void;
  /** The time, Unix time in seconds. */
  readonly now: () => number;
  /** How long all checks together may take. Absent: as long as in the system. */
  readonly checkDeadlineSeconds?: number | undefined;
}

/** What a document is made of beside what sources told. */
export interface DocumentHost extends Pick<HealthHost, 'startedAt' | 'version' | 'now'> {
  /** What checks find, within their deadline. */
  readonly checks: () => Promise<readonly Looked<CheckResult>[]>;
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

/** What sources have told of their health. */
export interface ToldHealth {
  /** The types of event that it follows. */
  readonly types: readonly EventType[];
  accept(event: TelephonyEvent): void;
  /** The state of each source, plain data: of every one that was named or heard of; of one that told nothing when there is none. */
  states(): readonly unknown[];
}

/** The health document of a system. */
export interface PresetHealth {
  /** Where the system serves it. */
  readonly paths: readonly string[];
  /** Begins to follow what sources tell. `sources`: of whom alone. Empty: of all. */
  follow(sources: readonly string[]): ToldHealth;
  /** The document at one of the paths, of the states that `follow` gave. With several sources it is that of the worst one. */
  answer(path: string, states: readonly unknown[], host: DocumentHost): Promise<HealthAnswer>;
  /** The same in one instance: it follows the events and answers. */
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
export type CallOutcome = Pick<EventOfType<'call.ended'>, 'outcome' | 'ended' | 'cause' | 'sipCode' | 'reasonQ850' | 'reasonSip'>;

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
