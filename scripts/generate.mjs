// `npm run generate`: writes what derives from declarations into the pages under docs/. It reads the built files.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocks } from './generate/blocks.mjs';
import { splice } from './generate/splice.mjs';
import { webTypes } from './generate/web-types.mjs';
import { ROOT } from './run.mjs';

const load = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const paths = [
  'core',
  'catalog',
  'presets',
  'metrics',
  'metrics-node',
  'server',
  'cli/commands',
  'dashboards',
  'alerts',
  'expressions',
].map((folder) => `${folder}/index.js`);
const [core, catalog, presetsLayer, metrics, metricsNode, server, cli, dashboards, alerts, expressions] = await Promise.all(
  paths.map(load),
);
const { apiDocument, routesTables } = await load('server/http/routes-table.js');
const commands = await Promise.all(cli.COMMANDS.map((one) => one.load()));
const presets = await Promise.all(presetsLayer.PRESET.map(async (name) => [name, await presetsLayer.loadPreset(name)]));
const texts = blocks({
  core,
  catalog,
  metrics,
  metricsNode,
  settings: server.settingsTable(),
  passedOver: server.passedOverTable(),
  routes: routesTables(),
  checks: server.checksTable(),
  refusals: server.refusalsTable(),
  doctor: server.doctorTable(),
  logComponents: server.componentsTable(),
  logFields: server.fieldNamesTable(),
  commands,
  presets,
  dashboards,
  alerts,
  expressions,
});

for (const name of readdirSync(join(ROOT, 'docs'), { recursive: true }).filter((one) => one.endsWith('.md'))) {
  const path = join(ROOT, 'docs', name);
  const page = readFileSync(path, 'utf8');
  const fresh = splice(page, texts);
  if (fresh === page) continue;
  writeFileSync(path, fresh);
  console.log(`wrote docs/${name}`);
}

// Editors read the schema beside the file of settings; the page has its types of the API.
for (const [path, fresh] of [
  ['docs/settings.schema.json', `${JSON.stringify(server.settingsJsonSchema(), null, 2)}\n`],
  ['web/api/types.generated.ts', webTypes(apiDocument())],
]) {
  const place = join(ROOT, path);
  if (existsSync(place) && readFileSync(place, 'utf8') === fresh) continue;
  writeFileSync(place, fresh);
  console.log(`wrote ${path}`);
}
