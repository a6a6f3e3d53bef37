import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './run.mjs';

const DIST = join(ROOT, 'dist');

/**
 * Takes comments and blanks out of what tsc wrote: they are for readers of the source, and a quarter of what is installed. Names stay, and source maps lead to the source.
 * Declarations keep their comments.
 */
export async function shrink() {
  // A script that installs packages first loads this file before they are there.
  const { minifySync } = await import('rolldown/utils');
  for (const name of readdirSync(DIST, { recursive: true })) {
    if (!name.endsWith('.js') || name.startsWith('web')) continue;
    const path = join(DIST, name);
    const text = readFileSync(path, 'utf8');
    const map = existsSync(`${path}.map`) ? JSON.parse(readFileSync(`${path}.map`, 'utf8')) : undefined;
    const options = { compress: false, mangle: false, sourcemap: map !== undefined, inputMap: map };
    const { code, map: led, errors } = minifySync(name, text, options);
    if (errors.length > 0) throw new Error(`${name}: ${errors.map(({ message }) => message).join(' ')}`);
    const shrunk = map === undefined ? code : `${code}\n//# sourceMappingURL=${basename(path)}.map\n`;
    if (shrunk === text) continue;
    writeFileSync(path, shrunk);
    if (led !== undefined) writeFileSync(`${path}.map`, JSON.stringify(led));
  }
}
