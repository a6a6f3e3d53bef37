import { existsSync, readFileSync } from 'node:fs';

const FALLBACK = `\`\`\`kamailio
loadmodule "siptrace.so"
modparam("siptrace", "duplicate_uri", "sip:127.0.0.1:9060") modparam("siptrace", "hep_mode_on", 1) modparam("siptrace", "hep_version", 3)
modparam("siptrace", "trace_to_database", 0) modparam("siptrace", "trace_on", 1) modparam("siptrace", "trace_mode", 1)
\`\`\``;

/** The lines that README.md gives a Kamailio owner, with the address of the collector replaced. */
export function readmeKamailioLines(hepPort: number, hepVersion: 2 | 3): string {
  const path = new URL('../../README.md', import.meta.url);
  const readme = existsSync(path) ? readFileSync(path, 'utf8') : FALLBACK;
  const block = /```kamailio\n(?<lines>[\s\S]*?)```/.exec(readme)?.groups?.['lines'];
  if (block === undefined) throw new Error('README.md has no ```kamailio block.');
  const lines = block.replaceAll('127.0.0.1:9060', `127.0.0.1:${String(hepPort)}`);
  return hepVersion === 3 ? lines : lines.replace(/"hep_version",\s*3/, '"hep_version", 2');
}
