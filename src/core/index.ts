export {
  OUTCOME,
  ENDED,
  RELEASED_BY,
  CAUSE,
  DIRECTION,
  TRUNK_ROLE,
  ACTIVE_STATE,
  REGISTRATION_OUTCOME,
  REGISTRATION_REASON,
  AMEND_REASON,
  CALL_CARRIER,
  NO_TRUNK,
} from './call-words.ts';
export type {
  Outcome,
  Ended,
  ReleasedBy,
  Cause,
  Direction,
  TrunkRole,
  ActiveState,
  RegistrationOutcome,
  RegistrationReason,
  AmendReason,
  CallCarrier,
} from './call-words.ts';
export { SUCCESS, DATA_DIRECTION, FAILURE_REASON } from './success-words.ts';
export type { Success, DataDirection, FailureReason } from './success-words.ts';
export { SERVER_SOURCE } from './events/origin.ts';
export { HIDDEN_LABEL, looksLikeNumber, withoutNumbers } from './shown-label.ts';
export { nearestFirst, suggestion } from './suggestion.ts';
export { createCountChanges } from './count-changes.ts';
export { createLostModems } from './lost-modems.ts';
export { DELIVERY_STATUS, deliveryStatus, SMS_FAILURE } from './sms-words.ts';
export type { DeliveryStatus, SmsFailure } from './sms-words.ts';
export {
  MODEM_STATE,
  MODEM_LOSS,
  NETWORK_REGISTRATION,
  RADIO,
  SIM_STATE,
  USSD_STATUS,
  ussdStatus,
  SIGNAL_UNKNOWN,
  rssiDbm,
  AT_COMMAND,
  atCommand,
} from './modem-words.ts';
export type { ModemState, ModemLoss, NetworkRegistration, Radio, SimState, UssdStatus, AtCommand } from './modem-words.ts';
export {
  APDU_COMMAND,
  apduCommand,
  STATUS_WORD_CLASS,
  statusWordClass,
  isSuccessful,
  STATUS_WORD,
  statusWord,
  CARD_INTERFACE,
  APDU_ERROR,
} from './apdu-words.ts';
export type { ApduCommand, StatusWordClass, StatusWord, CardInterface, ApduError } from './apdu-words.ts';
export { OTA_KIND, OTA_PROTOCOL, OTA_BEGINNING, OTA_OUTCOME, OTA_REASON, OTA_TRIGGER, OTA_FINDING, BIP_BEARER } from './ota-words.ts';
export type { OtaKind, OtaProtocol, OtaBeginning, OtaOutcome, OtaReason, OtaTrigger, OtaFinding, BipBearer } from './ota-words.ts';
export { TLS_REASON, TLS_VERSION, PSK_CHANGE } from './tls-words.ts';
export type { TlsReason, TlsVersion, PskChange } from './tls-words.ts';
export { DEVICE_KIND, ADB_OPERATION, TEST_OUTCOME, CELL_CHANGE } from './device-words.ts';
export type { DeviceKind, AdbOperation, TestOutcome, CellChange } from './device-words.ts';
export { QUEUE_OUTCOME, SLA_ACTION, NO_ANSWER_ACTION, DESK_STATE } from './queue-words.ts';
export type { QueueOutcome, SlaAction, NoAnswerAction, DeskState } from './queue-words.ts';
export {
  AUTH_METHOD,
  AUTH_REASON,
  TRANSFER_MODE,
  TRANSFER_REASON,
  CONFERENCE_END,
  TRANSCRIPTION_REASON,
  SPEAKER,
  HTTP_METHOD,
  WEBSOCKET_END,
} from './service-words.ts';
export type {
  AuthMethod,
  AuthReason,
  TransferMode,
  TransferReason,
  ConferenceEnd,
  TranscriptionReason,
  Speaker,
  HttpMethod,
  WebsocketEnd,
} from './service-words.ts';
export { DTLS_OUTCOME, ICE_OUTCOME, ICE_CANDIDATE, WEBRTC_REASON } from './media-words.ts';
export type { DtlsOutcome, IceOutcome, IceCandidate, WebrtcReason } from './media-words.ts';
export { LATENCY_STAGE, AGENT_MODE, AGENT_PART, ATTACH_OUTCOME, AGENT_REASON, AGENT_USAGE, AUTONOMOUS_DECISION } from './agent-words.ts';
export type { LatencyStage, AgentMode, AgentPart, AttachOutcome, AgentReason, AgentUsage, AutonomousDecision } from './agent-words.ts';
export {
  METHOD,
  STATUS_CLASS,
  statusClass,
  TRANSPORT,
  MESSAGE_DIRECTION,
  SIP_ANOMALY,
  AGENT_CLASS,
  SIDE,
  BYE_REASON,
  byeReason,
  REFRESH_OUTCOME,
  REFRESHER,
  STIR_OUTCOME,
  ATTESTATION,
  DIALOG_END,
  TRANSACTION_REFUSAL,
  MAX_ALIASES,
  MAX_VIAS,
} from './sip-words.ts';
export type {
  Method,
  StatusClass,
  Transport,
  MessageDirection,
  SipAnomaly,
  AgentClass,
  Side,
  ByeReason,
  RefreshOutcome,
  Refresher,
  StirOutcome,
  Attestation,
  DialogEnd,
  TransactionRefusal,
} from './sip-words.ts';
export { MAX_CLOCK_SKEW_SECONDS, secondsBetween, CLOCK_FALLBACK, eventTime } from './time.ts';
export type { Clock, ClockFallback, EventTime } from './time.ts';
export { PRIVATE_KIND, Private, REVEAL, reveal, samePrivate, startsWithText, linesOf, toldPrivate } from './private.ts';
export { SEPARATORS, textForms, withoutSeparators } from './text-forms.ts';
export type { TextForms } from './text-forms.ts';
export { visibleLines, visibleText } from './visible-text.ts';
export { holdsNeedle, needlesOf } from './person-needle.ts';
export type { PrivateKeeper, PrivateKind, Reveal, PhoneNumber, RevealPolicy } from './private.ts';
export { adjustTimes, backSecondsOf, clockFault, TIME_FAULT, timesOutOfBounds } from './time-bounds.ts';
export type { AdjustedTime } from './time-bounds.ts';
export { field } from './field.ts';
export type { JsonSchema, FieldKind, Field, Fields, GivenShapeOf, ShapeOf } from './field.ts';
export { completeEvent, hiddenLabels, readEvent, readToldEvent } from './read-event.ts';
export type { EventDefaults, Malformed } from './read-event.ts';
export { fieldsSchema, toldSchema, MAX_AHEAD_SECONDS, MAX_SECONDS, MAX_TEXT } from './field-schema.ts';
export { EVENT_BASE, event } from './event.ts';
export type { EventDef, EventOf } from './event.ts';
export { EVENTS } from './events/index.ts';
export type { TelephonyEvent, EventType, EventOfType, EventDefOf } from './events/index.ts';
export { EXIT, ERRORS, TeleError } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export { option, reloadable, rereadable } from './option.ts';
export type { OptionKind, Option, OptionTree, TreeValues } from './option.ts';
export { createPipeline } from './pipeline.ts';
export type { Emit, Consumer, Pipeline } from './pipeline.ts';
export { moves, movesFrom, movesFromZero, catalog, TOLD, installCatalogs } from './moves.ts';
export type { Movers, Move, Catalog, InstalledMove } from './moves.ts';
export { defineSource } from './source.ts';
export type { ArrivedAgent, BoundSocket, KeepRaw, RefusedSender, Source, SourceArrivals, SourceContext, SourceDef } from './source.ts';
export { LEG_FIELDS, TOLD_FIELDS, MAX_TOLD, CALL_FIELDS, TIMELINE_FIELDS, REGISTRATION_FIELDS, LATENCY_FIELDS } from './records.ts';
export { chooseHalf, halfKeys, isOfOneTime, otherHalfBegins, type ToldSpan } from './choose-half.ts';
export { changeCall, joinTold } from './join-halves.ts';
export type { CallLeg, CallRecord, ToldFact, TimelineEntry, RegistrationRecord, LatencyRecord, TrackerOutput } from './records.ts';
export { DECLINE, isFailure } from './is-failure.ts';
export { decidesHopOutcome, decidesOutcome } from './decides-outcome.ts';
export { CAUSE_SIDE, sideOfCause } from './cause-side.ts';
export type { CauseSide } from './cause-side.ts';
export { hopResult, HopTally } from './hop-tally.ts';
export type { HopAttempt, HopResult } from './hop-tally.ts';
export { EXPORT_FORMAT, HOP_GROUP, SEEN_GROUP } from './store.ts';
export { isCovered } from './covered-window.ts';
export type {
  StoredPrivate,
  Stored,
  StoredCall,
  StoredRegistration,
  StoreChange,
  StoreBatch,
  ExportFormat,
  ExportPeople,
  CallFilter,
  CallPage,
  CallWithTimeline,
  HopGroup,
  Seen,
  SeenGroup,
  Window,
  Answer,
  CallSummary,
  SeriesQuery,
  SeriesBucket,
  RegistrationConditions,
  RegistrationFilter,
  RegistrationPage,
  LatencyFilter,
  LatencyPage,
  LatencySummary,
  RetentionPolicy,
  DeletedDay,
  MaintainReport,
  StoreProblem,
  StoreStats,
  CallStore,
  Deadline,
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
  EVENT_FAULT,
  eventDropped,
} from './events/source.ts';
export type { DropReason, EventFault } from './events/source.ts';
export { HANDSHAKE_FAILURE, handshakeFailed, certificateRefused, certificateTaken } from './events/listener.ts';
export type { HandshakeFailure } from './events/listener.ts';
export { ALERT_SEVERITY } from './events/alerting.ts';
export { HTTP_REFUSAL, serverRefused, serverReloaded } from './events/server.ts';
export type { HttpRefusal } from './events/server.ts';
export { spoolCut, spoolState, spoolSynced } from './events/spool.ts';
export { csvCell } from './csv-cell.ts';
export { RawMessages, unpackRawMessages } from './raw-message.ts';
export type { RawMessage } from './raw-message.ts';
export { createChecks } from './checks.ts';
export type { Looked } from './checks.ts';
export { createProgramChecks } from './check-result.ts';
export type { Check, CheckResult } from './check-result.ts';
export { createHealthMemory, SEVERITY, worst } from './findings.ts';
export type { Finding, HealthCheck, Severity } from './findings.ts';
export { asksForEnd, CALL_CONDITIONS, CONDITION_NAMES, conditionOf, isEveryCall, numberCondition, parameterOf } from './call-conditions.ts';
export type {
  CallConditions,
  ConditionDef,
  ConditionName,
  ConditionParameter,
  ConditionValue,
  NumberCondition,
} from './call-conditions.ts';
export { END_SIDE, endPart, isSuchEnd, LEAST_END_DIGITS, MAX_ENDS, MOST_END_DIGITS, NUMBER_END, withoutEnds } from './number-end.ts';
export type { EndSide, NumberEnd } from './number-end.ts';
export { isSuchHop, matchesCall, needsDetail } from './matches-call.ts';
export type { MatchedCall } from './matches-call.ts';
export { readPropagators, unspokenPropagators } from './propagators.ts';
export type { Propagators } from './propagators.ts';
export { parseTraceparent, traceparentOf, writeTraceparent } from './trace-context.ts';
export type { TraceContext } from './trace-context.ts';
export { boundedCache } from './bounded-cache.ts';
export { hashLetters, lettersOf } from './hash-letters.ts';
export { hexKeyOf, PRIVACY_KEY_BYTES } from './privacy-key.ts';
export { isProbe, PROBE_AGENT } from './probe.ts';
export { isShownAs, pseudonymIn, shownAs, shownPerson } from './shown-person.ts';
export { dayStart, momentsOf, nextDay, zoneClock } from './zone-clock.ts';
export type { OffsetAt } from './zone-clock.ts';
export { readSpokenTime, readZonedTime } from './spoken-time.ts';
export type { SpokenTime, Telling } from './spoken-time.ts';
export { joinMetadata, MAX_METADATA, shownMetadata } from './metadata.ts';
export { present } from './present.ts';
export type { Present } from './present.ts';
export { labelText } from '../metrics/index.ts';
export type { LabelText } from '../metrics/index.ts';
export { type Compile, makeFunction } from './make-function.ts';
export { ByteReader } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { Sketch } from './sketch.ts';
export type { Distribution } from './sketch.ts';
export { estimateQuality } from './e-model.ts';
export type { LegFigures, QualityEstimate } from './e-model.ts';
export { countKpis, isRegular, isTimedOut, KpiCounter, kpiBits, kpis, talkMicrosecondsOf } from './kpis.ts';
export type { KpiCounts, Kpis } from './kpis.ts';
export { CallTally, shareOf } from './call-tally.ts';
export type { TallyCall } from './call-tally.ts';
export { createCountTotal } from './count-total.ts';
