import type { Alert, AlertGroup, RecordingRule } from './alert.ts';
import { agentAlerts, agentRecordings } from './agents.ts';
import { burnRecordings, objectiveAlerts } from './burn.ts';
import { callAlerts, callRecordings } from './calls.ts';
import { cardAlerts } from './cards.ts';
import { mediaAlerts } from './media.ts';
import { modemAlerts } from './modems.ts';
import { queueAlerts } from './queues.ts';
import { registrationAlerts } from './registrations.ts';
import { serverAlerts } from './server.ts';
import { trunkAlerts } from './trunks.ts';

export type { Alert, AlertGroup, RecordingRule, Severity, Threshold } from './alert.ts';
export { alertKey, NO_STATES } from './alert-states.ts';
export type { AlertSeries, AlertStates } from './alert-states.ts';
export { alertHint, chooseAlerts, isThreshold, thresholdHint } from './choices.ts';
export type { AlertChoices, ChosenAlert } from './choices.ts';
export { filledText } from './filled-text.ts';
export { inhibited } from './inhibitions.ts';
export { judgeAlerts, prepareAlerts } from './judge-alerts.ts';
export { isMatched, MATCHER_EXPECTED, matcherText, parseMatcher } from './matcher-text.ts';
export type { LabelMatcher } from './matcher-text.ts';
export { nextStates } from './next-states.ts';
export { renderRules, RULE_FORMAT } from './rule-file.ts';
export type { RuleFileOptions, RuleFormat } from './rule-file.ts';
export {
  holdsAt,
  matchersFault,
  MOST_COMMENT,
  MOST_SILENCE_SECONDS,
  MOST_SILENCES,
  silencedBy,
  withClock,
  withoutForgotten,
} from './silence.ts';
export type { Silence } from './silence.ts';
export { readStates, statesDocument } from './states-document.ts';

/** Every alert by its subject, in the order of the reference page. */
export const ALERT_GROUPS: readonly AlertGroup[] = [
  { name: 'calls', alerts: callAlerts },
  { name: 'objectives', alerts: objectiveAlerts },
  { name: 'trunks', alerts: trunkAlerts },
  { name: 'registrations', alerts: registrationAlerts },
  { name: 'media', alerts: mediaAlerts },
  { name: 'queues', alerts: queueAlerts },
  { name: 'voice-agents', alerts: agentAlerts },
  { name: 'modems', alerts: modemAlerts },
  { name: 'cards', alerts: cardAlerts },
  { name: 'server', alerts: serverAlerts },
];

/** Every alert. */
export const ALERTS: readonly Alert[] = ALERT_GROUPS.flatMap(({ alerts }) => alerts);

/** Every recording rule, each behind those that it reads. */
export const RECORDING_RULES: readonly RecordingRule[] = [...callRecordings, ...burnRecordings, ...agentRecordings];
