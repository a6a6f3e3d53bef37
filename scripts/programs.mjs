import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT, run } from './run.mjs';

const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs the programs of the suites in CI, as root. Elsewhere it resolves with the command that would install them, undefined when none is missing;
 * a suite whose program is missing is skipped, and under `CI=true` it fails by the program's name.
 */
export async function providePrograms() {
  const known = JSON.parse(readFileSync(join(ROOT, 'test/peers/programs.json'), 'utf8'));
  const missing = known.filter(({ program }) => !isInstalled(program));
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map((one) => one.package))];
  const isRoot = process.getuid?.() === 0;
  if (process.env.CI !== 'true' || !isRoot) {
    const names = missing.map(({ program }) => program).join(', ');
    return `Suites that need ${names} were skipped. To run them: sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
  }
  console.log(`Installing ${packages.join(' ')} ...`);
  const result = await aptInstall(packages);
  if (result.code !== 0) console.log(result.output);
  return undefined;
}

function isInstalled(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Installs Debian packages without starting a service of theirs. */
async function aptInstall(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const ownsPolicy = !existsSync(POLICY);
  if (ownsPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const update = await run('apt-get', ['update', '-q'], { env });
    if (update.code !== 0) return update;
    return await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], { env });
  } finally {
    if (ownsPolicy) rmSync(POLICY, { force: true });
  }
}
