import { readFileSync } from 'node:fs';

/** The lines that README.md gives a Kamailio owner, with the address of the collector replaced. */
export function readmeKamailioLines(hepPort: number, hepVersion: 2 | 3): string {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const block = /```kamailio\n(?<lines>[\s\S]*?)```/.exec(readme)?.groups?.['lines'];
  if (block === undefined) throw new Error('README.md has no ```kamailio block.');
  const lines = block.replaceAll('127.0.0.1:9060', `127.0.0.1:${String(hepPort)}`);
  if (hepVersion === 3) return lines;
  const older = lines.replace(/"hep_version",\s*3/, '"hep_version", 2');
  if (older === lines) throw new Error('The ```kamailio block of README.md sets no "hep_version", 3.');
  return older;
}
