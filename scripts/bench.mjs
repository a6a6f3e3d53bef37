// `npm run bench -- NAME ...`: builds, installs what the benches compare with and runs bench/NAME.mjs. Its exit code is the bench's.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ROOT, run } from './run.mjs';

const BENCH = join(ROOT, 'bench');
const LOCK = join(BENCH, 'package-lock.json');
const STAMP = join(BENCH, 'node_modules', '.ringscope-lock');

async function main([name, ...args]) {
  const names = readdirSync(BENCH)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -'.mjs'.length));
  if (name === undefined || !names.includes(name)) {
    console.error(`usage: npm run bench -- NAME [ARGUMENTS]\nbenches: ${names.join(', ')}`);
    return 2;
  }
  const built = await build();
  if (built.code !== 0) {
    console.error(built.output);
    return built.code;
  }
  await installBench();
  return (await run(process.execPath, [join(BENCH, `${name}.mjs`), ...args], { show: true })).code;
}

/** Runs `npm ci` in bench/ when its lock file is not the one that was installed last. @prometheus-io/client asks for Node 22 and runs on 20 as well. */
async function installBench() {
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  const { code, output } = await run('npm', ['ci', '--engine-strict=false', '--prefix', BENCH, '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error(`npm ci in bench/ failed.\n${output}`);
  writeFileSync(STAMP, wanted);
}

process.exitCode = await main(process.argv.slice(2));
