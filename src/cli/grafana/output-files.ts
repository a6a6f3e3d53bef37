import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import type { GrafanaDashboard } from '../../dashboards/index.ts';

/** A file to be written: its path below the folder, and what is in it. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Each dashboard as a file that can be imported. */
export function grafanaFiles(dashboards: readonly GrafanaDashboard[]): readonly OutputFile[] {
  return dashboards.map((one) => ({ path: `${one.uid}.json`, text: `${JSON.stringify(one, null, 2)}\n` }));
}

/** The same, with the file that tells a Grafana to load them from where they lie. */
export function provisioningFiles(dashboards: readonly GrafanaDashboard[], folder: string): readonly OutputFile[] {
  const provider = [
    'apiVersion: 1',
    'providers:',
    '  - name: ringscope',
    '    folder: Ringscope',
    '    type: file',
    '    allowUiUpdates: false',
    '    options:',
    `      path: ${JSON.stringify(folder)}`,
    '',
  ].join('\n');
  return [
    { path: 'provisioning/dashboards/ringscope.yml', text: provider },
    ...grafanaFiles(dashboards).map(({ path, text }) => ({ path: join('dashboards', path), text })),
  ];
}

/** Writes files below a folder, in the place of those of an earlier time. Each is whole at any moment. */
export function writeFiles(folder: string, files: readonly OutputFile[]): void {
  for (const { path, text } of files) {
    const whole = join(folder, path);
    try {
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(`${whole}.new`, text);
      renameSync(`${whole}.new`, whole);
    } catch (cause) {
      throw new TeleError('FILE_UNREADABLE', `${whole} could not be written.`, cause);
    }
  }
}
