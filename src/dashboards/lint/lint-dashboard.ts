import type { GrafanaDashboard, GrafanaPanel, GrafanaRow } from '../grafana/grafana-types.ts';
import { DASHBOARD_RULES, PANEL_RULES } from './dashboard-rules.ts';
import { TARGET_RULES } from './target-rules.ts';

/** What a rule found. */
export interface LintFinding {
  readonly dashboard: string;
  readonly rule: string;
  /** Absent: it is about the whole dashboard. */
  readonly panel?: string;
  /** What the dashboard, the panel or its query does. */
  readonly message: string;
}

/** The names of all rules. */
export const LINT_RULES: readonly string[] = [DASHBOARD_RULES, PANEL_RULES, TARGET_RULES].flatMap((rules) => Object.keys(rules));

/** What the rules of grafana/dashboard-linter, and a few of our own, find in a dashboard. */
export function lintDashboard(dashboard: GrafanaDashboard): readonly LintFinding[] {
  const { title, panels } = dashboard;
  const whole = Object.entries(DASHBOARD_RULES).flatMap(([rule, find]) =>
    find(dashboard).map((message) => ({ dashboard: title, rule, message })),
  );
  return [...whole, ...panels.filter(isPanel).flatMap((panel) => ofPanel(title, panel))];
}

function ofPanel(dashboard: string, panel: GrafanaPanel): readonly LintFinding[] {
  const found = (rule: string, messages: readonly string[]): readonly LintFinding[] =>
    messages.map((message) => ({ dashboard, rule, panel: panel.title, message }));
  return [
    ...Object.entries(PANEL_RULES).flatMap(([rule, find]) => found(rule, find(panel))),
    ...Object.entries(TARGET_RULES).flatMap(([rule, find]) => panel.targets.flatMap(({ expr }) => found(rule, find(expr)))),
  ];
}

function isPanel(one: GrafanaPanel | GrafanaRow): one is GrafanaPanel {
  return one.type !== 'row';
}
