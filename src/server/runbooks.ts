import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { z } from 'zod';
import { ALERT_GROUPS, ALERTS } from '../alerts/index.ts';
import { plainPage } from './plain-page.ts';
import { ROOT_FOLDER } from './root-folder.ts';

const unzip = promisify(brotliDecompress);
/** What the build has rendered, by alert. */
const Pages = z.record(z.string(), z.string());

/** The page of an alert as Markdown. Undefined: there is no such alert. */
export async function readRunbook(name: string): Promise<string | undefined> {
  // Only a name that is declared becomes part of a path.
  const alert = ALERTS.find((one) => one.name === name);
  return alert === undefined ? undefined : readFile(new URL(`docs/runbooks/${alert.name}.md`, ROOT_FOLDER), 'utf8');
}

/** The same as a page for a browser, of what the build has rendered. Undefined also in a tree that only tsc has built. */
export async function readRunbookPage(name: string): Promise<string | undefined> {
  const alert = ALERTS.find((one) => one.name === name);
  if (alert === undefined) return undefined;
  const zipped = await readFile(new URL('dist/runbooks.json.br', ROOT_FOLDER)).catch(() => undefined);
  if (zipped === undefined) return undefined;
  const pages: unknown = JSON.parse((await unzip(zipped)).toString('utf8'));
  const rendered = Pages.parse(pages)[alert.name];
  return rendered === undefined ? undefined : plainPage(alert.name, ['<p><a href="../runbooks">All runbooks</a></p>', rendered]);
}

/** Every runbook with what its alert says, as Markdown. */
export function runbookIndex(): string {
  const groups = ALERT_GROUPS.map(({ name, alerts }) => {
    const lines = alerts.map((alert) => `- [${alert.name}](runbooks/${alert.name}) (${alert.severity}): ${plainText(alert.summary)}`);
    return `## ${name}\n\n${lines.join('\n')}\n`;
  });
  return `# Runbooks\n\n${groups.join('\n')}`;
}

/** The same as a page for a browser. What it says was written here: there is nothing to escape. */
export function runbookIndexPage(): string {
  const groups = ALERT_GROUPS.flatMap(({ name, alerts }) => [
    `<h2>${name}</h2>`,
    '<ul>',
    ...alerts.map(
      (alert) => `<li><a href="runbooks/${alert.name}">${alert.name}</a> (${alert.severity}): ${plainText(alert.summary)}</li>`,
    ),
    '</ul>',
  ]);
  return plainPage('Runbooks', ['<h1>Runbooks</h1>', ...groups]);
}

/** A summary with a letter for the value, and the names of labels in the place of what Prometheus fills in. */
function plainText(summary: string): string {
  return summary.replaceAll(/\{value(?::\w+)?\}/g, 'N').replaceAll(/\{(\w+)\}/g, (_, label: string) => label.toUpperCase());
}
