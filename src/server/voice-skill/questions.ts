import type { CallStore } from '../../core/index.ts';
import { failuresAnswer, zombiesAnswer } from './calls.ts';
import { dashboardAnswer } from './dashboard.ts';
import { healthAnswer } from './health.ts';
import { latencyAnswer, latencyEvents } from './latency.ts';
import { prometheusAnswer } from './prometheus.ts';
import { dailyAnswer, hourlyAnswer } from './series.ts';

/** What voice-skill is asked, and what answers it from a store: the same behind its routes and in a command. */
export const VOICE_SKILL_QUESTIONS = {
  voiceSkillDashboard: dashboardAnswer,
  voiceSkillFailures: failuresAnswer,
  voiceSkillHealth: healthAnswer,
  voiceSkillHourly: hourlyAnswer,
  voiceSkillDaily: dailyAnswer,
  voiceSkillLatency: latencyAnswer,
  voiceSkillLatencyEvents: latencyEvents,
  voiceSkillPrometheus: async (store: CallStore, query: { readonly now: number }) => ({ text: await prometheusAnswer(store, query) }),
  voiceSkillZombies: zombiesAnswer,
};
