import type { Catalog } from '../core/index.ts';
import { agentDeskCatalog } from './agent-desk.ts';
import { authCatalog } from './auth.ts';
import { bipCatalog } from './bip.ts';
import { callCatalog } from './calls.ts';
import { cardCatalog } from './card.ts';
import { conferenceCatalog } from './conference.ts';
import { databaseCatalog } from './database.ts';
import { deviceCatalog } from './device.ts';
import { httpCatalog } from './http.ts';
import { mediaCatalog } from './media.ts';
import { modemCatalog } from './modem.ts';
import { otaCatalog } from './ota.ts';
import { programCatalog } from './program.ts';
import { queueCatalog } from './queue.ts';
import { registrationCatalog } from './registration.ts';
import { callControlCatalog, reportedCallCatalog } from './reported-calls.ts';
import { ringscopeCatalog } from './ringscope.ts';
import { routingCatalog } from './routing.ts';
import { sipCatalog } from './sip.ts';
import { sipStackCatalog } from './sip-stack.ts';
import { smsCatalog } from './sms.ts';
import { testRunCatalog } from './test-run.ts';
import { tlsCatalog } from './tls.ts';
import { transcriptionCatalog } from './transcription.ts';
import { transferCatalog } from './transfer.ts';
import { trunkCatalog } from './trunk.ts';
import { ussdCatalog } from './ussd.ts';
import { voiceAgentCatalog } from './voice-agent.ts';
import { voicemailCatalog } from './voicemail.ts';
import { webrtcCatalog } from './webrtc.ts';

/** Every canonical catalog, in the order of the reference page. */
export const CATALOGS: readonly Catalog[] = [
  callCatalog,
  reportedCallCatalog,
  callControlCatalog,
  sipCatalog,
  sipStackCatalog,
  registrationCatalog,
  trunkCatalog,
  mediaCatalog,
  webrtcCatalog,
  queueCatalog,
  agentDeskCatalog,
  voicemailCatalog,
  transcriptionCatalog,
  routingCatalog,
  authCatalog,
  transferCatalog,
  conferenceCatalog,
  voiceAgentCatalog,
  smsCatalog,
  ussdCatalog,
  modemCatalog,
  cardCatalog,
  otaCatalog,
  bipCatalog,
  tlsCatalog,
  deviceCatalog,
  testRunCatalog,
  databaseCatalog,
  httpCatalog,
  programCatalog,
  ringscopeCatalog,
];
export { deskAgentCalls, deskAgents, deskCalls, deskRing, deskState, deskTalk, deskWrapup } from './agent-desk.ts';
export { authAttempts, authFailures } from './auth.ts';
export { bipBytes, bipErrors } from './bip.ts';
export {
  answeredCallsEnded,
  callAttempts,
  callDisconnect,
  callEarlyMedia,
  callFindings,
  callPdd,
  callRing,
  callsActive,
  callsActivePeak,
  callsCompleted,
  callsEnded,
  callSetup,
  callsOffered,
  callsRinging,
  callTalk,
  emergencyAttempts,
  trunkAttempts,
} from './calls.ts';
export { apduBytes, apduCommands, apduErrors, apduResponses, apduSeconds, apduStatusWords } from './card.ts';
export { dbErrors, dbOperations } from './database.ts';
export { atCommands, cellChanges, deviceErrors, deviceLosses, deviceOperations, devicesActive } from './device.ts';
export { legJitterSeconds, legLossRatio, legMos } from './leg-quality.ts';
export {
  mediaActive,
  mediaBytes,
  mediaJitter,
  mediaLegs,
  mediaLoss,
  mediaLostPackets,
  mediaMos,
  mediaPackets,
  mediaReports,
  mediaRoundTrip,
  mediaStalls,
  mediaTrafficJitter,
} from './media.ts';
export {
  modemConnects,
  modemFlaps,
  modemLosses,
  modemRegistration,
  modemRsrp,
  modemRssi,
  modemSignalSeen,
  modemSim,
  modemSinr,
  modemState,
} from './modem.ts';
export { otaActive, otaCommands, otaEnds, otaFindings, otaSeconds, otaSessions, otaStarted, otaTriggers } from './ota.ts';
export { programDisk, programStarts } from './program.ts';
export {
  queueBreaches,
  queueCalls,
  queueEntered,
  queueHandle,
  queueLeft,
  queueLongestWait,
  queueNoAnswers,
  queueService,
  queueWait,
} from './queue.ts';
export { realmRegistrations, registrationDelay, registrationRefusals, registrations, registrationsActive } from './registration.ts';
export { callHolds, callsByCarrier, callsCarried } from './reported-calls.ts';
export {
  certificateExpiry,
  configLastReloadSuccess,
  configLastReloadSuccessAt,
  dropped,
  eventsRejected,
  handshakeFailures,
  httpRefusals,
  liveReaders,
  privacyAccesses,
  sourceAgents,
  sourceBytes,
  sourceClockFallbacks,
  sourceConnections,
  sourcePackets,
  sourceRejects,
  sourceUp,
  spoolAge,
  spoolBytes,
  spoolLimit,
  spoolSync,
  spoolWaiting,
  storeBytes,
  storeCalls,
  storeDeleted,
} from './ringscope.ts';
export { sessionRefreshes, sipByes, stirVerifications, transactionTimeouts } from './sip-stack.ts';
export {
  inviteFinals,
  sessionRequestDelay,
  sipAnomalies,
  sipOrphans,
  sipPeerDelay,
  sipPeerUp,
  sipRequests,
  sipResponses,
  sipRetransmissions,
  sipTransactionDelay,
  sipTransactions,
} from './sip.ts';
export { smsCapacity, smsDelivery, smsFailures, smsReceived, smsReports, smsSend, smsSent, smsStored } from './sms.ts';
export { testResults, testsActive, testsByName, testSeconds, testsFlaky, testSuiteSeconds } from './test-run.ts';
export { tlsFailures, tlsHandshakes, tlsHandshakeSeconds } from './tls.ts';
export { transcriptions, transcriptionSeconds } from './transcription.ts';
export { queueTransfers, transferFailures, transfers } from './transfer.ts';
export { trunkCallLimit, trunkCalls, trunkResponse, trunkUp } from './trunk.ts';
export { ussdFailures, ussdResponses } from './ussd.ts';
export {
  agentAttaches,
  agentErrors,
  agentFallbacks,
  agentInterruptions,
  agentProviderErrors,
  agentReconnects,
  agentsActive,
  agentSeconds,
  agentStage,
  agentTools,
  agentToolSeconds,
  agentTurns,
  agentTurnSeconds,
  agentUsage,
} from './voice-agent.ts';
export { voicemailMessages, voicemailStored } from './voicemail.ts';
export { dtlsHandshakes, iceResults, webrtcConnectSeconds, webrtcFailures } from './webrtc.ts';
