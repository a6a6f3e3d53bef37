import { z } from 'zod';
import { API_ROUTES } from './routes/index.ts';
import { voiceSkillRoutes } from './routes/voice-skill.ts';
import { type Role, ROLE } from './credentials.ts';
import { openApi } from './open-api.ts';
import type { Route } from './route.ts';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  metrics: 'scraping',
  read: 'answers, with private fields as `privacy.output` says',
  write: 'changing calls by hand',
  pii: 'people by their numbers: finding, showing and erasing them; beside `read`, for it has no other role in it',
  ingest: 'events of other programs',
  admin: 'the server itself, such as a reload',
};

/** The routes as Markdown tables, for the reference pages. */
export function routesTables(): { readonly api: string; readonly voiceSkill: string; readonly roles: string } {
  return {
    api: API_ROUTES.map(routeText).join('\n\n'),
    roles: table(
      ['role', 'what it allows', 'routes'],
      ROLE.map((role) => [`\`${role}\``, ROLE_WORDS[role], routesOf(role)]),
    ),
    voiceSkill: table(['route', 'role', 'parameters', 'what'], voiceSkillRoutes.map(routeRow)),
  };
}

/** The OpenAPI document of the API, without a version: the types of the page are made from it. */
export function apiDocument(): { readonly paths: object } {
  return openApi(API_ROUTES, '');
}

function routesOf(role: Role): string {
  const titles = API_ROUTES.filter((one) => one.role === role).map((one) => `\`${title(one)}\``);
  return [...(role === 'metrics' ? ['`GET /metrics`'] : []), ...titles].join(', ');
}

function routeText(route: Route): string {
  const rows = parametersOf(route).map(({ name, isRequired, what }) => [`\`${name}\``, isRequired ? 'yes' : '', what]);
  const parameters = rows.length === 0 ? '' : `\n\n${table(['parameter', 'needed', 'what'], rows)}`;
  return `### ${title(route)}\n\n${route.summary} ${route.role === 'any' ? 'No role is needed.' : `Role \`${route.role}\`.`}${parameters}`;
}

function routeRow(route: Route): readonly string[] {
  const names = parametersOf(route).map(({ name }) => `\`${name}\``);
  return [`\`${title(route)}\``, `\`${route.role}\``, names.join(', '), route.summary];
}

function title({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
}

function parametersOf({ query }: Route) {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description = '', enum: values = [] } = typeof schema === 'object' ? schema : {};
    const words = values.length === 0 ? '' : `One of ${values.map((value) => `\`${String(value)}\``).join(', ')}. `;
    return { name, isRequired: required.includes(name), what: `${words}${description}`.trim() };
  });
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((one) => one.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}
