export {
  asrErrors,
  attaches,
  bargeIns,
  e2eFirstByte,
  fallbacks,
  llmFirstByte,
  reconnects,
  ttsErrors,
  ttsFirstByte,
} from './voiceserver-agent.ts';
export { activeCalls, calls, cdrDropped, cdrWriteErrors, cdrWritten, droppedSamples, unknownLabels } from './voiceserver-calls.ts';
export { byes, handshakes, inviteResults, refreshes, timeouts, verifications } from './voiceserver-sip.ts';
