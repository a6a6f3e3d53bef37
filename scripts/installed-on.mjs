// `node scripts/installed-on.mjs 22 24`: installs the packed package globally under other versions of Node, and has each show its version, load every entry and serve.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pack } from './pack.mjs';
import { run } from './run.mjs';

const START_MS = 60_000;
const ENTRIES = ['.', './metrics', './metrics/node', './testing'];

const folder = mkdtempSync(join(tmpdir(), 'ringscope-installed-on-'));
try {
  const tarball = await pack(folder);
  for (const version of [process.versions.node, ...process.argv.slice(2)]) {
    const bin = version === process.versions.node ? dirname(process.execPath) : await provideNode(version);
    if (bin === undefined)
      console.log(`Node ${version}: skipped, the npm registry gives no node-${process.platform}-${process.arch} of it here`);
    else console.log(await check(tarball, bin, join(folder, `on-${version}`)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The folder of a Node that the npm registry has as a package. Undefined when it has none. */
async function provideNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const at = join(folder, `node-${version}`);
  mkdirSync(at);
  const { code } = await run('npm', ['install', '--prefix', at, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`]);
  return code === 0 ? join(at, 'node_modules', name, 'bin') : undefined;
}

/** What an installation under the Node of a folder says of itself. Throws when it does not work. */
async function check(tarball, bin, prefix) {
  const env = { PATH: [bin, process.env.PATH].join(delimiter) };
  const must = async (program, args) => {
    const { code, output } = await run(program, args, { env, cwd: folder });
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed.\n${output}`);
    return output.trim();
  };
  await must('npm', ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', tarball]);
  const ringscope = join(prefix, 'bin', 'ringscope');
  const said = await must(ringscope, ['version', '--json']);
  const home = pathToFileURL(join(prefix, 'lib', 'node_modules', 'ringscope', 'x.mjs'));
  const load = `import { createRequire } from 'node:module';
    const { resolve } = createRequire(${JSON.stringify(home.href)});
    for (const entry of ${JSON.stringify(ENTRIES)}) await import(resolve('ringscope' + entry.slice(1)));`;
  await must('node', ['--input-type=module', '--eval', load]);
  return `${JSON.stringify(JSON.parse(said))}: installed, every entry loads, ${await serve(ringscope, env, join(prefix, 'data'))}`;
}

async function serve(ringscope, env, data) {
  const child = spawn(ringscope, ['serve', '--http-port', '0', '--hep-port', '0', '--store', data], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  let output = '';
  const addressOf = () => /"address":"([^"]+)"/.exec(output)?.[1];
  child.stderr.on('data', (chunk) => (output += chunk));
  while (addressOf() === undefined && child.exitCode === null && child.signalCode === null)
    await Promise.race([once(child.stderr, 'data'), ended]);
  const address = addressOf();
  const { status } = address === undefined ? { status: 'no answer' } : await fetch(`http://${address}/readyz`);
  child.kill('SIGTERM');
  const [code] = await ended;
  clearTimeout(timer);
  if (status !== 200 || code !== 0) throw new Error(`serve: /readyz ${status}, exit code ${code}.\n${output}`);
  return 'serves and stops';
}
