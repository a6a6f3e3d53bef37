import { readFileSync } from 'node:fs';

/** The version of this package. */
export function readVersion(): string {
  // The same depth from src/server and from dist/server.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
