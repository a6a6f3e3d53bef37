import type { EventOf } from '../event.ts';
import { agentStage } from './agent.ts';
import { callActive, callAmended, callAnswered, callEnded, callFinding, callHop, callOffered, callReport, callRinging } from './call.ts';
import { mediaReport } from './media.ts';
import { privacyAccess } from './privacy.ts';
import { registrationEnded } from './registration.ts';
import {
  sipAnomaly,
  sipClockInverted,
  sipDuplicate,
  sipMessage,
  sipOrphan,
  sipPing,
  sipRequest,
  sipResponse,
  sipRetransmission,
  sipTransaction,
} from './sip.ts';
import {
  eventDropped,
  sourceAgent,
  sourceClock,
  sourceConnection,
  sourcePacket,
  sourceRejected,
  sourceStarted,
  sourceStopped,
} from './source.ts';
import { storeState, storeUpkeep } from './store.ts';
import { spoolCut, spoolState, spoolSynced } from './spool.ts';

/** Every kind of event. */
export const EVENTS = [
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
  callReport,
  callOffered,
  callRinging,
  callAnswered,
  callEnded,
  callAmended,
  callHop,
  callFinding,
  callActive,
  agentStage,
  registrationEnded,
  mediaReport,
  sourceStarted,
  sourceStopped,
  sourcePacket,
  sourceRejected,
  sourceConnection,
  sourceClock,
  sourceAgent,
  eventDropped,
  spoolState,
  spoolSynced,
  spoolCut,
  storeState,
  storeUpkeep,
  privacyAccess,
] as const;

/** Any event. Switch on `type`. */
export type TelephonyEvent = EventOf<(typeof EVENTS)[number]>;
export type EventType = TelephonyEvent['type'];
/** The events of one type. */
export type EventOfType<T extends EventType> = Extract<TelephonyEvent, { readonly type: T }>;
