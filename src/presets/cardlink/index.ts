export { commands, dataBytes, errors, responses, responseTime } from './cardlink-cards.ts';
export { adbDuration, atDuration, connected, deviceErrors, operations, running, suiteDuration, testResults } from './cardlink-rig.ts';
export {
  activeSessions,
  bipActive,
  bipBytes,
  bipErrors,
  handshakeDuration,
  handshakes,
  sessionDuration,
  sessionErrors,
  sessions,
  tlsActive,
  tlsErrors,
} from './cardlink-sessions.ts';
export { cpu, dbDuration, dbErrors, disk, memory } from './cardlink-system.ts';
