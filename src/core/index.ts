export { OUTCOME, ENDED, RELEASED_BY, CAUSE, DIRECTION, ACTIVE_STATE, REGISTRATION_OUTCOME, AMEND_REASON, NO_TRUNK } from './call-words.ts';
export type { Outcome, Ended, ReleasedBy, Cause, Direction, ActiveState, RegistrationOutcome, AmendReason } from './call-words.ts';
export { LATENCY_STAGE } from './agent-words.ts';
export type { LatencyStage } from './agent-words.ts';
export { METHOD, STATUS_CLASS, statusClass, TRANSPORT, MESSAGE_DIRECTION, SIP_ANOMALY, AGENT_CLASS } from './sip-words.ts';
export type { Method, StatusClass, Transport, MessageDirection, SipAnomaly, AgentClass } from './sip-words.ts';
export { MAX_CLOCK_SKEW_SECONDS, secondsBetween, CLOCK_FALLBACK, eventTime } from './time.ts';
export type { Clock, ClockFallback, EventTime } from './time.ts';
export { PRIVATE_KIND, Private, REVEAL, reveal, samePrivate, scrub } from './private.ts';
export type { PrivateKind, Reveal, PhoneNumber, RevealPolicy } from './private.ts';
export { field } from './field.ts';
export type { JsonSchema, FieldKind, Field, Fields, ShapeOf } from './field.ts';
export { readEvent } from './read-event.ts';
export type { EventDefaults, Malformed } from './read-event.ts';
export { fieldsSchema } from './field-schema.ts';
export { EVENT_BASE, event } from './event.ts';
export type { EventDef, EventOf } from './event.ts';
export { EVENTS } from './events/index.ts';
export type { TelephonyEvent, EventType, EventOfType } from './events/index.ts';
export { EXIT, ERRORS, TeleError } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export { option } from './option.ts';
export type { OptionKind, Option, Options, ValuesOf } from './option.ts';
export { createPipeline } from './pipeline.ts';
export type { Emit, Consumer, Pipeline } from './pipeline.ts';
export { moves, catalog, installCatalogs } from './moves.ts';
export type { Movers, Move, Catalog } from './moves.ts';
export { defineSource } from './source.ts';
export type { SourceContext, Source, SourceDef } from './source.ts';
export { LEG_FIELDS, CALL_FIELDS, TIMELINE_FIELDS, REGISTRATION_FIELDS, LATENCY_FIELDS } from './records.ts';
export type { CallLeg, CallRecord, TimelineEntry, RegistrationRecord, LatencyRecord, TrackerOutput } from './records.ts';
export { EXPORT_FORMAT, isFailure } from './store.ts';
export type {
  StoredPrivate,
  Stored,
  StoredCall,
  StoredRegistration,
  StoreChange,
  StoreBatch,
  CallConditions,
  ExportFormat,
  ExportPeople,
  CallFilter,
  CallPage,
  CallWithTimeline,
  Window,
  Answer,
  CallSummary,
  SeriesQuery,
  SeriesBucket,
  LatencyFilter,
  LatencyPage,
  LatencySummary,
  RetentionPolicy,
  MaintainReport,
  StoreStats,
  CallStore,
} from './store.ts';
export {
  sipMessage,
  sipRequest,
  sipResponse,
  sipRetransmission,
  sipDuplicate,
  sipAnomaly,
  sipOrphan,
  sipTransaction,
  sipPing,
  sipClockInverted,
} from './events/sip.ts';
export { agentStage } from './events/agent.ts';
export {
  callReport,
  callOffered,
  callRinging,
  callAnswered,
  callEnded,
  callAmended,
  callHop,
  callFinding,
  callActive,
} from './events/call.ts';
export { mediaReport } from './events/media.ts';
export { storeState, storeUpkeep } from './events/store.ts';
export { PRIVACY_ACCESS, privacyAccess } from './events/privacy.ts';
export { registrationEnded } from './events/registration.ts';
export {
  PACKET_KIND,
  sourceStarted,
  sourceStopped,
  sourcePacket,
  sourceRejected,
  sourceConnection,
  sourceClock,
  sourceAgent,
  DROP_REASON,
  eventDropped,
} from './events/source.ts';
export type { DropReason } from './events/source.ts';
export { spoolCut, spoolState, spoolSynced } from './events/spool.ts';
export { csvCell } from './csv-cell.ts';
export { present } from './present.ts';
export type { Present } from './present.ts';
export { labelText } from '../metrics/index.ts';
export type { LabelText } from '../metrics/index.ts';
export { ByteReader } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { Sketch } from './sketch.ts';
export type { Distribution } from './sketch.ts';
export { countKpis, kpis } from './kpis.ts';
export type { KpiCounts, Kpis } from './kpis.ts';
export { CallTally } from './call-tally.ts';
export type { TallyCall } from './call-tally.ts';
