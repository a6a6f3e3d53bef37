export { failuresAnswer, zombiesAnswer } from './calls.ts';
export { dashboardAnswer } from './dashboard.ts';
export { exportAnswer } from './export.ts';
export type { VoiceSkillExport } from './export.ts';
export { healthAnswer } from './health.ts';
export { latencyAnswer, latencyEvents, LATENCY_TYPES } from './latency.ts';
export { prometheusAnswer } from './prometheus.ts';
export { dailyAnswer, hourlyAnswer } from './series.ts';
export { isoTime, LATENCY_TYPE } from './words.ts';
