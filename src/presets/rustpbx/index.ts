export { calls, duration, inviteLatency, talkTime, trunkCalls, trunkFailed, trunkLatency, trunkStatus } from './rustpbx-calls.ts';
export { active, handled } from './rustpbx-desks.ts';
export { attempts, failures } from './rustpbx-handover.ts';
export { codecs, jitter, lost, received, webrtcFailed } from './rustpbx-media.ts';
export { openNow, queryLatency } from './rustpbx-process.ts';
export { breached, entered, longestWait, serviceLevel } from './rustpbx-queues.ts';
export { authFailure, messages, notTranscribed, transcribed } from './rustpbx-services.ts';
export { dialogsActive, failed, latency, registered, registrations, rejected, responses } from './rustpbx-sip.ts';
