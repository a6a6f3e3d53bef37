import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runCommand as run } from '../../../test/run-command.ts';
import { ALERTS, RECORDING_RULES } from '../../alerts/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringscope-write-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rule = z.object({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const rules = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) });
const resource = z.object({ apiVersion: z.string(), kind: z.string(), metadata: z.object({ labels: z.unknown() }), spec: rules });

async function written(...more: readonly string[]) {
  const { code, out } = await run(['alerts', 'write', ...more]);
  expect(code).toBe(0);
  return rules.parse(parse(out)).groups.flatMap((group) => group.rules);
}

test('all alerts are written, each with its severity and its texts, and all recording rules before them', async () => {
  const all = await written();
  expect(all.flatMap(({ alert }) => alert ?? [])).toEqual(ALERTS.map(({ name }) => name));
  expect(all.flatMap(({ record }) => record ?? [])).toEqual(RECORDING_RULES.map(({ record }) => record));
  for (const { alert, labels, annotations } of all.filter((one) => one.alert !== undefined)) {
    expect(Object.keys(labels ?? {})).toEqual(['severity']);
    expect(Object.keys(annotations ?? {})).toEqual(['summary', 'description', 'runbook_url']);
    expect(annotations?.['runbook_url']).toBe(`http://127.0.0.1:7464/runbooks/${alert ?? ''}`);
  }
});

test('a resource of the operator holds the same groups', async () => {
  const [plain, wrapped] = await Promise.all([run(['alerts', 'write']), run(['alerts', 'write', '--format', 'prometheus-rule'])]);
  const { apiVersion, kind, metadata, spec } = resource.parse(parse(wrapped.out));
  expect({ apiVersion, kind, ...metadata }).toEqual({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    labels: { prometheus: 'k8s', role: 'alert-rules' },
  });
  expect(spec).toEqual(rules.parse(parse(plain.out)));
});

test('Alertmanager is told which alerts explain which, of the same server, and nothing of those that are left out', async () => {
  const rule = (source: string, target: string, ...equal: readonly string[]) => ({
    source_matchers: [`alertname="${source}"`],
    target_matchers: [`alertname="${target}"`],
    equal: ['job', 'instance', ...equal],
  });
  const inhibitions = z.object({ inhibit_rules: z.array(z.unknown()) });
  const all = inhibitions.parse(parse((await run(['alerts', 'write', '--format', 'alertmanager'])).out)).inhibit_rules;
  expect(all).toHaveLength(ALERTS.flatMap(({ inhibitedBy }) => inhibitedBy).length);
  expect(all).toContainEqual(rule('TrunkFailing', 'AnswerRatioLow', 'trunk'));
  expect(all).toContainEqual(rule('CallSloBurnsFast', 'CallSloBurnsSlowly'));
  const fewer = await run(['alerts', 'write', '--format', 'alertmanager', '--alerts-off', 'TrunkFailing']);
  expect(fewer.out).not.toContain('TrunkFailing');
});

test('settings leave alerts out, set their thresholds, name the metrics and say where the runbooks are', async () => {
  const settings = join(folder, 'settings.yml');
  writeFileSync(
    settings,
    'metrics: { namespace: phone }\nalerts: { thresholds: [TrunkFailing.ratio=0.25], runbook_url: "https://watch.example.com/runbooks/" }\n',
  );
  const all = await written('--config', settings);
  const failing = all.find(({ alert }) => alert === 'TrunkFailing');
  expect(failing?.expr).toContain('> 0.25');
  expect(failing?.expr).toContain('phone_trunk_attempts_total');
  expect(failing?.expr).not.toContain('telephony_');
  expect(failing?.annotations?.['runbook_url']).toBe('https://watch.example.com/runbooks/TrunkFailing');
  const others = await written('--alerts-off', 'TrunkFailing');
  expect(others.some(({ alert }) => alert === 'TrunkFailing')).toBe(false);
});

test('a file is written where it is named, and what to do with it is said', async () => {
  const path = join(folder, 'rules.yml');
  const { code, out, err } = await run(['alerts', 'write', '--output', path]);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain(`promtool check rules ${path}`);
  expect(rules.parse(parse(readFileSync(path, 'utf8'))).groups.length).toBeGreaterThan(0);
});

test.each([
  [['alerts', 'mend'], 'alerts takes list, silence, unsilence, test, write, not mend.'],
  [['alerts', 'write', '--format', 'grafana'], '--format is one of prometheus, prometheus-rule, alertmanager, not grafana.'],
  [['alerts', 'write', '--output', join(folder, 'missing', 'rules.yml')], 'rules.yml cannot be written.'],
  [['alerts', 'write', '--alerts-off', 'NoSuchAlert'], 'expected the name of an alert such as TrunkFailing'],
  [['alerts', 'write', '--alerts-thresholds', 'TrunkFailing.nothing=1'], 'expected an alert, its threshold and a number'],
  [['alerts', 'write', '--alerts-thresholds', 'TrunkFailing.ration=0.7'], 'there are TrunkFailing.ratio, TrunkFailing.attempts'],
  [['alerts', 'write', '--alerts-off', 'TrunkFialing'], 'did you mean TrunkFailing?'],
  [['alerts', 'write', '--alerts-thresholds', 'TrunkFailing.ratio=high'], 'expected an alert, its threshold and a number'],
  [
    ['alerts', 'write', '--alerts-runbook-url', 'javascript:alert(1)'],
    'expected an address without a name and a password, such as https://',
  ],
])('%j is refused with a reason', async (argv, reason) => {
  const { code, err } = await run(argv);
  expect(code).toBeGreaterThan(0);
  expect(err).toContain(reason);
});
