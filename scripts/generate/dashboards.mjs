import { table } from './table.mjs';

function section({ name, title, description, preset, rows }) {
  const whose = preset === undefined ? '' : ` With the preset \`${preset}\` alone.`;
  const panels = rows.flatMap((row) => row.panels.map((panel) => [row.title, panel.title, panel.unit, panel.description]));
  return [`### ${title}`, '', `\`${name}\`. ${description}${whose}`, '', table(['row', 'panel', 'unit', 'what it shows'], panels)].join(
    '\n',
  );
}

/** The reference of dashboards: every panel of each. */
export function dashboardsText({ DASHBOARDS, LINT_RULES }) {
  return {
    dashboards: DASHBOARDS.map(section).join('\n\n'),
    'dashboard-lint-rules': LINT_RULES.map((rule) => `- \`${rule}\``).join('\n'),
  };
}
