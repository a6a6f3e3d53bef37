import { type CallStore, shownPerson, type StoredPrivate } from '../../core/index.ts';
import {
  bridgeHealthAnswer,
  callMetricsAnswer,
  cleanedAnswer,
  dailyAnswer,
  dashboardAnswer,
  failuresAnswer,
  healthAnswer,
  hourlyAnswer,
  latencyAnswer,
  latencyEvents,
  prometheusAnswer,
  sessionsAnswer,
  storageStatsAnswer,
  zombiesAnswer,
} from '../../presets/voice-skill/index.ts';
import type { OutputMode } from '../settings/server-settings.ts';

/** How numbers are shown crosses threads as a word. */
export interface Shown {
  readonly mode: OutputMode;
}

/** A query of voice-skill with the function that shows numbers. */
export function showing<Query extends Shown>(query: Query) {
  return { ...query, show: (number: StoredPrivate) => shownPerson(number, query.mode) };
}

/** What voice-skill is asked, and what answers it from a store: the same behind its routes and in a command. */
export const VOICE_SKILL_QUESTIONS = {
  voiceSkillDashboard: dashboardAnswer,
  voiceSkillCallMetrics: callMetricsAnswer,
  voiceSkillFailures: (store: CallStore, query: Shown & { readonly limit: number }) => failuresAnswer(store, showing(query)),
  voiceSkillHealth: healthAnswer,
  voiceSkillHourly: hourlyAnswer,
  voiceSkillDaily: dailyAnswer,
  voiceSkillLatency: latencyAnswer,
  voiceSkillLatencyEvents: latencyEvents,
  voiceSkillPrometheus: async (store: CallStore, query: { readonly now: number }) => ({ text: await prometheusAnswer(store, query) }),
  voiceSkillCleaned: cleanedAnswer,
  voiceSkillZombies: (store: CallStore, query: Shown & { readonly threshold: number; readonly now: number }) =>
    zombiesAnswer(store, showing(query)),
  voiceSkillBridge: bridgeHealthAnswer,
  voiceSkillStorage: storageStatsAnswer,
  voiceSkillSessions: (store: CallStore, query: Shown) => sessionsAnswer(store, showing(query)),
};
