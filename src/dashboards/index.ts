import { callsDashboard } from './boards/calls.ts';
import { cardsDashboard } from './boards/cards.ts';
import { mediaDashboard } from './boards/media.ts';
import { overviewDashboard } from './boards/overview.ts';
import { callstackDashboard } from './boards/preset-callstack.ts';
import { cardlinkDashboard } from './boards/preset-cardlink.ts';
import { rustpbxDashboard } from './boards/preset-rustpbx.ts';
import { voiceSkillDashboard } from './boards/preset-voice-skill.ts';
import { voiceserverDashboard } from './boards/preset-voiceserver.ts';
import { queuesDashboard } from './boards/queues.ts';
import { registrationsDashboard } from './boards/registrations.ts';
import { ringscopeDashboard } from './boards/ringscope.ts';
import { sipDashboard } from './boards/sip.ts';
import { smsDashboard } from './boards/sms.ts';
import { trunksDashboard } from './boards/trunks.ts';
import { voiceAgentsDashboard } from './boards/voice-agents.ts';
import type { Dashboard } from './dashboard.ts';

export type { Choice, Dashboard, Row } from './dashboard.ts';
export type { Bounds, Link, Panel, PanelKind, Query, Unit } from './panel.ts';
export { PANEL_KIND, UNIT } from './panel.ts';
export { grafanaDashboard } from './grafana/grafana-dashboard.ts';
export { LINT_RULES, lintDashboard } from './lint/lint-dashboard.ts';
export type { LintFinding } from './lint/lint-dashboard.ts';
export { questionsOf, readAnswer } from './verify-dashboards.ts';
export type { Answer, Question } from './verify-dashboards.ts';
export type { GrafanaDashboard } from './grafana/grafana-types.ts';

/** Every dashboard, in the order of the reference page. */
export const DASHBOARDS: readonly Dashboard[] = [
  overviewDashboard,
  sipDashboard,
  trunksDashboard,
  registrationsDashboard,
  callsDashboard,
  mediaDashboard,
  voiceAgentsDashboard,
  smsDashboard,
  cardsDashboard,
  queuesDashboard,
  ringscopeDashboard,
  callstackDashboard,
  voiceSkillDashboard,
  rustpbxDashboard,
  cardlinkDashboard,
  voiceserverDashboard,
];
