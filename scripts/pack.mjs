import { join } from 'node:path';
import { build } from './build.mjs';
import { run } from './run.mjs';

/** Builds and packs the package into a folder. The path of the tarball. */
export async function pack(folder) {
  const built = await build();
  if (built.code !== 0) throw new Error(built.output);
  const { code, output } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const name = /^ringscope-.*\.tgz$/m.exec(output)?.[0];
  if (code !== 0 || name === undefined) throw new Error(`npm pack failed.\n${output}`);
  return join(folder, name);
}
