import { readFileSync } from 'node:fs';
import { ROOT_FOLDER } from './root-folder.ts';

/** The version of this package. */
export function readVersion(): string {
  const manifest = readManifest();
  return 'version' in manifest ? String(manifest.version) : 'unknown';
}

/** The versions of Node that this package runs with, as its manifest says them. */
export function neededNode(): string {
  const manifest = readManifest();
  const engines = 'engines' in manifest ? manifest.engines : undefined;
  return typeof engines === 'object' && engines !== null && 'node' in engines ? String(engines.node) : '';
}

function readManifest(): object {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', ROOT_FOLDER), 'utf8'));
  return typeof manifest === 'object' && manifest !== null ? manifest : {};
}
