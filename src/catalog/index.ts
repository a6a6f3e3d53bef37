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
import { reportedCallCatalog } from './reported-calls.ts';
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
export { legJitterSeconds, legLossRatio, legMos } from './leg-quality.ts';
