import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RECORDING_RULES } from '../../src/alerts/index.ts';
import { CATALOGS } from '../../src/catalog/index.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { ERRORS, EVENTS } from '../../src/core/index.ts';
import { OTEL_VARIABLES } from '../../src/exporters/index.ts';
import {
  collectMissedTotal,
  labelRejectedTotal,
  type MetricErrorCode,
  seriesRefusedTotal,
  valueRejectedTotal,
} from '../../src/metrics/index.ts';
import { appendedRefusedTotal } from '../../src/metrics-node/index.ts';
import { settingFlags, settingRows } from '../../src/server/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Names that a page uses but that no declaration has, each with its page. */
function unknownNames(pattern: RegExp, isKnown: (name: string) => boolean): readonly string[] {
  return PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(pattern)]
      .map((match) => match[1] ?? '')
      .filter((name) => !isKnown(name))
      .map((name) => `${page}: ${name}`),
  );
}

const metrics = new Set([
  ...CATALOGS.flatMap(({ moves }) => moves.map(({ metric }) => metric.name)),
  // Within the names of recording rules.
  ...RECORDING_RULES.map(({ record }) => record.split(':')[1] ?? ''),
  ...[labelRejectedTotal, valueRejectedTotal, collectMissedTotal, seriesRefusedTotal, appendedRefusedTotal].map(({ name }) => name),
]);
const settings = new Set(settingRows().map(({ name }) => name));
const groups = [...new Set([...settings].flatMap((name) => (name.includes('.') ? [name.split('.')[0]] : [])))];
const events = new Set<string>(EVENTS.map(({ type }) => type));
const eventGroups = [...new Set(EVENTS.map(({ type }) => type.split('.')[0]))];
const variables = new Set(settingRows().map(({ env }) => env));
/** Codes of the metrics library that ringscope itself never raises. */
const libraryCodes = new Set<string>(['METRICS_LISTEN_FAILED', 'METRICS_KEY_INVALID'] satisfies readonly MetricErrorCode[]);
const commandVariables = new Set([
  'RINGSCOPE_CONFIG',
  'RINGSCOPE_URL',
  'RINGSCOPE_TOKEN_FILE',
  'RINGSCOPE_PROMETHEUS_TOKEN_FILE',
  'RINGSCOPE_PROMETHEUS_LOGIN_FILE',
]);
/** What the tests of the web page read. */
const testVariables = new Set(['RINGSCOPE_PICTURES']);

describe('the pages name only what exists:', () => {
  test('metrics', () => {
    const isKnown = (name: string): boolean => metrics.has(name) || metrics.has(name.replace(/_(bucket|sum|count)$/, ''));
    expect(unknownNames(/\b((?:telephony|ringscope)_[a-z0-9_]+[a-z0-9])\b(?!\*)/g, isKnown)).toEqual([]);
  });

  test('error codes', () => {
    const isKnown = (name: string): boolean =>
      name in ERRORS ||
      OTEL_VARIABLES.has(name) ||
      libraryCodes.has(name) ||
      name.startsWith('RINGSCOPE_') ||
      /^(?:NODE|GP)_/.test(name) ||
      name.endsWith('_COLOR');
    expect(unknownNames(/`([A-Z]+_[A-Z_]+[A-Z])`/g, isKnown)).toEqual([]);
  });

  test('events and settings', () => {
    const pattern = new RegExp(`\`((?:${[...new Set([...groups, ...eventGroups])].join('|')})\\.[a-z_]+)\``, 'g');
    const files = new Set(['active.db', 'rollup.db', 'privacy.key']);
    expect(unknownNames(pattern, (name) => settings.has(name) || events.has(name) || files.has(name))).toEqual([]);
  });

  test('environment variables', () => {
    expect(
      unknownNames(/\b(RINGSCOPE_[A-Z_]+[A-Z])\b/g, (name) =>
        [variables, commandVariables, testVariables].some((known) => known.has(name)),
      ),
    ).toEqual([]);
  });

  test('source files', () => {
    expect(unknownNames(/`((?:src|test|scripts|docs|bench)\/[a-z0-9/.-]+\.[a-z]+)`/g, isFileOrExample)).toEqual([]);
  });

  test('pages that are linked to', () => {
    const broken = PAGES.flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
        .filter(([, path = '', anchor]) => !hasTarget(page, path, anchor))
        .map(([link]) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

function isFileOrExample(path: string): boolean {
  return existsSync(join(ROOT, path)) || /\/x\.[a-z.]+$/.test(path);
}

function hasTarget(page: string, path: string, anchor: string | undefined): boolean {
  const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
  if (!existsSync(target)) return false;
  if (anchor === undefined) return true;
  const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.some((heading) => slug(heading) === anchor);
}

/** The anchor that a heading gets where the pages are shown. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

test('every command line of the pages is one that the program takes', async () => {
  const commands = new Map(await Promise.all(COMMANDS.map(async ({ name, load }) => [name, await load()] as const)));
  const lines = PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```[a-z]*\n([^]*?)```/g)]
      .flatMap(([, block = '']) => [...block.matchAll(/^(?:\$ )?ringscope ([a-z-]+)(.*)$/gm)])
      .map(([, name = '', rest = '']) => ({ page, name, rest })),
  );
  expect(lines.length).toBeGreaterThan(3);
  for (const { page, name, rest } of lines) {
    const command = commands.get(name);
    expect(command, `${page}: ringscope ${name}`).toBeDefined();
    const settings = command?.takesSettings === true ? settingFlags().map((one) => `--${one.name}`) : [];
    const flags = [...(command?.options ?? []).map((one) => one.flags.split(' ')[0] ?? ''), ...settings];
    const used = [...rest.matchAll(/ (--[a-z-]+)/g)].map((match) => match[1] ?? '');
    expect(
      used.filter((flag) => flag !== '--help' && !flags.includes(flag)),
      `${page}: ringscope ${name}`,
    ).toEqual([]);
  }
});
