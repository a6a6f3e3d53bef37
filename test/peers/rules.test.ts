import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALERT_CASES } from '../alerts/cases/index.ts';
import { ruleTests } from '../alerts/rule-tests.ts';
import type { AlertCases } from '../alerts/scene.ts';
import { runCommand } from '../run-command.ts';
import { commandOf, requires } from './requires.ts';

function promtool(...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(commandOf('promtool'), args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

requires('promtool')('promtool', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'ringscope-rules-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (name: string, cases: AlertCases[string]): { status: number | null; output: string } => {
    const path = join(folder, 'rules.yml');
    const { rules, tests } = ruleTests(name, cases, path);
    writeFileSync(path, rules);
    const files = tests.map((text, index) => {
      const file = join(folder, `tests-${String(index)}.yml`);
      writeFileSync(file, text);
      return file;
    });
    return promtool('test', 'rules', ...files);
  };

  test.each([{}, { RINGSCOPE_METRICS_NAMESPACE: 'phone' }])('finds nothing to criticise in the rules with the settings %j', async (env) => {
    const path = join(folder, 'all.yml');
    expect((await runCommand(['alerts', 'write', '--output', path], env)).code).toBe(0);
    expect(promtool('check', 'rules', '--lint=all', '--lint-fatal', path)).toMatchObject({ status: 0 });
  });

  test.each(Object.entries(ALERT_CASES))('has %s fire with its texts and be quiet as its cases say', (name, cases) => {
    const { status, output } = run(name, cases);
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  });

  test.each(Object.entries(ALERT_CASES))('%s: a value that is expected to be another one is found', (name, { fires }) => {
    const [[what, scene] = ['', undefined]] = Object.entries(fires);
    if (scene === undefined) throw new Error(`${name} has no case in which it fires.`);
    expect(run(name, { fires: { [what]: { ...scene, labels: { ...scene.labels, planted: 'yes' } } }, quiet: {} })).toMatchObject({
      status: 1,
    });
  });
});
