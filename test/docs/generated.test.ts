import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { blocks } from '../../scripts/generate/blocks.mjs';
import { blockNames, splice } from '../../scripts/generate/splice.mjs';
import { webTypes } from '../../scripts/generate/web-types.mjs';
import * as alerts from '../../src/alerts/index.ts';
import * as catalog from '../../src/catalog/index.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import * as core from '../../src/core/index.ts';
import * as dashboards from '../../src/dashboards/index.ts';
import * as expressions from '../../src/expressions/index.ts';
import * as metrics from '../../src/metrics/index.ts';
import * as metricsNode from '../../src/metrics-node/index.ts';
import { loadPreset, PRESET } from '../../src/presets/index.ts';
import { apiDocument, routesTables } from '../../src/server/http/routes-table.ts';
import {
  checksTable,
  componentsTable,
  doctorTable,
  fieldNamesTable,
  passedOverTable,
  refusalsTable,
  settingsJsonSchema,
  settingsTable,
} from '../../src/server/index.ts';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name): readonly [string, string] => [name, readFileSync(join(DOCS, name), 'utf8')]);
const commands = await Promise.all(COMMANDS.map((one) => one.load()));
const presets = await Promise.all(PRESET.map(async (name) => [name, await loadPreset(name)] as const));
const texts = blocks({
  core,
  catalog,
  metrics,
  metricsNode,
  settings: settingsTable(),
  passedOver: passedOverTable(),
  routes: routesTables(),
  checks: checksTable(),
  refusals: refusalsTable(),
  doctor: doctorTable(),
  logComponents: componentsTable(),
  logFields: fieldNamesTable(),
  commands,
  presets,
  dashboards,
  alerts,
  expressions,
});

test.each(pages)('docs/%s says what the declarations say (else: npm run generate)', (_name, page) => {
  expect(splice(page, texts)).toBe(page);
});

test('docs/settings.schema.json is the schema of the declared settings (else: npm run generate)', () => {
  expect(JSON.parse(readFileSync(join(DOCS, 'settings.schema.json'), 'utf8'))).toEqual(settingsJsonSchema());
});

test('the page knows the API as it is declared (else: npm run generate)', () => {
  const types = readFileSync(fileURLToPath(new URL('../../web/api/types.generated.ts', import.meta.url)), 'utf8');
  expect(types).toBe(webTypes(apiDocument()));
});

test('every generated text has its place', () => {
  const placed = pages.flatMap(([, page]) => blockNames(page));
  expect(placed.toSorted()).toEqual(Object.keys(texts).toSorted());
});

test('a marker that nothing generates is an error', () => {
  expect(() => splice('<!-- generated: nothing -->\n<!-- /generated -->', texts)).toThrow('Nothing generates "nothing".');
});

test('text between markers that was edited by hand is replaced, text around them is kept', () => {
  const page = 'before\n<!-- generated: some -->\nby hand\n<!-- /generated -->\nafter\n';
  expect(splice(page, { some: 'derived $& $1' })).toBe('before\n<!-- generated: some -->\nderived $& $1\n<!-- /generated -->\nafter\n');
});
