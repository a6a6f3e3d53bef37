/**
 * What a program imports that carries calls, messages or cards: an instance with `createRingscope`, and the vocabulary of ringscope for a program that declares events and metrics of its own or reads those of ringscope.
 * It loads no third-party module.
 */
export { createRingscope } from './create-ringscope.ts';
export type { Ringscope } from './create-ringscope.ts';
export type { ListenHealthOptions, ListenMetricsOptions, LogOptions, RingscopeOptions } from './ringscope-options.ts';
export type { OtlpOptions } from './otlp/otlp-options.ts';
export type { ServerOptions } from './ship/server-options.ts';
export type { EventStream, StreamOptions } from './event-stream.ts';
export type { Listener } from './listeners.ts';
export type { CountedRoutes, CountRequest, CountRequests } from './count-requests.ts';
export type { CallDetails, CallStart, ProgramCall } from './calls.ts';
export type { OpenTelemetryApi, Traces } from './traces.ts';
export type { Given, Teller } from './tell.ts';
export type { TimedTeller } from './subject.ts';
export { EVENT_BASE, EVENTS, event, field, fieldsSchema } from '../core/index.ts';
export type {
  EventDef,
  EventOf,
  EventOfType,
  EventType,
  Field,
  FieldKind,
  Fields,
  JsonSchema,
  ShapeOf,
  TelephonyEvent,
} from '../core/index.ts';
export { createPipeline, secondsBetween } from '../core/index.ts';
export type { Clock, Consumer, Emit, Pipeline } from '../core/index.ts';
export { Private, reveal, samePrivate } from '../core/index.ts';
export type { PhoneNumber, PrivateKind, Reveal, RevealPolicy } from '../core/index.ts';
export { ERRORS, TeleError } from '../core/index.ts';
export type { ErrorCode } from '../core/index.ts';
export { catalog, installCatalogs, moves, movesFrom } from '../core/index.ts';
export type { Catalog, Move, Movers } from '../core/index.ts';
export { counter, gauge, histogram, info, labelText, legacy, open, summary, upDownGauge, windowed } from '../metrics/index.ts';
export type {
  CounterDef,
  GaugeDef,
  HistogramDef,
  InfoDef,
  LabelDomain,
  Labels,
  LabelText,
  MetricDef,
  SummaryDef,
  UpDownGaugeDef,
  WindowedDef,
} from '../metrics/index.ts';
export { CATALOGS } from '../catalog/index.ts';
export { cardlinkOptions } from './cardlink-options.ts';
export type { CardlinkOptions } from './cardlink-options.ts';
export { cardlinkSettings } from '../presets/index.ts';
export type { CardlinkSettings, Environment, HealthAnswer, PresetName } from '../presets/index.ts';
export { databaseCheck, diskCheck, memoryCheck } from './built-in-checks.ts';
export type { Check, CheckResult } from '../core/index.ts';
export type { BasicAuth } from '../metrics-node/index.ts';
export type { TrackerSettings } from '../calls/index.ts';
