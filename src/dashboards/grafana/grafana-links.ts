import type { Link } from '../panel.ts';
import type { GrafanaLink } from './grafana-types.ts';

/** Fixed addresses of dashboards, by their names. */
export function uidOf(name: string): string {
  return `ringscope-${name}`;
}

/** The tag by which dashboards list each other. */
export const TAG = 'ringscope';

const KEPT = ['datasource', 'job', 'instance'] as const;

/** Whether a link leads to what belongs to the series that was chosen: then it is one of each value, else one of the panel. */
export function isOfSeries(link: Link): boolean {
  return 'calls' in link ? Object.values(link.calls).some((text) => text.includes('{')) : (link.choose ?? []).length > 0;
}

/** The address of a link, with the time and the choices of the dashboard that it is on. */
export function urlOf(link: Link): string {
  if ('calls' in link) {
    const conditions = Object.entries(link.calls).map(([name, text]) => `${name}=${text.replaceAll(/\{(\w+)\}/g, '${__field.labels.$1}')}`);
    const within = ['since=${__from:date:seconds}', 'until=${__to:date:seconds}'];
    return `\${ringscope}/calls?${[...conditions, ...within].join('&')}`;
  }
  const kept = KEPT.map((name) => `\${${name}:queryparam}`);
  const chosen = (link.choose ?? []).map((label) => `var-${label}=\${__field.labels.${label}}`);
  return `/d/${uidOf(link.dashboard)}?${['${__url_time_range}', ...kept, ...chosen].join('&')}`;
}

/** A link of a dashboard or of a panel. */
export function grafanaLink(link: Link): GrafanaLink {
  return {
    type: 'link',
    title: link.title,
    tooltip: '',
    icon: 'dashboard' in link ? 'dashboard' : 'external link',
    tags: [],
    asDropdown: false,
    includeVars: false,
    keepTime: false,
    targetBlank: 'calls' in link,
    url: urlOf(link),
  };
}

/** The list of all dashboards, on each of them. */
export const ALL_DASHBOARDS: GrafanaLink = {
  type: 'dashboards',
  title: 'ringscope',
  tooltip: 'All dashboards of ringscope',
  icon: 'external link',
  tags: [TAG],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
};
