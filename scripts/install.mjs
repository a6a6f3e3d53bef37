import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './run.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.ringscope-lock');

/** Runs `npm ci` when the lock file is not the one that was installed last. Throws when the installation fails. */
export async function install() {
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  process.stderr.write('Installing (npm ci) ...\n');
  const { code, output } = await run('npm', ['ci', '--engine-strict', '--include=dev', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error(`npm ci failed.\n${output}`);
  writeFileSync(STAMP, wanted);
}
