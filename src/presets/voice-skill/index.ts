export { callEnd } from './call-end.ts';
export { callLine, startLine } from './call-line.ts';
export { callMetricsAnswer } from './call-metrics.ts';
export { bridgeHealthAnswer, cleanedAnswer, failuresAnswer, sessionsAnswer, zombiesAnswer } from './calls.ts';
export { dashboardAnswer } from './dashboard.ts';
export { exportAnswer } from './export.ts';
export type { VoiceSkillExport } from './export.ts';
export { readFigures } from './figures.ts';
export type { Figures } from './figures.ts';
export { createFigureDisplay, FIGURE_NAMES } from './show-figures.ts';
export { healthAnswer } from './health.ts';
export { latencyAnswer, latencyEvents, LATENCY_TYPES } from './latency.ts';
export { prometheusAnswer } from './prometheus.ts';
export { storageStatsAnswer } from './storage-stats.ts';
export { dailyAnswer, hourlyAnswer } from './series.ts';
export {
  active,
  byStatus,
  byType,
  duration,
  sessions,
  storage,
  successRate,
  total,
  transcriptRate,
  withTranscript,
} from './voice-skill.ts';
export { isoTime, LATENCY_TYPE } from './words.ts';
